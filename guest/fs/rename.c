/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Giving a file or directory another name, in one step for everybody. */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/mount.h>
#include <linux/namei.h>
#include <linux/sched.h>

/* One at a time, so that no two make a directory its own descendant. */
static DECLARE_MUTEX(rename_sem);

static int check_rename(struct inode *old_dir, struct dentry *old_dentry,
			struct inode *new_dir, struct dentry *new_dentry)
{
	int is_dir = S_ISDIR(old_dentry->d_inode->i_mode);
	int error = may_delete(old_dir, old_dentry, is_dir);

	if (error)
		return error;
	error = new_dentry->d_inode ? may_delete(new_dir, new_dentry, is_dir) :
				      may_create(new_dir);
	/* A directory gets another "..". */
	if (!error && is_dir && old_dir != new_dir)
		error = permission(old_dentry->d_inode, MAY_WRITE);
	if (!error && (!old_dir->i_op || !old_dir->i_op->rename))
		error = -EPERM;
	return error;
}

/* The caller holds rename_sem and the i_sem of both directories. */
int vfs_rename(struct inode *old_dir, struct dentry *old_dentry,
	       struct inode *new_dir, struct dentry *new_dentry)
{
	struct inode *replaced = new_dentry->d_inode;
	int error;

	if (old_dentry->d_inode == replaced)
		return 0;
	error = check_rename(old_dir, old_dentry, new_dir, new_dentry);
	if (error)
		return error;
	if (replaced)
		down(&replaced->i_sem);
	error = old_dir->i_op->rename(old_dir, old_dentry, new_dir,
				      new_dentry);
	if (replaced)
		up(&replaced->i_sem);
	if (!error) {
		shrink_dcache_parent(new_dentry);
		d_move(old_dentry, new_dentry);
	}
	return error;
}

/* An ancestor first; between strangers the order is that of addresses. */
static void lock_directories(struct dentry *a, struct dentry *b)
{
	if (a == b) {
		down(&a->d_inode->i_sem);
		return;
	}
	if (d_is_subdir(a, b) || (!d_is_subdir(b, a) && b < a)) {
		down(&b->d_inode->i_sem);
		down(&a->d_inode->i_sem);
		return;
	}
	down(&a->d_inode->i_sem);
	down(&b->d_inode->i_sem);
}

static void unlock_directories(struct dentry *a, struct dentry *b)
{
	up(&a->d_inode->i_sem);
	if (a != b)
		up(&b->d_inode->i_sem);
}

static int rename_looked_up(struct nameidata *old, struct dentry *old_dentry,
			    struct nameidata *new)
{
	struct dentry *new_dentry;
	int is_dir, error = -ENOENT;

	if (!old_dentry->d_inode)
		return error;
	is_dir = S_ISDIR(old_dentry->d_inode->i_mode);
	if (!is_dir && (old->last[old->last_len] || new->last[new->last_len]))
		return -ENOTDIR;
	if (is_dir && d_is_subdir(new->dentry, old_dentry))
		return -EINVAL;
	new_dentry = lookup_one_len(new->last, new->last_len, new->dentry);
	if (IS_ERR(new_dentry))
		return PTR_ERR(new_dentry);
	error = -ENOTEMPTY;
	if (!d_is_subdir(old->dentry, new_dentry))
		error = vfs_rename(old->dentry->d_inode, old_dentry,
				   new->dentry->d_inode, new_dentry);
	dput(new_dentry);
	return error;
}

static int rename_parents(struct nameidata *old, struct nameidata *new)
{
	struct dentry *old_dentry;
	int error;

	if (old->mnt != new->mnt)
		return -EXDEV;
	if (is_last_dot(old) || is_last_dot(new))
		return -EBUSY;
	down(&rename_sem);
	lock_directories(old->dentry, new->dentry);
	old_dentry = lookup_one_len(old->last, old->last_len, old->dentry);
	error = PTR_ERR(old_dentry);
	if (!IS_ERR(old_dentry)) {
		error = rename_looked_up(old, old_dentry, new);
		dput(old_dentry);
	}
	unlock_directories(old->dentry, new->dentry);
	up(&rename_sem);
	return error;
}

long do_renameat(int old_dfd, const char *old_name, int new_dfd,
	       const char *new_name)
{
	struct nameidata old, new;
	long error = do_path_lookup(old_dfd, old_name, LOOKUP_PARENT, &old);

	if (error)
		return error;
	error = do_path_lookup(new_dfd, new_name, LOOKUP_PARENT, &new);
	if (!error) {
		error = rename_parents(&old, &new);
		path_release(&new);
	}
	path_release(&old);
	return error;
}
