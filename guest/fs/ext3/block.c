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
#include <linux/string.h>
#include "ext3.h"

int ext3_block_to_path(struct inode *inode, sector_t block,
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

/*
 * The chain's steps as far as the file has blocks on that path: step i names
 * a block of numbers, in which step i + 1 is, and the last one the data. How
 * many there are, depth if all; or an error. The caller puts the buffers.
 */
int ext3_read_chain(struct inode *inode, const unsigned int path[4],
		    int depth, struct ext3_step chain[4])
{
	struct super_block *sb = inode->i_sb;
	int i;

	memset(chain, 0, 4 * sizeof(*chain));
	chain[0].p = &EXT3_I(inode)->i_data[path[0]];
	for (i = 0; i < depth; i++) {
		u32 block = chain[i].block = *chain[i].p;

		if (!block)
			return i;
		if (!ext3_valid_block(sb, block))
			return bad_number(inode, block);
		if (i == depth - 1)
			break;
		chain[i + 1].bh = sb_bread(sb, block);
		if (!chain[i + 1].bh)
			return -EIO;
		chain[i + 1].p = (u32 *)chain[i + 1].bh->b_data + path[i + 1];
	}
	return depth;
}

void ext3_put_chain(struct ext3_step chain[4])
{
	int i;

	for (i = 0; i < 4; i++)
		brelse(chain[i].bh);
}

int ext3_find_block(struct inode *inode, sector_t iblock, u32 *found)
{
	struct ext3_step chain[4];
	unsigned int path[4];
	int steps, depth = ext3_block_to_path(inode, iblock, path);

	if (!depth)
		return -EIO;
	steps = ext3_read_chain(inode, path, depth, chain);
	*found = steps == depth ? chain[depth - 1].block : 0;
	ext3_put_chain(chain);
	return min(steps, 0);
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
