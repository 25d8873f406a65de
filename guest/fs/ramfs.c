/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file system that is nothing but the dentry and the page cache: every
 * name holds its dentry once more, so that it stays. rootfs and devtmpfs
 * are instances of it.
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/writeback.h>

#define RAMFS_MAGIC	0x858458f6
#define MAX_DEVICES	16

static struct address_space_operations ramfs_aops;
static struct inode_operations ramfs_dir_inode_operations;
static struct inode_operations ramfs_link_inode_operations;
static struct file_operations ramfs_dir_operations;
static struct file_operations ramfs_file_operations;

static struct {
	const char *name;
	int mode;
	dev_t dev;
} devices[MAX_DEVICES];
static unsigned int nr_devices;
static struct super_block *dev_sb;

struct inode *ramfs_get_inode(struct super_block *sb, int mode, dev_t dev)
{
	struct inode *inode = new_inode(sb);

	if (!inode)
		return NULL;
	inode->i_mode = mode;
	switch (mode & S_IFMT) {
	case S_IFREG:
		inode->i_mapping->a_ops = &ramfs_aops;
		inode->i_fop = &ramfs_file_operations;
		break;
	case S_IFDIR:
		inode->i_op = &ramfs_dir_inode_operations;
		inode->i_fop = &ramfs_dir_operations;
		inode->i_nlink = 2;
		break;
	case S_IFLNK:
		inode->i_op = &ramfs_link_inode_operations;
		break;
	default:
		init_special_inode(inode, mode, dev);
	}
	return inode;
}

static int ramfs_mknod(struct inode *dir, struct dentry *dentry, int mode,
		       dev_t dev)
{
	struct inode *inode = ramfs_get_inode(dir->i_sb, mode, dev);

	if (!inode)
		return -ENOSPC;
	d_instantiate(dentry, inode);
	dget(dentry);
	if (S_ISDIR(mode))
		dir->i_nlink++;
	return 0;
}

static int ramfs_symlink(struct inode *dir, struct dentry *dentry,
			 const char *target)
{
	char *text = kmalloc(strlen(target) + 1, GFP_KERNEL);
	int error = -ENOMEM;

	if (text)
		error = ramfs_mknod(dir, dentry, S_IFLNK | S_IRWXUGO, 0);
	if (error) {
		kfree(text);
		return error;
	}
	strcpy(text, target);
	dentry->d_inode->i_private = text;
	dentry->d_inode->i_size = strlen(text);
	return 0;
}

static int ramfs_link(struct dentry *old, struct inode *dir,
		      struct dentry *dentry)
{
	struct inode *inode = old->d_inode;

	(void)dir;
	inode->i_nlink++;
	atomic_inc(&inode->i_count);
	d_instantiate(dentry, inode);
	dget(dentry);
	return 0;
}

static int ramfs_unlink(struct inode *dir, struct dentry *dentry)
{
	dentry->d_inode->i_nlink--;
	if (S_ISDIR(dentry->d_inode->i_mode))
		dir->i_nlink--;
	d_drop(dentry);
	dput(dentry);
	return 0;
}

static const char *ramfs_readlink(struct dentry *dentry)
{
	return dentry->d_inode->i_private;
}

static void ramfs_delete_inode(struct inode *inode)
{
	if (S_ISLNK(inode->i_mode))
		kfree(inode->i_private);
}

static struct address_space_operations ramfs_aops = {
	.readpage = simple_readpage,
	.prepare_write = simple_prepare_write,
	.commit_write = simple_commit_write,
	.set_page_dirty = __set_page_dirty_no_writeback,
};

static struct inode_operations ramfs_dir_inode_operations = {
	.create = ramfs_mknod,
	.unlink = ramfs_unlink,
	.link = ramfs_link,
	.symlink = ramfs_symlink,
};

static struct inode_operations ramfs_link_inode_operations = {
	.readlink = ramfs_readlink,
};

static struct file_operations ramfs_dir_operations = {
	.readdir = dcache_readdir,
};

static struct file_operations ramfs_file_operations = {
	.read = generic_file_read,
	.write = generic_file_write,
	.mmap = generic_file_mmap,
};

static struct super_operations ramfs_super_operations = {
	.delete_inode = ramfs_delete_inode,
};

static int ramfs_fill_super(struct super_block *sb, void *data)
{
	(void)data;
	sb->s_magic = RAMFS_MAGIC;
	sb->s_op = &ramfs_super_operations;
	sb->s_root = d_alloc_root(sb, ramfs_get_inode(sb, S_IFDIR | 0755, 0));
	return sb->s_root ? 0 : -ENOMEM;
}

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

static int devtmpfs_fill_super(struct super_block *sb, void *data)
{
	int error = ramfs_fill_super(sb, data);
	unsigned int i;

	dev_sb = sb;
	for (i = 0; i < nr_devices && !error; i++)
		error = add_device(devices[i].name, devices[i].mode,
				   devices[i].dev);
	if (error)
		dev_sb = NULL;
	return error;
}

static struct file_system_type rootfs_type = {
	.name = "rootfs", .fill_super = ramfs_fill_super,
	.fs_flags = FS_SINGLE,
};

static struct file_system_type ramfs_type = {
	.name = "ramfs", .fill_super = ramfs_fill_super,
};

static struct file_system_type tmpfs_type = {
	.name = "tmpfs", .fill_super = ramfs_fill_super,
};

static struct file_system_type devtmpfs_type = {
	.name = "devtmpfs", .fill_super = devtmpfs_fill_super,
	.fs_flags = FS_SINGLE,
};

void __init init_ramfs(void)
{
	register_filesystem(&rootfs_type);
	register_filesystem(&ramfs_type);
	register_filesystem(&tmpfs_type);
	register_filesystem(&devtmpfs_type);
}

/* A file without a name, for shared anonymous memory. */
struct file *shmem_file_setup(loff_t size)
{
	struct super_block *sb = rootfs_type.single;
	struct file *file = get_empty_filp();
	struct inode *inode;

	if (!file)
		return ERR_PTR(-ENFILE);
	inode = ramfs_get_inode(sb, S_IFREG | 0600, 0);
	file->f_dentry = d_alloc_root(sb, inode);
	if (!file->f_dentry) {
		fput(file);
		return ERR_PTR(-ENOMEM);
	}
	inode->i_size = size;
	file->f_mapping = inode->i_mapping;
	file_ra_state_init(&file->f_ra, file->f_mapping);
	file->f_op = inode->i_fop;
	file->f_mode = FMODE_READ | FMODE_WRITE;
	return file;
}
