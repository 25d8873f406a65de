/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file system that is nothing but the dentry and the page cache: every
 * name holds its dentry once more, so that it stays. rootfs is one of it;
 * devtmpfs.c makes another.
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/statfs.h>
#include <linux/string.h>
#include <linux/time.h>
#include <linux/writeback.h>

#define RAMFS_MAGIC	0x858458f6

static struct address_space_operations ramfs_aops;
static struct inode_operations ramfs_dir_inode_operations;
static struct inode_operations ramfs_link_inode_operations;
static struct file_operations ramfs_dir_operations;
static struct file_operations ramfs_file_operations;

struct inode *ramfs_get_inode(struct super_block *sb, int mode, dev_t dev)
{
	struct inode *inode = new_inode(sb);

	if (!inode)
		return NULL;
	inode->i_mode = mode;
	inode->i_uid = current->euid;
	inode->i_gid = current->egid;
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

static void touch(struct inode *dir)
{
	dir->i_mtime = dir->i_ctime = get_seconds();
}

/* The name's second reference is the one that keeps it in memory. */
static void add_name(struct inode *dir, struct dentry *dentry,
		     struct inode *inode)
{
	d_instantiate(dentry, inode);
	d_rehash(dentry);
	dget(dentry);
	touch(dir);
}

int ramfs_mknod(struct inode *dir, struct dentry *dentry, int mode, dev_t dev)
{
	struct inode *inode = ramfs_get_inode(dir->i_sb, mode, dev);

	if (!inode)
		return -ENOSPC;
	if (dir->i_mode & S_ISGID) {
		inode->i_gid = dir->i_gid;
		if (S_ISDIR(mode))
			inode->i_mode |= S_ISGID;
	}
	if (S_ISDIR(mode))
		dir->i_nlink++;
	add_name(dir, dentry, inode);
	return 0;
}

static int ramfs_create(struct inode *dir, struct dentry *dentry, int mode)
{
	return ramfs_mknod(dir, dentry, mode | S_IFREG, 0);
}

static int ramfs_mkdir(struct inode *dir, struct dentry *dentry, int mode)
{
	return ramfs_mknod(dir, dentry, mode | S_IFDIR, 0);
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

	inode->i_nlink++;
	inode->i_ctime = get_seconds();
	atomic_inc(&inode->i_count);
	add_name(dir, dentry, inode);
	return 0;
}

static int ramfs_unlink(struct inode *dir, struct dentry *dentry)
{
	touch(dir);
	dentry->d_inode->i_ctime = get_seconds();
	dentry->d_inode->i_nlink--;
	dput(dentry);
	return 0;
}

static int is_empty(struct dentry *dentry)
{
	struct dentry *child = d_next_child(dentry, 0);

	dput(child);
	return !child;
}

static int ramfs_rmdir(struct inode *dir, struct dentry *dentry)
{
	if (!is_empty(dentry))
		return -ENOTEMPTY;
	dentry->d_inode->i_nlink--;
	dir->i_nlink--;
	return ramfs_unlink(dir, dentry);
}

static int ramfs_rename(struct inode *old_dir, struct dentry *old_dentry,
			struct inode *new_dir, struct dentry *new_dentry)
{
	struct inode *replaced = new_dentry->d_inode;
	int is_dir = S_ISDIR(old_dentry->d_inode->i_mode);

	if (replaced) {
		int error = is_dir ? ramfs_rmdir(new_dir, new_dentry) :
				     ramfs_unlink(new_dir, new_dentry);

		if (error)
			return error;
	}
	if (is_dir) {
		old_dir->i_nlink--;
		new_dir->i_nlink++;
	}
	touch(old_dir);
	touch(new_dir);
	old_dentry->d_inode->i_ctime = get_seconds();
	return 0;
}

static const char *ramfs_get_link(struct dentry *dentry, struct page **held)
{
	(void)held;
	return dentry->d_inode->i_private;
}

static void ramfs_clear_inode(struct inode *inode)
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
	.create = ramfs_create,
	.mkdir = ramfs_mkdir,
	.mknod = ramfs_mknod,
	.link = ramfs_link,
	.symlink = ramfs_symlink,
	.unlink = ramfs_unlink,
	.rmdir = ramfs_rmdir,
	.rename = ramfs_rename,
};

static struct inode_operations ramfs_link_inode_operations = {
	.get_link = ramfs_get_link,
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
	.clear_inode = ramfs_clear_inode,
	.statfs = simple_statfs,
};

int ramfs_fill_super(struct super_block *sb, void *data, int silent)
{
	(void)data;
	(void)silent;
	sb->s_magic = RAMFS_MAGIC;
	sb->s_op = &ramfs_super_operations;
	sb->s_root = d_alloc_root(sb, ramfs_get_inode(sb, S_IFDIR | 0755, 0));
	return sb->s_root ? 0 : -ENOMEM;
}

static struct super_block *rootfs_get_sb(struct file_system_type *type,
					 unsigned long flags, const char *dev,
					 void *data)
{
	(void)dev;
	return get_sb_single(type, flags, data, ramfs_fill_super);
}

static struct super_block *ramfs_get_sb(struct file_system_type *type,
					unsigned long flags, const char *dev,
					void *data)
{
	(void)dev;
	return get_sb_nodev(type, flags, data, ramfs_fill_super);
}

static struct file_system_type rootfs_type = {
	.name = "rootfs", .get_sb = rootfs_get_sb,
	.kill_sb = kill_litter_super,
};

static struct file_system_type ramfs_type = {
	.name = "ramfs", .get_sb = ramfs_get_sb, .kill_sb = kill_litter_super,
};

static struct file_system_type tmpfs_type = {
	.name = "tmpfs", .get_sb = ramfs_get_sb, .kill_sb = kill_litter_super,
};

void __init init_ramfs(void)
{
	register_filesystem(&rootfs_type);
	register_filesystem(&ramfs_type);
	register_filesystem(&tmpfs_type);
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
