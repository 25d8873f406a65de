/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Giving a file's blocks back. A large file has more of them than one
 * transaction can hold: between two, the file is on the list of orphans,
 * whose truncation a mount after a crash goes on with. Within each, numbers
 * are cleared where they stand before their blocks become free.
 */
#include <linux/blkdev.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include <linux/sched.h>
#include <linux/time.h>
#include "ext3.h"

struct cutting {
	handle_t *handle;
	struct inode *inode;
	int error;		/* it has ended, with blocks left */
};

/* Room for one more change; what it belongs to must be consistent here. */
static void make_room(struct cutting *cut)
{
	struct inode *inode = cut->inode;

	cond_resched();
	if (inode->i_sb->s_flags & MS_RDONLY)
		cut->error = -EROFS;
	if (cut->error || !ext3_journal_is_full(cut->handle, EXT3_MAX_TRANS))
		return;
	cut->error = ext3_mark_inode_dirty(cut->handle, inode);
	/* Who waits for it may keep the old transaction from ending. */
	up(&EXT3_I(inode)->truncate_sem);
	if (!cut->error)
		cut->error = ext3_journal_restart(cut->handle, EXT3_MAX_TRANS);
	down(&EXT3_I(inode)->truncate_sem);
}

/* Some of the numbers at p, which are in bh or, if NULL, in the inode. */
static int begin_change(struct cutting *cut, struct buffer_head *bh)
{
	make_room(cut);
	if (!cut->error && bh)
		cut->error = ext3_journal_get_write_access(cut->handle, bh);
	return cut->error;
}

static void end_change(struct cutting *cut, struct buffer_head *bh)
{
	int error = 0;

	if (bh)
		error = ext3_journal_dirty_metadata(cut->handle, cut->inode,
						    bh);
	if (!cut->error)
		cut->error = error;
}

/* Their number no longer stands anywhere. */
static void free_run(struct cutting *cut, int is_metadata, u32 block,
		     unsigned long count)
{
	struct super_block *sb = cut->inode->i_sb;
	unsigned long i;

	for (i = 0; i < count; i++)
		ext3_forget(cut->handle, is_metadata, cut->inode,
			    sb_find_get_block(sb, block + i), block + i);
	ext3_free_blocks(cut->handle, cut->inode, block, count);
}

/* How many of the n numbers at p follow each other on the disk. */
static unsigned long run_length(const u32 *p, unsigned long n)
{
	unsigned long i = 1;

	while (i < n && p[i] == p[0] + i)
		i++;
	return i;
}

/* Numbers of data: n of them at p. */
static void cut_data(struct cutting *cut, struct buffer_head *bh, u32 *p,
		     unsigned long n)
{
	struct super_block *sb = cut->inode->i_sb;
	unsigned long i, run;
	u32 block;

	for (i = 0; i < n; i += run) {
		run = 1;
		block = p[i];
		if (!block)
			continue;
		run = run_length(p + i, n - i);
		if (begin_change(cut, bh))
			return;
		memset(p + i, 0, run * sizeof(*p));
		if (ext3_valid_block(sb, block) &&
		    ext3_valid_block(sb, block + run - 1))
			free_run(cut, 0, block, run);
		else
			ext3_error(sb, "ext3_truncate",
				   "inode %lu has a block %u",
				   cut->inode->i_ino, block);
		end_change(cut, bh);
	}
}

/*
 * The tree whose root's number is at p, within bh or the inode: all that is
 * at or behind the from'th of its blocks. Depth 0 is data itself. A tree of
 * numbers that ends up empty goes too.
 */
static void cut_tree(struct cutting *cut, struct buffer_head *bh, u32 *p,
		     int depth, unsigned long from)
{
	struct super_block *sb = cut->inode->i_sb;
	unsigned int bits = sb->s_blocksize_bits - 2;
	unsigned long each, i, count = 1UL << bits;
	struct buffer_head *numbers;
	u32 block = *p, *data;

	if (!block || cut->error)
		return;
	numbers = ext3_valid_block(sb, block) ? sb_bread(sb, block) : NULL;
	if (!numbers) {
		ext3_error(sb, "ext3_truncate", "inode %lu: cannot read its "
			   "block of numbers %u", cut->inode->i_ino, block);
		return;
	}
	data = (u32 *)numbers->b_data;
	each = 1UL << bits * (depth - 1);
	if (depth == 1)
		cut_data(cut, numbers, data + from, count - from);
	else
		for (i = from / each; i < count; i++)
			cut_tree(cut, numbers, data + i, depth - 1,
				 i == from / each ? from % each : 0);
	if (from || begin_change(cut, bh)) {
		brelse(numbers);
		return;
	}
	*p = 0;
	/* This takes the reference. */
	ext3_forget(cut->handle, 1, cut->inode, numbers, block);
	ext3_free_blocks(cut->handle, cut->inode, block, 1);
	end_change(cut, bh);
}

/* From this block of the file on. */
static void cut_file(struct cutting *cut, unsigned long from)
{
	unsigned int bits = cut->inode->i_sb->s_blocksize_bits - 2;
	u32 *data = EXT3_I(cut->inode)->i_data;
	unsigned long size;
	int depth;

	if (from < EXT3_NDIR_BLOCKS)
		cut_data(cut, NULL, data + from, EXT3_NDIR_BLOCKS - from);
	from -= min(from, (unsigned long)EXT3_NDIR_BLOCKS);
	for (depth = 1; depth < 4; depth++) {
		size = 1UL << bits * depth;
		if (from < size)
			cut_tree(cut, NULL, data + EXT3_IND_BLOCK + depth - 1,
				 depth, from);
		from -= min(from, size);
	}
}

static int has_blocks(struct inode *inode)
{
	if (!S_ISREG(inode->i_mode) && !S_ISDIR(inode->i_mode) &&
	    !S_ISLNK(inode->i_mode))
		return 0;
	return !S_ISLNK(inode->i_mode) || !ext3_is_fast_symlink(inode);
}

static void truncate_blocks(handle_t *handle, struct inode *inode)
{
	struct cutting cut = { .handle = handle, .inode = inode };
	unsigned int bits = inode->i_sb->s_blocksize_bits;

	if (ext3_orphan_add(handle, inode))
		return;
	/* With the size: should this end here, a mount goes on. */
	ext3_mark_inode_dirty(handle, inode);
	down(&EXT3_I(inode)->truncate_sem);
	EXT3_I(inode)->i_next_goal = 0;
	cut_file(&cut, (inode->i_size + (1 << bits) - 1) >> bits);
	up(&EXT3_I(inode)->truncate_sem);
	if (cut.error) {
		ext3_std_error(inode->i_sb, "ext3_truncate", cut.error);
		return;
	}
	inode->i_mtime = inode->i_ctime = get_seconds();
	ext3_mark_inode_dirty(handle, inode);
	/* One without links stays an orphan until it is deleted. */
	if (inode->i_nlink)
		ext3_orphan_del(handle, inode);
}

/* i_size has become less, and the pages behind it have gone. */
void ext3_truncate(struct inode *inode)
{
	struct page *page = NULL;
	handle_t *handle;

	if (!has_blocks(inode))
		return;
	/* A page's lock comes before a handle. */
	if (S_ISREG(inode->i_mode))
		page = ext3_lock_last_page(inode);
	handle = ext3_journal_start(inode, EXT3_MAX_TRANS);
	if (!IS_ERR(handle)) {
		if (page)
			ext3_zero_last_page(handle, inode, page);
		truncate_blocks(handle, inode);
		ext3_journal_stop(handle);
	}
	if (page) {
		unlock_page(page);
		put_page(page);
	}
}
