/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Another name for an inode, and the old one gone, in one handle. The new
 * entry is written before the old one is removed: the caller has checked
 * that a directory does not end up within itself.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/time.h>
#include "ext3.h"

/* 0 if the new name may be replaced, or made. */
static int check_target(struct inode *inode, struct inode *new_dir,
			struct inode *replaced, int moves)
{
	int empty;

	if (!S_ISDIR(inode->i_mode))
		return 0;
	if (!replaced)
		return moves && new_dir->i_nlink >= EXT3_LINK_MAX ? -EMLINK :
								    0;
	empty = ext3_empty_dir(replaced);
	return empty < 0 ? empty : empty ? 0 : -ENOTEMPTY;
}

static int set_new_entry(handle_t *handle, struct inode *inode,
			 struct dentry *new_dentry)
{
	struct inode *new_dir = new_dentry->d_parent->d_inode;
	struct ext3_place place;
	int error;

	if (!new_dentry->d_inode)
		return ext3_add_entry(handle, new_dentry, inode);
	error = ext3_entry_of(new_dentry, &place);
	if (error)
		return error;
	error = ext3_set_entry(handle, new_dir, &place, inode);
	brelse(place.bh);
	new_dir->i_mtime = new_dir->i_ctime = get_seconds();
	return error;
}

/* A directory that moves: ".." leads to, and counts for, another. */
static int move_dotdot(handle_t *handle, struct inode *inode,
		       struct inode *old_dir, struct inode *new_dir)
{
	struct ext3_place place;
	int error = ext3_find_entry(inode, "..", 2, &place);

	if (!error && !place.bh)
		error = -EIO;
	if (error)
		return error;
	error = ext3_set_entry(handle, inode, &place, new_dir);
	brelse(place.bh);
	old_dir->i_nlink--;
	new_dir->i_nlink++;
	return error;
}

/* What had the new name has one less; a directory, none. */
static int drop_replaced(handle_t *handle, struct inode *new_dir,
			 struct inode *replaced)
{
	if (S_ISDIR(replaced->i_mode)) {
		new_dir->i_nlink--;
		replaced->i_nlink = 1;
		replaced->i_size = 0;
	}
	return ext3_drop_link(handle, replaced);
}

static int do_rename(handle_t *handle, struct dentry *old_dentry,
		     struct dentry *new_dentry)
{
	struct inode *inode = old_dentry->d_inode;
	struct inode *replaced = new_dentry->d_inode;
	struct inode *old_dir = old_dentry->d_parent->d_inode;
	struct inode *new_dir = new_dentry->d_parent->d_inode;
	int error = set_new_entry(handle, inode, new_dentry);

	if (!error)
		error = ext3_remove_entry(handle, old_dentry);
	if (!error && S_ISDIR(inode->i_mode) && old_dir != new_dir)
		error = move_dotdot(handle, inode, old_dir, new_dir);
	if (!error && replaced)
		error = drop_replaced(handle, new_dir, replaced);
	if (error)
		return error;
	inode->i_ctime = get_seconds();
	error = ext3_mark_inode_dirty(handle, inode);
	if (!error)
		error = ext3_mark_inode_dirty(handle, new_dir);
	if (!error && old_dir != new_dir)
		error = ext3_mark_inode_dirty(handle, old_dir);
	return error;
}

int ext3_rename(struct inode *old_dir, struct dentry *old_dentry,
		struct inode *new_dir, struct dentry *new_dentry)
{
	handle_t *handle;
	int error;

	error = check_target(old_dentry->d_inode, new_dir,
			     new_dentry->d_inode, old_dir != new_dir);
	if (error)
		return error;
	handle = ext3_journal_start(old_dir, EXT3_ENTRY_TRANS +
				    2 * EXT3_DELETE_TRANS);
	if (IS_ERR(handle))
		return PTR_ERR(handle);
	error = do_rename(handle, old_dentry, new_dentry);
	return ext3_journal_stop_names(handle, old_dir, error);
}
