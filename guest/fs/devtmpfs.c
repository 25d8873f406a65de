/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /dev: a ramfs that has a name for each device, from the start. */
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/string.h>

#define MAX_DEVICES	32

static struct {
	const char *name;
	int mode;
	dev_t dev;
} devices[MAX_DEVICES];
static unsigned int nr_devices;
static struct super_block *dev_sb;

static int add_device(const char *name, int mode, dev_t dev)
{
	struct dentry *root = dev_sb->s_root, *dentry;
	int error = -ENOMEM;

	dentry = d_alloc(root, name, strlen(name));
	if (dentry)
		error = ramfs_mknod(root->d_inode, dentry, mode, dev);
	dput(dentry);
	return error;
}

static int new_device(const char *name, int mode, dev_t dev)
{
	if (nr_devices == MAX_DEVICES)
		return -ENOSPC;
	devices[nr_devices].name = name;
	devices[nr_devices].mode = mode;
	devices[nr_devices++].dev = dev;
	return dev_sb ? add_device(name, mode, dev) : 0;
}

int device_create(const char *name, dev_t dev)
{
	return new_device(name, S_IFCHR | 0666, dev);
}

int device_create_block(const char *name, dev_t dev)
{
	return new_device(name, S_IFBLK | 0660, dev);
}

static int devtmpfs_fill_super(struct super_block *sb, void *data, int silent)
{
	int error = ramfs_fill_super(sb, data, silent);
	unsigned int i;

	dev_sb = sb;
	for (i = 0; i < nr_devices && !error; i++)
		error = add_device(devices[i].name, devices[i].mode,
				   devices[i].dev);
	if (error)
		dev_sb = NULL;
	return error;
}

static struct super_block *devtmpfs_get_sb(struct file_system_type *type,
					   unsigned long flags,
					   const char *dev, void *data)
{
	(void)dev;
	return get_sb_single(type, flags, data, devtmpfs_fill_super);
}

static struct file_system_type devtmpfs_type = {
	.name = "devtmpfs", .get_sb = devtmpfs_get_sb,
	.kill_sb = kill_litter_super,
};

static int __init devtmpfs_init(void)
{
	return register_filesystem(&devtmpfs_type);
}
fs_initcall(devtmpfs_init);
