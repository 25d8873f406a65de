/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * New blocks of a file. What is missing on the way to one is allocated and
 * filled while nothing leads there; the last step is to write the number
 * that does, so that whatever fails before leaves the file as it was.
 */
#include <linux/blkdev.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>
#include "ext3.h"

/* Before its neighbours in the file; else by its numbers; else its group. */
static u32 find_near(struct inode *inode, const struct ext3_step *step)
{
	struct super_block *sb = inode->i_sb;
	u32 *start = step->bh ? (u32 *)step->bh->b_data :
				EXT3_I(inode)->i_data;
	u32 *p, colour;

	for (p = step->p - 1; p >= start; p--)
		if (*p)
			return *p + 1;
	if (step->bh)
		return step->bh->b_blocknr + 1;
	/* Files that grow at the same time get places apart. */
	colour = current->pid % 16 *
		 (EXT3_SB(sb)->s_es->s_blocks_per_group / 16);
	return ext3_group_first_block(sb, ext3_inode_group(inode)) + colour;
}

static u32 find_goal(struct inode *inode, sector_t iblock,
		     const struct ext3_step *step)
{
	struct ext3_inode_info *ei = EXT3_I(inode);

	if (iblock == ei->i_next_block && ei->i_next_goal)
		return ei->i_next_goal;
	return find_near(inode, step);
}

/* The new blocks, from `from` on, are nobody's again. */
static void undo_branch(handle_t *handle, struct inode *inode,
			struct ext3_step chain[4], int from)
{
	struct buffer_head *bh;
	int i;

	*chain[from].p = 0;
	for (i = from; i < 4 && chain[i].block; i++) {
		bh = sb_find_get_block(inode->i_sb, chain[i].block);
		ext3_forget(handle, 1, inode, bh, chain[i].block);
		ext3_free_blocks(handle, inode, chain[i].block, 1);
		chain[i].block = 0;
	}
}

/* A block of numbers with the next step's in it, and zeros. */
static int init_numbers(handle_t *handle, struct inode *inode, u32 block,
			unsigned int at, u32 number)
{
	struct buffer_head *bh = sb_getblk(inode->i_sb, block);
	int error;

	if (!bh)
		return -EIO;
	lock_buffer(bh);
	error = ext3_journal_get_create_access(handle, bh);
	if (!error) {
		memset(bh->b_data, 0, bh->b_size);
		((u32 *)bh->b_data)[at] = number;
		set_buffer_uptodate(bh);
	}
	unlock_buffer(bh);
	if (!error)
		error = ext3_journal_dirty_metadata(handle, inode, bh);
	brelse(bh);
	return error;
}

/* The steps from `from` on get blocks, and those of numbers their contents. */
static int alloc_branch(handle_t *handle, struct inode *inode, u32 goal,
			const unsigned int path[4], int depth,
			struct ext3_step chain[4], int from)
{
	int i, error = 0;

	for (i = from; i < depth && !error; i++) {
		chain[i].block = ext3_new_block(handle, inode, goal, &error);
		goal = chain[i].block + 1;
	}
	for (i = from; i < depth - 1 && !error; i++)
		error = init_numbers(handle, inode, chain[i].block,
				     path[i + 1], chain[i + 1].block);
	return error;
}

/* From here on the file has them. */
static int splice_branch(handle_t *handle, struct inode *inode,
			 const struct ext3_step *step)
{
	int error;

	if (step->bh) {
		error = ext3_journal_get_write_access(handle, step->bh);
		if (error)
			return error;
	}
	*step->p = step->block;
	if (!step->bh)
		return 0;
	return ext3_journal_dirty_metadata(handle, inode, step->bh);
}

/* With truncate_sem. */
static int get_new_block(handle_t *handle, struct inode *inode,
			 sector_t iblock, struct buffer_head *bh)
{
	struct ext3_inode_info *ei = EXT3_I(inode);
	struct ext3_step chain[4];
	unsigned int path[4];
	int depth = ext3_block_to_path(inode, iblock, path);
	int steps, error = 0;

	if (!depth)
		return -EFBIG;
	steps = ext3_read_chain(inode, path, depth, chain);
	if (steps < 0) {
		error = steps;
	} else if (steps < depth) {
		error = alloc_branch(handle, inode,
				     find_goal(inode, iblock, &chain[steps]),
				     path, depth, chain, steps);
		if (!error)
			error = splice_branch(handle, inode, &chain[steps]);
		if (error)
			undo_branch(handle, inode, chain, steps);
		else
			set_buffer_new(bh);
	}
	if (!error) {
		ei->i_next_block = iblock + 1;
		ei->i_next_goal = chain[depth - 1].block + 1;
		map_bh(bh, inode->i_sb->s_bdev, chain[depth - 1].block);
	}
	ext3_put_chain(chain);
	return error;
}

/* The block, allocated if it must be. */
static int get_block_handle(handle_t *handle, struct inode *inode,
			    sector_t iblock, struct buffer_head *bh)
{
	int error, other;

	down(&EXT3_I(inode)->truncate_sem);
	error = get_new_block(handle, inode, iblock, bh);
	up(&EXT3_I(inode)->truncate_sem);
	if (!buffer_new(bh) && !error)
		return 0;
	/* Even after an error: the count of its blocks may be another. */
	other = ext3_mark_inode_dirty(handle, inode);
	return error ? error : other;
}

int ext3_get_block(struct inode *inode, sector_t iblock,
		   struct buffer_head *bh, int create)
{
	u32 block;
	int error = ext3_find_block(inode, iblock, &block);

	if (error)
		return error;
	if (block)
		map_bh(bh, inode->i_sb->s_bdev, block);
	else if (create)
		return get_block_handle(ext3_journal_current_handle(), inode,
					iblock, bh);
	return 0;
}

struct buffer_head *ext3_append(handle_t *handle, struct inode *dir)
{
	struct super_block *sb = dir->i_sb;
	struct buffer_head map = { .b_state = 0 }, *bh;
	int error = get_block_handle(handle, dir,
				     dir->i_size >> sb->s_blocksize_bits,
				     &map);

	if (error)
		return ERR_PTR(error);
	bh = sb_getblk(sb, map.b_blocknr);
	if (!bh)
		return ERR_PTR(-EIO);
	lock_buffer(bh);
	error = ext3_journal_get_create_access(handle, bh);
	if (!error) {
		memset(bh->b_data, 0, bh->b_size);
		set_buffer_uptodate(bh);
	}
	unlock_buffer(bh);
	if (!error) {
		dir->i_size += sb->s_blocksize;
		error = ext3_mark_inode_dirty(handle, dir);
	}
	if (!error)
		return bh;
	brelse(bh);
	return ERR_PTR(error);
}
