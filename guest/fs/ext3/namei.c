/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Making and removing names. Each is one handle: the inode, the entry that
 * leads to it and the count of its links reach the disk together.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/namei.h>
#include <linux/string.h>
#include <linux/time.h>
#include "ext3.h"

/*
 * Ends the making of an inode. Without a name it goes again, after the
 * handle: until then a crash finds it among the orphans.
 */
static int stop_making(handle_t *handle, struct dentry *dentry,
		       struct inode *inode, int error)
{
	if (!error) {
		d_instantiate(dentry, inode);
		return ext3_journal_stop_names(handle,
					       dentry->d_parent->d_inode, 0);
	}
	inode->i_nlink = 0;
	ext3_orphan_add(handle, inode);
	ext3_mark_inode_dirty(handle, inode);
	ext3_journal_stop(handle);
	iput(inode);
	return error;
}

static int try_mknod(struct inode *dir, struct dentry *dentry, int mode,
		     dev_t dev)
{
	handle_t *handle = ext3_journal_start(dir, EXT3_ENTRY_TRANS +
					      EXT3_INODE_TRANS +
					      EXT3_ORPHAN_TRANS);
	struct inode *inode;
	int error;

	if (IS_ERR(handle))
		return PTR_ERR(handle);
	inode = ext3_new_inode(handle, dir, mode);
	if (IS_ERR(inode))
		return ext3_journal_stop_names(handle, dir, PTR_ERR(inode));
	if (S_ISCHR(mode) || S_ISBLK(mode))
		EXT3_I(inode)->i_data[0] = MAJOR(dev) << 8 | MINOR(dev);
	ext3_set_operations(inode);
	error = ext3_mark_inode_dirty(handle, inode);
	if (!error)
		error = ext3_add_entry(handle, dentry, inode);
	return stop_making(handle, dentry, inode, error);
}

int ext3_mknod(struct inode *dir, struct dentry *dentry, int mode, dev_t dev)
{
	int error, retries = 0;

	do {
		error = try_mknod(dir, dentry, mode, dev);
	} while (error == -ENOSPC &&
		 ext3_should_retry_alloc(dir->i_sb, &retries));
	return error;
}

int ext3_create(struct inode *dir, struct dentry *dentry, int mode)
{
	return ext3_mknod(dir, dentry, mode, 0);
}

/* A text that fits into the inode is there; else it is a file's data. */
static int set_target(handle_t *handle, struct inode *inode,
		      const char *target)
{
	unsigned int len = strlen(target);

	if (len < EXT3_N_BLOCKS * sizeof(u32)) {
		memcpy(EXT3_I(inode)->i_data, target, len);
		inode->i_size = len;
		inode->i_op = &ext3_fast_symlink_inode_operations;
		return ext3_mark_inode_dirty(handle, inode);
	}
	inode->i_op = &ext3_symlink_inode_operations;
	ext3_set_aops(inode);
	return page_symlink(inode, target, len);
}

static int try_symlink(struct inode *dir, struct dentry *dentry,
		       const char *target)
{
	struct inode *inode;
	handle_t *handle;
	int error;

	handle = ext3_journal_start(dir, EXT3_ENTRY_TRANS + EXT3_INODE_TRANS +
				    EXT3_ORPHAN_TRANS +
				    ext3_page_trans_blocks(dir));
	if (IS_ERR(handle))
		return PTR_ERR(handle);
	inode = ext3_new_inode(handle, dir, S_IFLNK | S_IRWXUGO);
	if (IS_ERR(inode))
		return ext3_journal_stop_names(handle, dir, PTR_ERR(inode));
	error = set_target(handle, inode, target);
	if (!error)
		error = ext3_add_entry(handle, dentry, inode);
	return stop_making(handle, dentry, inode, error);
}

int ext3_symlink(struct inode *dir, struct dentry *dentry,
		 const char *target)
{
	int error, retries = 0;

	if (strlen(target) >= dir->i_sb->s_blocksize)
		return -ENAMETOOLONG;
	do {
		error = try_symlink(dir, dentry, target);
	} while (error == -ENOSPC &&
		 ext3_should_retry_alloc(dir->i_sb, &retries));
	return error;
}

int ext3_link(struct dentry *old, struct inode *dir, struct dentry *dentry)
{
	struct inode *inode = old->d_inode;
	handle_t *handle;
	int error;

	if (inode->i_nlink >= EXT3_LINK_MAX)
		return -EMLINK;
	if (!inode->i_nlink)
		return -ENOENT;
	handle = ext3_journal_start(dir, EXT3_ENTRY_TRANS + 1);
	if (IS_ERR(handle))
		return PTR_ERR(handle);
	error = ext3_add_entry(handle, dentry, inode);
	if (!error) {
		inode->i_nlink++;
		inode->i_ctime = get_seconds();
		error = ext3_mark_inode_dirty(handle, inode);
		atomic_inc(&inode->i_count);
		d_instantiate(dentry, inode);
	}
	return ext3_journal_stop_names(handle, dir, error);
}

/* Its own block, then its name, then the parent's link. */
static int fill_dir(handle_t *handle, struct dentry *dentry,
		    struct inode *inode)
{
	struct inode *dir = dentry->d_parent->d_inode;
	int error = ext3_make_empty(handle, inode, dir);

	if (!error) {
		inode->i_nlink = 2;
		error = ext3_mark_inode_dirty(handle, inode);
	}
	if (!error)
		error = ext3_add_entry(handle, dentry, inode);
	if (!error) {
		dir->i_nlink++;
		error = ext3_mark_inode_dirty(handle, dir);
	}
	return error;
}

static int try_mkdir(struct inode *dir, struct dentry *dentry, int mode)
{
	struct inode *inode;
	handle_t *handle;

	handle = ext3_journal_start(dir, EXT3_ENTRY_TRANS + EXT3_INODE_TRANS +
				    EXT3_ORPHAN_TRANS + EXT3_BLOCK_TRANS);
	if (IS_ERR(handle))
		return PTR_ERR(handle);
	inode = ext3_new_inode(handle, dir, S_IFDIR | mode);
	if (IS_ERR(inode))
		return ext3_journal_stop_names(handle, dir, PTR_ERR(inode));
	ext3_set_operations(inode);
	return stop_making(handle, dentry, inode,
			   fill_dir(handle, dentry, inode));
}

int ext3_mkdir(struct inode *dir, struct dentry *dentry, int mode)
{
	int error, retries = 0;

	if (dir->i_nlink >= EXT3_LINK_MAX)
		return -EMLINK;
	do {
		error = try_mkdir(dir, dentry, mode);
	} while (error == -ENOSPC &&
		 ext3_should_retry_alloc(dir->i_sb, &retries));
	return error;
}

/* One name less; without any it is an orphan as long as it is used. */
int ext3_drop_link(handle_t *handle, struct inode *inode)
{
	int error = 0;

	inode->i_nlink--;
	inode->i_ctime = get_seconds();
	if (!inode->i_nlink)
		error = ext3_orphan_add(handle, inode);
	return error ? error : ext3_mark_inode_dirty(handle, inode);
}

/* The name's entry, which must lead to its inode. */
int ext3_entry_of(struct dentry *dentry, struct ext3_place *place)
{
	int error = ext3_find_entry(dentry->d_parent->d_inode, dentry->d_name,
				    dentry->d_len, place);

	if (error)
		return error;
	if (!place->bh)
		return -ENOENT;
	if (place->de->inode == dentry->d_inode->i_ino)
		return 0;
	brelse(place->bh);
	place->bh = NULL;
	return -EIO;
}

int ext3_remove_entry(handle_t *handle, struct dentry *dentry)
{
	struct inode *dir = dentry->d_parent->d_inode;
	struct ext3_place place;
	int error = ext3_entry_of(dentry, &place);

	if (error)
		return error;
	error = ext3_delete_entry(handle, dir, &place);
	brelse(place.bh);
	dir->i_mtime = dir->i_ctime = get_seconds();
	return error;
}

int ext3_unlink(struct inode *dir, struct dentry *dentry)
{
	struct inode *inode = dentry->d_inode;
	handle_t *handle = ext3_journal_start(dir, EXT3_DELETE_TRANS);
	int error;

	if (IS_ERR(handle))
		return PTR_ERR(handle);
	error = ext3_remove_entry(handle, dentry);
	if (!error)
		error = ext3_mark_inode_dirty(handle, dir);
	if (!error)
		error = ext3_drop_link(handle, inode);
	return ext3_journal_stop_names(handle, dir, error);
}

int ext3_rmdir(struct inode *dir, struct dentry *dentry)
{
	struct inode *inode = dentry->d_inode;
	int error = ext3_empty_dir(inode);
	handle_t *handle;

	if (error <= 0)
		return error ? error : -ENOTEMPTY;
	handle = ext3_journal_start(dir, EXT3_DELETE_TRANS);
	if (IS_ERR(handle))
		return PTR_ERR(handle);
	error = ext3_remove_entry(handle, dentry);
	if (!error) {
		/* Who still stands in it finds nothing there. */
		inode->i_size = 0;
		inode->i_nlink = 1;
		error = ext3_drop_link(handle, inode);
		dir->i_nlink--;
	}
	if (!error)
		error = ext3_mark_inode_dirty(handle, dir);
	return ext3_journal_stop_names(handle, dir, error);
}
