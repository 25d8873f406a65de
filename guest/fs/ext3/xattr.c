/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Extended attributes are not offered, but a disk may have them: blocks that
 * several inodes share, each with a count of these.
 */
#include <linux/blkdev.h>
#include <linux/kernel.h>
#include "ext3.h"

#define EXT3_XATTR_MAGIC	0xea020000u

struct ext3_xattr_header {
	u32 h_magic;
	u32 h_refcount;
	u32 h_blocks;
};

/* The block is the inode's alone, or has one user less. */
static int release_block(handle_t *handle, struct inode *inode,
			 struct buffer_head *bh)
{
	struct ext3_xattr_header *header = (void *)bh->b_data;
	int error = -EIO;

	if (header->h_magic != EXT3_XATTR_MAGIC || header->h_blocks != 1) {
		ext3_error(inode->i_sb, "ext3_xattr_delete_inode",
			   "inode %lu: bad block of attributes %lu",
			   inode->i_ino, bh->b_blocknr);
	} else if (header->h_refcount <= 1) {
		get_bh(bh);
		ext3_free_blocks(handle, inode, bh->b_blocknr, 1);
		error = ext3_forget(handle, 1, inode, bh, bh->b_blocknr);
	} else {
		error = ext3_journal_get_write_access(handle, bh);
		if (!error) {
			header->h_refcount--;
			error = ext3_journal_dirty_metadata(handle, NULL, bh);
		}
	}
	return error;
}

void ext3_xattr_delete_inode(handle_t *handle, struct inode *inode)
{
	struct super_block *sb = inode->i_sb;
	u32 block = EXT3_I(inode)->i_file_acl;
	struct buffer_head *bh;

	if (!block)
		return;
	bh = ext3_valid_block(sb, block) ? sb_bread(sb, block) : NULL;
	if (!bh) {
		ext3_error(sb, "ext3_xattr_delete_inode", "inode %lu: cannot "
			   "read its attributes", inode->i_ino);
		return;
	}
	release_block(handle, inode, bh);
	brelse(bh);
	EXT3_I(inode)->i_file_acl = 0;
}
