/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Changing what an inode says of itself. */
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/namei.h>
#include <linux/sched.h>
#include <linux/time.h>
#include <linux/writeback.h>
#include <linux/write_access.h>

static int is_owner(struct inode *inode)
{
	return !current->euid || current->euid == inode->i_uid;
}

/* The bits without which a file gives nobody its owner's privileges. */
umode_t mode_without_suid(umode_t mode)
{
	if (mode & S_IXGRP)
		mode &= ~S_ISGID;
	return mode & ~S_ISUID;
}

/* Whether the caller may make these changes. */
int inode_change_ok(struct inode *inode, struct iattr *attr)
{
	unsigned int valid = attr->ia_valid;

	if (valid & ATTR_UID && current->euid &&
	    (current->euid != inode->i_uid || attr->ia_uid != inode->i_uid))
		return -EPERM;
	if (valid & ATTR_GID && current->euid &&
	    (!is_owner(inode) || !in_group_p(attr->ia_gid)))
		return -EPERM;
	if (valid & ATTR_MODE) {
		if (!is_owner(inode))
			return -EPERM;
		if (current->euid && !in_group_p(valid & ATTR_GID ?
						 attr->ia_gid : inode->i_gid))
			attr->ia_mode &= ~S_ISGID;
	}
	if (valid & (ATTR_ATIME_SET | ATTR_MTIME_SET) && !is_owner(inode))
		return -EPERM;
	return 0;
}

/* Make them, in memory. */
int inode_setattr(struct inode *inode, struct iattr *attr)
{
	unsigned int valid = attr->ia_valid;

	if (valid & ATTR_SIZE && attr->ia_size != inode->i_size) {
		int error = vmtruncate(inode, attr->ia_size);

		if (error)
			return error;
	}
	if (valid & ATTR_UID)
		inode->i_uid = attr->ia_uid;
	if (valid & ATTR_GID)
		inode->i_gid = attr->ia_gid;
	if (valid & ATTR_ATIME)
		inode->i_atime = attr->ia_atime;
	if (valid & ATTR_MTIME)
		inode->i_mtime = attr->ia_mtime;
	if (valid & ATTR_CTIME)
		inode->i_ctime = attr->ia_ctime;
	if (valid & ATTR_MODE)
		inode->i_mode = (inode->i_mode & S_IFMT) |
				(attr->ia_mode & S_IALLUGO);
	mark_inode_dirty(inode);
	return 0;
}

/* The caller holds i_sem; times that are not given are now. */
int notify_change(struct dentry *dentry, struct iattr *attr)
{
	struct inode *inode = dentry->d_inode;
	unsigned long now = get_seconds();
	int error;

	if (IS_RDONLY(inode))
		return -EROFS;
	attr->ia_ctime = now;
	if (!(attr->ia_valid & ATTR_ATIME_SET))
		attr->ia_atime = now;
	if (!(attr->ia_valid & ATTR_MTIME_SET))
		attr->ia_mtime = now;
	attr->ia_valid |= ATTR_CTIME;
	if (inode->i_op && inode->i_op->setattr)
		return inode->i_op->setattr(dentry, attr);
	error = inode_change_ok(inode, attr);
	return error ? error : inode_setattr(inode, attr);
}

int do_truncate(struct dentry *dentry, loff_t length)
{
	struct inode *inode = dentry->d_inode;
	struct iattr attr = {
		.ia_valid = ATTR_SIZE | ATTR_MTIME, .ia_size = length,
	};
	int error;

	if (length < 0)
		return -EINVAL;
	if (!S_ISREG(inode->i_mode))
		return S_ISDIR(inode->i_mode) ? -EISDIR : -EINVAL;
	error = get_write_access(inode);
	if (error)
		return error;
	down(&inode->i_sem);
	error = notify_change(dentry, &attr);
	up(&inode->i_sem);
	put_write_access(inode);
	return error;
}
