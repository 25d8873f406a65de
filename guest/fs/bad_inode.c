/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An inode that could not be read: whatever is asked of it fails. */
#include <linux/fs.h>
#include <linux/kernel.h>

static int bad_permission(struct inode *inode, int mask)
{
	(void)inode;
	(void)mask;
	return -EIO;
}

static int bad_getattr(struct dentry *dentry, struct kstat *stat)
{
	(void)dentry;
	(void)stat;
	return -EIO;
}

static int bad_setattr(struct dentry *dentry, struct iattr *attr)
{
	(void)dentry;
	(void)attr;
	return -EIO;
}

static int bad_open(struct inode *inode, struct file *file)
{
	(void)inode;
	(void)file;
	return -EIO;
}

/* Every access asks for permission first, so the rest can be missing. */
static struct inode_operations bad_inode_operations = {
	.permission = bad_permission,
	.getattr = bad_getattr,
	.setattr = bad_setattr,
};

static struct file_operations bad_file_operations = {
	.open = bad_open,
};

void make_bad_inode(struct inode *inode)
{
	inode->i_mode = S_IFREG;
	inode->i_op = &bad_inode_operations;
	inode->i_fop = &bad_file_operations;
}

int is_bad_inode(struct inode *inode)
{
	return inode->i_op == &bad_inode_operations;
}
