/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From an inode on the disk to one in memory. */
#include <linux/blkdev.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/mount.h>
#include <linux/namei.h>
#include <linux/statfs.h>
#include <linux/string.h>
#include "ext3.h"

struct buffer_head *ext3_inode_bh(struct super_block *sb, unsigned long ino,
				  struct ext3_inode **raw)
{
	struct ext3_sb_info *sbi = EXT3_SB(sb);
	unsigned long group = (ino - 1) / sbi->s_es->s_inodes_per_group;
	unsigned long index = (ino - 1) % sbi->s_es->s_inodes_per_group;
	struct ext3_group_desc *gd = ext3_get_group_desc(sb, group);
	struct buffer_head *bh;

	bh = sb_bread(sb, gd->bg_inode_table +
			  index / sbi->s_inodes_per_block);
	if (bh)
		*raw = (struct ext3_inode *)(bh->b_data +
			index % sbi->s_inodes_per_block * sbi->s_inode_size);
	return bh;
}

/* The old form has eight bits for each number, the new one twelve and 20. */
static dev_t ext3_device(struct inode *inode)
{
	u32 old = EXT3_I(inode)->i_data[0], dev = EXT3_I(inode)->i_data[1];

	if (old)
		return MKDEV(old >> 8 & 0xff, old & 0xff);
	return MKDEV(dev >> 8 & 0xff, dev & 0xff);
}

/* A short link's text stands where the blocks' numbers would. */
int ext3_is_fast_symlink(struct inode *inode)
{
	struct ext3_inode_info *ei = EXT3_I(inode);
	u32 acl = ei->i_file_acl ? inode->i_sb->s_blocksize >> 9 : 0;

	return ei->i_blocks == acl;
}

static int set_symlink(struct inode *inode)
{
	loff_t room = inode->i_sb->s_blocksize;

	if (ext3_is_fast_symlink(inode)) {
		room = EXT3_N_BLOCKS * sizeof(u32);
		inode->i_op = &ext3_fast_symlink_inode_operations;
	} else {
		inode->i_op = &ext3_symlink_inode_operations;
		ext3_set_aops(inode);
	}
	return inode->i_size > 0 && inode->i_size < room ? 0 : -EIO;
}

int ext3_set_operations(struct inode *inode)
{
	switch (inode->i_mode & S_IFMT) {
	case S_IFREG:
		inode->i_op = &ext3_file_inode_operations;
		inode->i_fop = &ext3_file_operations;
		ext3_set_aops(inode);
		return inode->i_size >= 0 &&
		       inode->i_size <= inode->i_sb->s_maxbytes ? 0 : -EIO;
	case S_IFDIR:
		inode->i_op = &ext3_dir_inode_operations;
		inode->i_fop = &ext3_dir_operations;
		return inode->i_size & (inode->i_sb->s_blocksize - 1) ?
		       -EIO : 0;
	case S_IFLNK:
		return set_symlink(inode);
	case S_IFCHR:
	case S_IFBLK:
	case S_IFIFO:
		inode->i_op = &ext3_special_inode_operations;
		init_special_inode(inode, inode->i_mode, ext3_device(inode));
		return 0;
	case S_IFSOCK:
		inode->i_op = &ext3_special_inode_operations;
		return 0;
	default:
		return -EIO;
	}
}

static void copy_inode(struct inode *inode, const struct ext3_inode *raw)
{
	struct ext3_inode_info *ei = EXT3_I(inode);

	inode->i_mode = raw->i_mode;
	inode->i_nlink = raw->i_links_count;
	inode->i_uid = raw->i_uid | raw->i_uid_high << 16;
	inode->i_gid = raw->i_gid | raw->i_gid_high << 16;
	inode->i_size = raw->i_size;
	if (S_ISREG(raw->i_mode))
		inode->i_size |= (loff_t)raw->i_size_high << 32;
	inode->i_atime = raw->i_atime;
	inode->i_mtime = raw->i_mtime;
	inode->i_ctime = raw->i_ctime;
	memcpy(ei->i_data, raw->i_block, sizeof(raw->i_block));
	ei->i_blocks = raw->i_blocks;
	ei->i_file_acl = raw->i_file_acl;
	ei->i_dir_acl = S_ISREG(raw->i_mode) ? 0 : raw->i_size_high;
	ei->i_flags = raw->i_flags;
	ei->i_dtime = raw->i_dtime;
	ei->i_generation = raw->i_generation;
	ei->i_sync_tid = ei->i_datasync_tid = ext3_newest_tid(inode->i_sb);
}

/* None are left to an orphan, and to nobody else. */
static int may_have_links(struct inode *inode)
{
	return inode->i_nlink ||
	       EXT3_SB(inode->i_sb)->s_mount_state & EXT3_ORPHAN_FS;
}

void ext3_read_inode(struct inode *inode)
{
	struct super_block *sb = inode->i_sb;
	struct ext3_inode *raw;
	struct buffer_head *bh = ext3_inode_bh(sb, inode->i_ino, &raw);

	if (!bh) {
		ext3_error(sb, "ext3_read_inode", "cannot read inode %lu",
			   inode->i_ino);
		make_bad_inode(inode);
		return;
	}
	copy_inode(inode, raw);
	if (!may_have_links(inode) || ext3_set_operations(inode)) {
		ext3_error(sb, "ext3_read_inode",
			   "inode %lu cannot be: mode %o, %u links, size %lu",
			   inode->i_ino, raw->i_mode, raw->i_links_count,
			   (unsigned long)raw->i_size);
		make_bad_inode(inode);
	}
	brelse(bh);
}

struct inode *ext3_iget_reserved(struct super_block *sb, unsigned long ino)
{
	struct inode *inode = iget(sb, ino);

	if (!inode)
		return ERR_PTR(-ENOMEM);
	if (!is_bad_inode(inode))
		return inode;
	iput(inode);
	return ERR_PTR(-EIO);
}

/* What a name leads to; an error pointer for nonsense. */
struct inode *ext3_iget(struct super_block *sb, unsigned long ino)
{
	struct ext3_sb_info *sbi = EXT3_SB(sb);

	if ((ino == EXT3_ROOT_INO || ino >= sbi->s_first_ino) &&
	    ino <= sbi->s_es->s_inodes_count)
		return ext3_iget_reserved(sb, ino);
	ext3_error(sb, "ext3_iget", "there is no inode %lu", ino);
	return ERR_PTR(-EIO);
}

int ext3_getattr(struct dentry *dentry, struct kstat *stat)
{
	struct inode *inode = dentry->d_inode;

	generic_fillattr(inode, stat);
	stat->blksize = inode->i_sb->s_blocksize;
	stat->blocks = EXT3_I(inode)->i_blocks;
	return 0;
}

/* The text ends with i_data's last word, which is always zero. */
static const char *ext3_fast_get_link(struct dentry *dentry,
				      struct page **held)
{
	(void)held;
	return (const char *)EXT3_I(dentry->d_inode)->i_data;
}

struct inode_operations ext3_fast_symlink_inode_operations = {
	.get_link = ext3_fast_get_link, .getattr = ext3_getattr,
	.setattr = ext3_setattr,
};

struct inode_operations ext3_symlink_inode_operations = {
	.get_link = page_get_link, .getattr = ext3_getattr,
	.setattr = ext3_setattr,
};

struct inode_operations ext3_file_inode_operations = {
	.truncate = ext3_truncate,
	.getattr = ext3_getattr,
	.setattr = ext3_setattr,
};

struct inode_operations ext3_special_inode_operations = {
	.getattr = ext3_getattr,
	.setattr = ext3_setattr,
};
