/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/namei.h>
#include <linux/string.h>
#include <linux/syscalls.h>
#include <asm/uaccess.h>

static long cp_new_stat(struct inode *inode, void *statbuf)
{
	struct stat tmp;

	memset(&tmp, 0, sizeof(tmp));
	tmp.st_dev = inode->i_sb->s_dev;
	tmp.st_ino = inode->i_ino;
	tmp.st_mode = inode->i_mode;
	tmp.st_nlink = inode->i_nlink;
	tmp.st_uid = inode->i_uid;
	tmp.st_gid = inode->i_gid;
	tmp.st_rdev = inode->i_rdev;
	tmp.st_size = inode->i_size;
	tmp.st_blksize = PAGE_SIZE;
	tmp.st_blocks = inode->i_data.nrpages * (PAGE_SIZE / 512);
	tmp.st_atime = inode->i_atime;
	tmp.st_mtime = inode->i_mtime;
	tmp.st_ctime = inode->i_ctime;
	return copy_to_user(statbuf, &tmp, sizeof(tmp)) ? -EFAULT : 0;
}

static long cp_new_stat64(struct inode *inode, void *statbuf)
{
	struct stat64 tmp;

	memset(&tmp, 0, sizeof(tmp));
	tmp.st_dev = inode->i_sb->s_dev;
	tmp.__st_ino = inode->i_ino;
	tmp.st_ino = inode->i_ino;
	tmp.st_mode = inode->i_mode;
	tmp.st_nlink = inode->i_nlink;
	tmp.st_uid = inode->i_uid;
	tmp.st_gid = inode->i_gid;
	tmp.st_rdev = inode->i_rdev;
	tmp.st_size = inode->i_size;
	tmp.st_blksize = PAGE_SIZE;
	tmp.st_blocks = inode->i_data.nrpages * (PAGE_SIZE / 512);
	tmp.st_atime = inode->i_atime;
	tmp.st_mtime = inode->i_mtime;
	tmp.st_ctime = inode->i_ctime;
	return copy_to_user(statbuf, &tmp, sizeof(tmp)) ? -EFAULT : 0;
}

typedef long (*copy_fn)(struct inode *inode, void *statbuf);

static long stat_path(const char *filename, unsigned int flags,
		      void *statbuf, copy_fn copy)
{
	struct nameidata nd;
	long error = user_path_walk(filename, flags, &nd);

	if (error)
		return error;
	error = copy(nd.dentry->d_inode, statbuf);
	path_release(&nd);
	return error;
}

static long stat_fd(unsigned int fd, void *statbuf, copy_fn copy)
{
	struct file *file = fget(fd);
	long error;

	if (!file)
		return -EBADF;
	error = copy(file->f_dentry->d_inode, statbuf);
	fput(file);
	return error;
}

asmlinkage long sys_newstat(const char *filename, struct stat *statbuf)
{
	return stat_path(filename, LOOKUP_FOLLOW, statbuf, cp_new_stat);
}

asmlinkage long sys_newlstat(const char *filename, struct stat *statbuf)
{
	return stat_path(filename, 0, statbuf, cp_new_stat);
}

asmlinkage long sys_newfstat(unsigned int fd, struct stat *statbuf)
{
	return stat_fd(fd, statbuf, cp_new_stat);
}

asmlinkage long sys_stat64(const char *filename, struct stat64 *statbuf)
{
	return stat_path(filename, LOOKUP_FOLLOW, statbuf, cp_new_stat64);
}

asmlinkage long sys_lstat64(const char *filename, struct stat64 *statbuf)
{
	return stat_path(filename, 0, statbuf, cp_new_stat64);
}

asmlinkage long sys_fstat64(unsigned int fd, struct stat64 *statbuf)
{
	return stat_fd(fd, statbuf, cp_new_stat64);
}

asmlinkage long sys_readlink(const char *path, char *buf, int bufsiz)
{
	struct nameidata nd;
	const char *target;
	long error;

	if (bufsiz <= 0)
		return -EINVAL;
	error = user_path_walk(path, 0, &nd);
	if (error)
		return error;
	error = -EINVAL;
	if (S_ISLNK(nd.dentry->d_inode->i_mode)) {
		target = nd.dentry->d_inode->i_op->readlink(nd.dentry);
		error = min_t(int, strlen(target), bufsiz);
		if (copy_to_user(buf, target, error))
			error = -EFAULT;
	}
	path_release(&nd);
	return error;
}
