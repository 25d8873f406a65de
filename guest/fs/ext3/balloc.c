/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which blocks are in use: a bitmap for each group. A new block is searched
 * from a goal on, so that a file's blocks follow each other; s_lock is held
 * while bitmaps and counts change.
 */
#include <linux/blkdev.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include "ext3.h"

/* A group's bitmap must have the group's own tables in use. */
static int bitmap_is_sane(struct super_block *sb, unsigned long group,
			  struct buffer_head *bh)
{
	struct ext3_group_desc *gd = ext3_get_group_desc(sb, group);
	u32 first = ext3_group_first_block(sb, group);
	u32 itable = gd->bg_inode_table - first;
	u32 itable_end = itable + EXT3_SB(sb)->s_itb_per_group;
	unsigned long *bits = (unsigned long *)bh->b_data;

	return test_bit(gd->bg_block_bitmap - first, bits) &&
	       test_bit(gd->bg_inode_bitmap - first, bits) &&
	       find_next_zero_bit(bits, itable_end, itable) == itable_end;
}

/* With a reference; NULL, and a line why. */
static struct buffer_head *ext3_block_bitmap(struct super_block *sb,
					     unsigned long group)
{
	struct ext3_group_desc *gd = ext3_get_group_desc(sb, group);
	struct buffer_head *bh = sb_bread(sb, gd->bg_block_bitmap);

	if (!bh) {
		ext3_error(sb, "ext3_block_bitmap",
			   "cannot read the block bitmap of group %lu", group);
		return NULL;
	}
	if (bitmap_is_sane(sb, group, bh))
		return bh;
	ext3_error(sb, "ext3_block_bitmap", "the block bitmap of group %lu "
		   "has its own tables free", group);
	brelse(bh);
	return NULL;
}

/* Blocks of a group; the last one may have fewer. */
static u32 group_blocks(struct super_block *sb, unsigned long group)
{
	const struct ext3_super_block *es = EXT3_SB(sb)->s_es;
	u32 left = es->s_blocks_count - ext3_group_first_block(sb, group);

	return min(left, es->s_blocks_per_group);
}

/* Free now, and not only by a transaction that may be lost yet. */
static int allocatable(struct buffer_head *bh, u32 bit)
{
	const void *committed = ext3_committed_data(bh);

	return !test_bit(bit, bh->b_data) &&
	       !(committed && test_bit(bit, committed));
}

static u32 search(struct buffer_head *bh, u32 bit, u32 end)
{
	while (bit < end) {
		bit = find_next_zero_bit((unsigned long *)bh->b_data, end,
					 bit);
		if (bit < end && allocatable(bh, bit))
			return bit;
		bit++;
	}
	return end;
}

/* From the goal on, then from the group's beginning; end if there is none. */
static u32 find_free_bit(struct buffer_head *bh, u32 goal, u32 end)
{
	u32 bit = search(bh, goal, end);

	if (bit == end)
		bit = search(bh, 0, goal);
	return bit == goal && !allocatable(bh, bit) ? end : bit;
}

/* A block of the group, near the goal; *block stays 0 if it has none. */
static int alloc_in_group(handle_t *handle, struct super_block *sb,
			  unsigned long group, u32 goal, u32 *block)
{
	u32 end = group_blocks(sb, group), bit;
	struct buffer_head *bh;
	int error;

	if (!ext3_get_group_desc(sb, group)->bg_free_blocks_count)
		return 0;
	bh = ext3_block_bitmap(sb, group);
	if (!bh)
		return -EIO;
	error = ext3_journal_get_undo_access(handle, bh);
	bit = error ? end : find_free_bit(bh, goal < end ? goal : 0, end);
	if (bit < end) {
		set_bit(bit, bh->b_data);
		error = ext3_journal_dirty_metadata(handle, NULL, bh);
		if (!error)
			error = ext3_count_free(handle, sb, group,
						-1, 0, 0);
		*block = ext3_group_first_block(sb, group) + bit;
	}
	brelse(bh);
	return error;
}

/* The last ones are root's, and his whom the super block names. */
static int may_allocate(struct super_block *sb)
{
	const struct ext3_super_block *es = EXT3_SB(sb)->s_es;
	u32 kept = es->s_r_blocks_count;

	if (!current->euid || current->euid == es->s_def_resuid)
		kept = 0;
	return es->s_free_blocks_count > kept;
}

static int alloc_block(handle_t *handle, struct super_block *sb, u32 goal,
		       u32 *block)
{
	struct ext3_sb_info *sbi = EXT3_SB(sb);
	const struct ext3_super_block *es = sbi->s_es;
	unsigned long group, tried;
	int error = 0;

	if (!may_allocate(sb))
		return -ENOSPC;
	if (!ext3_valid_block(sb, goal))
		goal = es->s_first_data_block;
	goal -= es->s_first_data_block;
	group = goal / es->s_blocks_per_group;
	goal %= es->s_blocks_per_group;
	for (tried = 0; !*block && !error && tried < sbi->s_groups_count;
	     tried++) {
		error = alloc_in_group(handle, sb, group, goal, block);
		group = (group + 1) % sbi->s_groups_count;
		goal = 0;
	}
	if (!error && !*block)
		error = -ENOSPC;
	return error;
}

/* Counted as the inode's; 0 and *error if there is none. */
u32 ext3_new_block(handle_t *handle, struct inode *inode, u32 goal,
		   int *error)
{
	struct super_block *sb = inode->i_sb;
	u32 block = 0;

	down(&EXT3_SB(sb)->s_lock);
	*error = alloc_block(handle, sb, goal, &block);
	up(&EXT3_SB(sb)->s_lock);
	if (*error)
		return 0;
	EXT3_I(inode)->i_blocks += sb->s_blocksize >> SECTOR_SHIFT;
	return block;
}

/* One that holds a group's tables belongs to no file, whoever says so. */
static int is_system_block(struct super_block *sb, unsigned long group,
			   u32 bit)
{
	struct ext3_sb_info *sbi = EXT3_SB(sb);
	struct ext3_group_desc *gd = ext3_get_group_desc(sb, group);
	u32 block = ext3_group_first_block(sb, group) + bit;

	return (ext3_bg_has_super(sb, group) && bit <= sbi->s_gdb_count) ||
	       block == gd->bg_block_bitmap || block == gd->bg_inode_bitmap ||
	       block - gd->bg_inode_table < sbi->s_itb_per_group;
}

/* How many of them were in use; the others are a fault, and stay. */
static unsigned long clear_bits(struct super_block *sb, unsigned long group,
				struct buffer_head *bh, u32 bit,
				unsigned long count)
{
	void *committed = ext3_committed_data(bh);
	unsigned long freed = 0;

	for (; count--; bit++) {
		if (is_system_block(sb, group, bit) ||
		    !test_and_clear_bit(bit, bh->b_data)) {
			ext3_error(sb, "ext3_free_blocks",
				   "block %u is not in use",
				   ext3_group_first_block(sb, group) + bit);
			continue;
		}
		/* Allocated and freed in one step: still not to be reused. */
		if (committed)
			set_bit(bit, committed);
		freed++;
	}
	return freed;
}

/* Blocks of one group, with s_lock. */
static int free_in_group(handle_t *handle, struct super_block *sb, u32 block,
			 unsigned long count)
{
	const struct ext3_super_block *es = EXT3_SB(sb)->s_es;
	u32 bit = block - es->s_first_data_block;
	unsigned long group = bit / es->s_blocks_per_group, freed;
	struct buffer_head *bh = ext3_block_bitmap(sb, group);
	int error;

	if (!bh)
		return -EIO;
	error = ext3_journal_get_undo_access(handle, bh);
	if (!error) {
		freed = clear_bits(sb, group, bh, bit % es->s_blocks_per_group,
				   count);
		error = ext3_journal_dirty_metadata(handle, NULL, bh);
		if (!error)
			error = ext3_count_free(handle, sb, group,
						freed, 0, 0);
	}
	brelse(bh);
	return error;
}

/* They belong to the inode, and are valid. */
void ext3_free_blocks(handle_t *handle, struct inode *inode, u32 block,
		      unsigned long count)
{
	struct super_block *sb = inode->i_sb;
	struct ext3_inode_info *ei = EXT3_I(inode);
	const struct ext3_super_block *es = EXT3_SB(sb)->s_es;
	u32 sectors = count * (sb->s_blocksize >> SECTOR_SHIFT), room, n;
	int error = 0;

	ei->i_blocks -= min(ei->i_blocks, sectors);
	down(&EXT3_SB(sb)->s_lock);
	while (count && !error) {
		room = es->s_blocks_per_group -
		       (block - es->s_first_data_block) %
		       es->s_blocks_per_group;
		n = min((unsigned long)room, count);
		error = free_in_group(handle, sb, block, n);
		block += n;
		count -= n;
	}
	up(&EXT3_SB(sb)->s_lock);
	if (error)
		ext3_std_error(sb, "ext3_free_blocks", error);
}
