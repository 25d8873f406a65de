/* SPDX-License-Identifier: GPL-2.0-or-later */
/* devpts: a directory with a name for each pseudo-terminal's slave. */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/tty.h>

#define PTS_MODE	(S_IFCHR | 0620)
#define TTY_GID		5

/* NULL until somebody mounts it; then there is one for ever. */
static struct super_block *devpts_sb;
static u32 in_use[2];		/* a bit for each slave there is */

static int name_of(int index, char *name)
{
	return sprintf(name, "%d", index);
}

static int add_slave(int index)
{
	struct dentry *root = devpts_sb->s_root, *dentry;
	int error = -ENOMEM;
	char name[12];

	down(&root->d_inode->i_sem);
	dentry = d_alloc(root, name, name_of(index, name));
	if (dentry)
		error = ramfs_mknod(root->d_inode, dentry, PTS_MODE,
				    MKDEV(PTS_MAJOR, index));
	if (!error)
		dentry->d_inode->i_gid = TTY_GID;
	dput(dentry);
	up(&root->d_inode->i_sem);
	return error;
}

int devpts_pty_new(int index)
{
	set_bit(index, in_use);
	return devpts_sb ? add_slave(index) : 0;
}

void devpts_pty_kill(int index)
{
	struct dentry *root, *dentry;
	char name[12];

	clear_bit(index, in_use);
	if (!devpts_sb)
		return;
	root = devpts_sb->s_root;
	down(&root->d_inode->i_sem);
	dentry = d_lookup(root, name, name_of(index, name));
	if (dentry) {
		root->d_inode->i_op->unlink(root->d_inode, dentry);
		d_delete(dentry);
	}
	dput(dentry);
	up(&root->d_inode->i_sem);
}

static int devpts_fill_super(struct super_block *sb, void *data, int silent)
{
	int error = ramfs_fill_super(sb, data, silent), index;

	if (error)
		return error;
	devpts_sb = sb;
	for (index = 0; index < 64 && !error; index++)
		if (test_bit(index, in_use))
			error = add_slave(index);
	if (error)
		devpts_sb = NULL;
	return error;
}

static struct super_block *devpts_get_sb(struct file_system_type *type,
					 unsigned long flags,
					 const char *dev, void *data)
{
	return get_sb_single(type, flags, data, devpts_fill_super);
}

static struct file_system_type devpts_type = {
	.name = "devpts", .get_sb = devpts_get_sb,
	.kill_sb = kill_litter_super,
};

static int __init devpts_init(void)
{
	return register_filesystem(&devpts_type);
}
fs_initcall(devpts_init);
