/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Directories: blocks full of entries, each of which leads to the next. */
#include <linux/blkdev.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>
#include "ext3.h"

static const char *entry_fault(struct inode *dir,
			       const struct ext3_dir_entry *de,
			       unsigned int offset)
{
	struct super_block *sb = dir->i_sb;

	if (de->rec_len < EXT3_DIR_REC_LEN(1) || de->rec_len % 4)
		return "its length cannot be";
	if (de->rec_len < EXT3_DIR_REC_LEN(de->name_len))
		return "its name does not fit into it";
	if (offset + de->rec_len > sb->s_blocksize)
		return "it goes beyond its block";
	if (de->inode > EXT3_SB(sb)->s_es->s_inodes_count)
		return "there is no such inode";
	if (de->inode && (!de->name_len ||
			  memchr(de->name, '/', de->name_len) ||
			  memchr(de->name, '\0', de->name_len)))
		return "its name is none";
	return NULL;
}

struct ext3_dir_entry *ext3_dirent(struct inode *dir, struct buffer_head *bh,
				   unsigned int offset)
{
	struct ext3_dir_entry *de = (void *)(bh->b_data + offset);
	const char *fault = "its head goes beyond its block";

	if (offset + EXT3_DIR_HEAD <= dir->i_sb->s_blocksize)
		fault = entry_fault(dir, de, offset);
	if (!fault)
		return de;
	ext3_error(dir->i_sb, "ext3_dirent", "directory %lu, block %lu, "
		   "offset %u: %s", dir->i_ino, bh->b_blocknr, offset, fault);
	return NULL;
}

/* Within a block: 1 found, 0 not, or an error. */
static int search_block(struct inode *dir, struct buffer_head *bh,
			const char *name, unsigned int len,
			struct ext3_place *place)
{
	struct ext3_dir_entry *de, *prev = NULL;
	unsigned int at;

	for (at = 0; at < dir->i_sb->s_blocksize; at += de->rec_len) {
		de = ext3_dirent(dir, bh, at);
		if (!de)
			return -EIO;
		if (de->inode && de->name_len == len &&
		    !memcmp(de->name, name, len)) {
			*place = (struct ext3_place){ bh, de, prev };
			return 1;
		}
		prev = de;
	}
	return 0;
}

int ext3_find_entry(struct inode *dir, const char *name, unsigned int len,
		    struct ext3_place *place)
{
	sector_t block, blocks = dir->i_size >> dir->i_sb->s_blocksize_bits;
	int found = 0;

	memset(place, 0, sizeof(*place));
	for (block = 0; block < blocks && !found; block++) {
		struct buffer_head *bh = ext3_bread(dir, block);

		if (IS_ERR(bh))
			return PTR_ERR(bh);
		found = search_block(dir, bh, name, len, place);
		if (found <= 0)
			brelse(bh);
		cond_resched();
	}
	return min(found, 0);
}

static int ext3_lookup(struct inode *dir, struct dentry *dentry)
{
	struct inode *inode = NULL;
	struct ext3_place place;
	unsigned long ino = 0;
	int error = ext3_find_entry(dir, dentry->d_name, dentry->d_len,
				    &place);

	if (error)
		return error;
	if (place.bh) {
		ino = place.de->inode;
		brelse(place.bh);
	}
	if (ino == dir->i_ino) {
		ext3_error(dir->i_sb, "ext3_lookup",
			   "directory %lu is in itself", ino);
		return -ELOOP;
	}
	if (ino)
		inode = ext3_iget(dir->i_sb, ino);
	if (IS_ERR(inode))
		return PTR_ERR(inode);
	d_add(dentry, inode);
	return 0;
}

/* The kinds as getdents() has them, 0 where the disk does not say. */
static unsigned int entry_type(struct super_block *sb,
			       const struct ext3_dir_entry *de)
{
	static const unsigned char types[EXT3_FT_MAX] = {
		0, DT_REG, DT_DIR, 2, 6, 1, 12, 10
	};

	if (!(EXT3_SB(sb)->s_es->s_feature_incompat &
	      EXT3_FEATURE_INCOMPAT_FILETYPE) ||
	    de->file_type >= EXT3_FT_MAX)
		return 0;
	return types[de->file_type];
}

/* Where a walk's entries go. */
struct ext3_reader {
	filldir_t fill;
	void *dirent;
	int given;
};

/*
 * The entries of the block at f_pos from there on; a seek may have led into
 * the midst of one, so they are counted from the block's beginning. 1: the
 * reader has enough.
 */
static int read_block(struct file *file, struct buffer_head *bh,
		      struct ext3_reader *to)
{
	struct inode *dir = file->f_dentry->d_inode;
	unsigned long size = dir->i_sb->s_blocksize;
	loff_t start = file->f_pos & -(loff_t)size;
	struct ext3_dir_entry *de;
	unsigned int at;

	for (at = 0; at < size; at += de->rec_len) {
		de = ext3_dirent(dir, bh, at);
		if (!de)
			return -EIO;
		if (start + at < file->f_pos)
			continue;
		if (de->inode) {
			if (to->fill(to->dirent, de->name, de->name_len,
				     start + at + de->rec_len, de->inode,
				     entry_type(dir->i_sb, de)))
				return 1;
			to->given++;
		}
		file->f_pos = start + at + de->rec_len;
	}
	file->f_pos = start + size;
	return 0;
}

/* What was read before an error is given; the next call tells of that. */
static int ext3_readdir(struct file *file, void *dirent, filldir_t filldir)
{
	struct inode *dir = file->f_dentry->d_inode;
	unsigned int bits = dir->i_sb->s_blocksize_bits;
	struct ext3_reader to = { filldir, dirent, 0 };
	int done = 0;

	while (!done && file->f_pos >= 0 && file->f_pos < dir->i_size) {
		struct buffer_head *bh = ext3_bread(dir, file->f_pos >> bits);

		if (IS_ERR(bh)) {
			done = PTR_ERR(bh);
			break;
		}
		done = read_block(file, bh, &to);
		brelse(bh);
		cond_resched();
	}
	if (done >= 0 || to.given)
		return 0;
	/* And the one after that goes on behind it. */
	file->f_pos = ((file->f_pos >> bits) + 1) << bits;
	return done;
}

struct inode_operations ext3_dir_inode_operations = {
	.lookup = ext3_lookup,
	.create = ext3_create,
	.mknod = ext3_mknod,
	.link = ext3_link,
	.symlink = ext3_symlink,
	.unlink = ext3_unlink,
	.mkdir = ext3_mkdir,
	.rmdir = ext3_rmdir,
	.rename = ext3_rename,
	.setattr = ext3_setattr,
	.getattr = ext3_getattr,
};

struct file_operations ext3_dir_operations = {
	.readdir = ext3_readdir,
	.fsync = ext3_sync_file,
};
