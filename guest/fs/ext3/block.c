/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a block of a file to one of the disk. The inode names the first
 * twelve, then one block full of numbers, one of such blocks, one of those:
 *
 *	i_data[0..11]	data
 *	i_data[12]	-> numbers -> data
 *	i_data[13]	-> numbers -> numbers -> data
 *	i_data[14]	-> numbers -> numbers -> numbers -> data
 *
 * Number 0 stands for zeros that are nowhere.
 */
#include <linux/blkdev.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include "ext3.h"

/* The places on the way, the inode's first; how many, 0: too far. */
static int ext3_block_to_path(struct inode *inode, sector_t block,
			      unsigned int path[4])
{
	unsigned int bits = inode->i_sb->s_blocksize_bits - 2;
	unsigned long mask = (1UL << bits) - 1;
	int depth, i;

	if (block < EXT3_NDIR_BLOCKS) {
		path[0] = block;
		return 1;
	}
	block -= EXT3_NDIR_BLOCKS;
	for (depth = 1; depth < 4; depth++) {
		if (block >> (depth * bits) == 0) {
			path[0] = EXT3_NDIR_BLOCKS - 1 + depth;
			for (i = 1; i <= depth; i++)
				path[i] = block >> ((depth - i) * bits) & mask;
			return depth + 1;
		}
		block -= 1UL << (depth * bits);
	}
	return 0;
}

loff_t ext3_max_size(unsigned int blocksize_bits)
{
	unsigned int bits = blocksize_bits - 2;
	loff_t blocks = EXT3_NDIR_BLOCKS + (1UL << bits) +
			(1UL << 2 * bits) + (1UL << 3 * bits);

	return blocks << blocksize_bits;
}

static int bad_number(struct inode *inode, u32 block)
{
	ext3_error(inode->i_sb, "ext3_get_block",
		   "inode %lu has a block %u", inode->i_ino, block);
	return -EIO;
}

/* The disk's block, 0 for a hole. */
static int ext3_find_block(struct inode *inode, sector_t iblock, u32 *found)
{
	struct super_block *sb = inode->i_sb;
	unsigned int path[4];
	int i, depth = ext3_block_to_path(inode, iblock, path);
	u32 block;

	if (!depth)
		return -EIO;
	block = EXT3_I(inode)->i_data[path[0]];
	for (i = 1; i < depth && block; i++) {
		struct buffer_head *bh;

		if (!ext3_valid_block(sb, block))
			return bad_number(inode, block);
		bh = sb_bread(sb, block);
		if (!bh)
			return -EIO;
		block = ((u32 *)bh->b_data)[path[i]];
		brelse(bh);
	}
	if (block && !ext3_valid_block(sb, block))
		return bad_number(inode, block);
	*found = block;
	return 0;
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
		return -EROFS;
	return 0;
}

struct buffer_head *ext3_bread(struct inode *inode, sector_t iblock)
{
	struct buffer_head *bh;
	u32 block;
	int error = ext3_find_block(inode, iblock, &block);

	if (error)
		return ERR_PTR(error);
	if (!block) {
		ext3_error(inode->i_sb, "ext3_bread",
			   "directory %lu has a hole at block %lu",
			   inode->i_ino, iblock);
		return ERR_PTR(-EIO);
	}
	bh = sb_bread(inode->i_sb, block);
	return bh ? bh : ERR_PTR(-EIO);
}
