/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Removing names. */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/mount.h>
#include <linux/namei.h>
#include <linux/sched.h>

/* The last component is "." or "..", or the path is only a root. */
int is_last_dot(const struct nameidata *nd)
{
	return !nd->last_len || (nd->last[0] == '.' && (nd->last_len == 1 ||
	       (nd->last_len == 2 && nd->last[1] == '.')));
}

/* In a directory with the sticky bit only one's own. */
static int is_sticky(struct inode *dir, struct inode *inode)
{
	return dir->i_mode & S_ISVTX && current->euid &&
	       current->euid != inode->i_uid && current->euid != dir->i_uid;
}

int may_delete(struct inode *dir, struct dentry *victim, int is_dir)
{
	struct inode *inode = victim->d_inode;
	int error;

	if (!inode)
		return -ENOENT;
	error = permission(dir, MAY_WRITE | MAY_EXEC);
	if (error)
		return error;
	if (is_sticky(dir, inode))
		return -EPERM;
	if (is_dir && !S_ISDIR(inode->i_mode))
		return -ENOTDIR;
	if (!is_dir && S_ISDIR(inode->i_mode))
		return -EISDIR;
	return victim->d_mounted ? -EBUSY : 0;
}

int vfs_unlink(struct inode *dir, struct dentry *dentry)
{
	int error = may_delete(dir, dentry, 0);

	if (error)
		return error;
	if (!dir->i_op || !dir->i_op->unlink)
		return -EPERM;
	error = dir->i_op->unlink(dir, dentry);
	if (!error)
		d_delete(dentry);
	return error;
}

int vfs_rmdir(struct inode *dir, struct dentry *dentry)
{
	struct inode *inode = dentry->d_inode;
	int error = may_delete(dir, dentry, 1);

	if (error)
		return error;
	if (!dir->i_op || !dir->i_op->rmdir)
		return -EPERM;
	/* Nobody may make a name in it while it is looked at and removed. */
	down(&inode->i_sem);
	error = dir->i_op->rmdir(dir, dentry);
	up(&inode->i_sem);
	if (!error) {
		shrink_dcache_parent(dentry);
		d_delete(dentry);
	}
	return error;
}

static long remove_name(int dfd, const char *name,
			int (*remove)(struct inode *, struct dentry *),
			int is_dir)
{
	struct nameidata nd;
	struct dentry *dentry;
	struct inode *inode = NULL;
	long error = do_path_lookup(dfd, name, LOOKUP_PARENT, &nd);

	if (error)
		return error;
	if (is_last_dot(&nd)) {
		error = !is_dir ? -EISDIR : !nd.last_len ? -EBUSY :
			nd.last_len == 1 ? -EINVAL : -ENOTEMPTY;
		path_release(&nd);
		return error;
	}
	down(&nd.dentry->d_inode->i_sem);
	dentry = lookup_one_len(nd.last, nd.last_len, nd.dentry);
	error = PTR_ERR(dentry);
	if (!IS_ERR(dentry)) {
		/* Its data goes when the directory is free for others again. */
		inode = dentry->d_inode;
		if (inode)
			atomic_inc(&inode->i_count);
		if (inode && !is_dir && nd.last[nd.last_len])
			error = S_ISDIR(inode->i_mode) ? -EISDIR : -ENOTDIR;
		else
			error = remove(nd.dentry->d_inode, dentry);
		dput(dentry);
	}
	up(&nd.dentry->d_inode->i_sem);
	iput(inode);
	path_release(&nd);
	return error;
}

long do_unlinkat(int dfd, const char *name)
{
	return remove_name(dfd, name, vfs_unlink, 0);
}

long do_rmdirat(int dfd, const char *name)
{
	return remove_name(dfd, name, vfs_rmdir, 1);
}
