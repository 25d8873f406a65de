/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Entries of directories, made and removed. The room behind an entry's name
 * belongs to it: a new one takes it, and a removed one's goes to the one
 * before. The caller holds the directory's i_sem and marks it dirty.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/time.h>
#include "ext3.h"

static unsigned char file_type(struct inode *inode)
{
	static const unsigned char types[S_IFMT >> 12] = {
		[S_IFREG >> 12] = EXT3_FT_REG_FILE,
		[S_IFDIR >> 12] = EXT3_FT_DIR,
		[S_IFCHR >> 12] = EXT3_FT_CHRDEV,
		[S_IFBLK >> 12] = EXT3_FT_BLKDEV,
		[S_IFIFO >> 12] = EXT3_FT_FIFO,
		[S_IFSOCK >> 12] = EXT3_FT_SOCK,
		[S_IFLNK >> 12] = EXT3_FT_SYMLINK,
	};

	if (!(EXT3_SB(inode->i_sb)->s_es->s_feature_incompat &
	      EXT3_FEATURE_INCOMPAT_FILETYPE))
		return 0;
	return types[(inode->i_mode & S_IFMT) >> 12];
}

/* What the entry's own name takes of its room. */
static unsigned int used_room(const struct ext3_dir_entry *de)
{
	return de->inode ? EXT3_DIR_REC_LEN(de->name_len) : 0;
}

static void fill_entry(struct ext3_dir_entry *de, unsigned int rec_len,
		       const char *name, unsigned int len,
		       struct inode *inode)
{
	de->inode = inode->i_ino;
	de->rec_len = rec_len;
	de->name_len = len;
	de->file_type = file_type(inode);
	memcpy(de->name, name, len);
}

/* The entry behind whose name there is room; NULL, or an error pointer. */
static struct ext3_dir_entry *find_room(struct inode *dir,
					struct buffer_head *bh,
					unsigned int wanted)
{
	struct ext3_dir_entry *de;
	unsigned int at;

	for (at = 0; at < dir->i_sb->s_blocksize; at += de->rec_len) {
		de = ext3_dirent(dir, bh, at);
		if (!de)
			return ERR_PTR(-EIO);
		if (de->rec_len - used_room(de) >= wanted)
			return de;
	}
	return NULL;
}

static int add_to_block(handle_t *handle, struct inode *dir,
			struct buffer_head *bh, struct ext3_dir_entry *de,
			struct dentry *dentry, struct inode *inode)
{
	unsigned int used = used_room(de), room = de->rec_len - used;
	int error = ext3_journal_get_write_access(handle, bh);

	if (error)
		return error;
	if (used) {
		de->rec_len = used;
		de = (void *)((char *)de + used);
	}
	fill_entry(de, room, dentry->d_name, dentry->d_len, inode);
	return ext3_journal_dirty_metadata(handle, dir, bh);
}

/* The first block with room, or one more; with its buffer. */
static struct ext3_dir_entry *make_room(handle_t *handle, struct inode *dir,
					unsigned int wanted,
					struct buffer_head **bh)
{
	sector_t block, blocks = dir->i_size >> dir->i_sb->s_blocksize_bits;
	struct ext3_dir_entry *de;

	for (block = 0; block < blocks; block++) {
		*bh = ext3_bread(dir, block);
		if (IS_ERR(*bh))
			return ERR_CAST(*bh);
		de = find_room(dir, *bh, wanted);
		if (de)
			return de;
		brelse(*bh);
		cond_resched();
	}
	*bh = ext3_append(handle, dir);
	if (IS_ERR(*bh))
		return ERR_CAST(*bh);
	de = (void *)(*bh)->b_data;
	de->rec_len = dir->i_sb->s_blocksize;
	return de;
}

/*
 * The name, which the directory does not have. An index of hashes would not
 * know of it: without its flag the same blocks are a directory without one.
 */
int ext3_add_entry(handle_t *handle, struct dentry *dentry,
		   struct inode *inode)
{
	struct inode *dir = dentry->d_parent->d_inode;
	struct buffer_head *bh = NULL;
	struct ext3_dir_entry *de;
	int error;

	de = make_room(handle, dir, EXT3_DIR_REC_LEN(dentry->d_len), &bh);
	if (IS_ERR(de)) {
		if (bh && !IS_ERR(bh))
			brelse(bh);
		return PTR_ERR(de);
	}
	error = add_to_block(handle, dir, bh, de, dentry, inode);
	brelse(bh);
	if (error)
		return error;
	EXT3_I(dir)->i_flags &= ~EXT3_INDEX_FL;
	dir->i_mtime = dir->i_ctime = get_seconds();
	return ext3_mark_inode_dirty(handle, dir);
}

int ext3_delete_entry(handle_t *handle, struct inode *dir,
		      struct ext3_place *place)
{
	int error = ext3_journal_get_write_access(handle, place->bh);

	if (error)
		return error;
	if (place->prev)
		place->prev->rec_len += place->de->rec_len;
	else
		place->de->inode = 0;
	return ext3_journal_dirty_metadata(handle, dir, place->bh);
}

/* The name leads to another inode from now on. */
int ext3_set_entry(handle_t *handle, struct inode *dir,
		   struct ext3_place *place, struct inode *inode)
{
	int error = ext3_journal_get_write_access(handle, place->bh);

	if (error)
		return error;
	place->de->inode = inode->i_ino;
	place->de->file_type = file_type(inode);
	return ext3_journal_dirty_metadata(handle, dir, place->bh);
}

/* A new directory's first block: "." and "..". */
int ext3_make_empty(handle_t *handle, struct inode *dir,
		    struct inode *parent)
{
	unsigned int dot = EXT3_DIR_REC_LEN(1);
	struct buffer_head *bh = ext3_append(handle, dir);
	struct ext3_dir_entry *de;
	int error;

	if (IS_ERR(bh))
		return PTR_ERR(bh);
	de = (void *)bh->b_data;
	fill_entry(de, dot, ".", 1, dir);
	de = (void *)(bh->b_data + dot);
	fill_entry(de, bh->b_size - dot, "..", 2, parent);
	error = ext3_journal_dirty_metadata(handle, dir, bh);
	brelse(bh);
	return error;
}

static int is_dot(const struct ext3_dir_entry *de)
{
	return de->name[0] == '.' && (de->name_len == 1 ||
	       (de->name_len == 2 && de->name[1] == '.'));
}

/* Whether the block has names but for "." and ".."; or an error. */
static int block_has_names(struct inode *dir, struct buffer_head *bh)
{
	struct ext3_dir_entry *de;
	unsigned int at;

	for (at = 0; at < dir->i_sb->s_blocksize; at += de->rec_len) {
		de = ext3_dirent(dir, bh, at);
		if (!de)
			return -EIO;
		if (de->inode && !is_dot(de))
			return 1;
	}
	return 0;
}

int ext3_empty_dir(struct inode *dir)
{
	sector_t block, blocks = dir->i_size >> dir->i_sb->s_blocksize_bits;
	int names = 0;

	for (block = 0; block < blocks && !names; block++) {
		struct buffer_head *bh = ext3_bread(dir, block);

		if (IS_ERR(bh))
			return PTR_ERR(bh);
		names = block_has_names(dir, bh);
		brelse(bh);
		cond_resched();
	}
	return names < 0 ? names : !names;
}
