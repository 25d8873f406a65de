/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sync, fsync, fdatasync: what is dirty goes to its device now. */
#include <linux/blkdev.h>
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include <linux/sched.h>
#include <linux/syscalls.h>
#include <linux/writeback.h>

static int write_super(struct super_block *sb, void *unused)
{
	(void)unused;
	if (sb->s_dirt && sb->s_op && sb->s_op->write_super)
		sb->s_op->write_super(sb);
	return 0;
}

void sync_supers(void)
{
	for_each_super(write_super, NULL, 0);
}

static int sync_super_inodes(struct super_block *sb, void *wait)
{
	sync_inodes_sb(sb, wait != NULL);
	return 0;
}

void sync_inodes(int wait)
{
	for_each_super(sync_super_inodes, wait ? "wait" : NULL, 1);
}

static int sync_filesystem(struct super_block *sb, void *wait)
{
	if (sb->s_op && sb->s_op->sync_fs)
		sb->s_op->sync_fs(sb, wait != NULL);
	return 0;
}

static void sync_filesystems(int wait)
{
	for_each_super(sync_filesystem, wait ? "wait" : NULL, 1);
}

/*
 * All is started before any of it is waited for. A file system's own sync
 * dirties its device's blocks, so the devices come last.
 */
void do_sync(int wait)
{
	sync_inodes(0);
	for_each_super(write_super, NULL, 1);
	sync_filesystems(0);
	sync_filesystems(wait);
	sync_inodes(wait);
	if (wait)
		flush_block_devices();
}

/* One file system, before it goes or may no longer be written. */
void fsync_super(struct super_block *sb)
{
	sync_inodes_sb(sb, 0);
	write_super(sb, NULL);
	sync_filesystem(sb, NULL);
	sync_filesystem(sb, "wait");
	if (sb->s_bdev)
		sync_blockdev(sb->s_bdev);
	sync_inodes_sb(sb, 1);
}

asmlinkage long sys_sync(void)
{
	do_sync(1);
	return 0;
}

/* For file systems without a better way: the inode and its super block. */
int file_fsync(struct file *file, struct dentry *dentry, int datasync)
{
	struct super_block *sb = dentry->d_inode->i_sb;
	int error = write_inode_now(dentry->d_inode, 0), other;

	(void)file;
	(void)datasync;
	write_super(sb, NULL);
	if (!sb->s_bdev)
		return error;
	other = sync_blockdev(sb->s_bdev);
	return error ? error : other;
}

/* Data first: what the inode says of it must be true. */
int vfs_fsync(struct file *file, int datasync)
{
	struct address_space *mapping = file->f_mapping;
	umode_t mode = file->f_dentry->d_inode->i_mode;
	int error, other;

	if (!mapping || S_ISCHR(mode) || S_ISFIFO(mode))
		return -EINVAL;
	/* A file that only lives in memory is as safe as it will be. */
	if (mapping->backing_dev_info->capabilities & BDI_CAP_NO_WRITEBACK)
		return 0;
	if (!file->f_op || !file->f_op->fsync)
		return -EINVAL;
	error = filemap_fdatawrite(mapping);
	down(&mapping->host->i_sem);
	other = file->f_op->fsync(file, file->f_dentry, datasync);
	if (!error)
		error = other;
	up(&mapping->host->i_sem);
	other = filemap_fdatawait(mapping);
	return error ? error : other;
}

static long fsync_fd(unsigned int fd, int datasync)
{
	struct file *file = fget(fd);
	long error;

	if (!file)
		return -EBADF;
	error = vfs_fsync(file, datasync);
	fput(file);
	return error;
}

asmlinkage long sys_fsync(unsigned int fd)
{
	return fsync_fd(fd, 0);
}

asmlinkage long sys_fdatasync(unsigned int fd)
{
	return fsync_fd(fd, 1);
}
