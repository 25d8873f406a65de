/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/namei.h>
#include <linux/string.h>
#include <linux/syscalls.h>
#include <asm/uaccess.h>

void generic_fillattr(struct inode *inode, struct kstat *stat)
{
	memset(stat, 0, sizeof(*stat));
	stat->dev = inode->i_sb->s_dev;
	stat->ino = inode->i_ino;
	stat->mode = inode->i_mode;
	stat->nlink = inode->i_nlink;
	stat->uid = inode->i_uid;
	stat->gid = inode->i_gid;
	stat->rdev = inode->i_rdev;
	stat->size = inode->i_size;
	stat->blksize = PAGE_SIZE;
	stat->blocks = inode->i_data.nrpages * (PAGE_SIZE / 512);
	stat->atime = inode->i_atime;
	stat->mtime = inode->i_mtime;
	stat->ctime = inode->i_ctime;
}

static int vfs_getattr(struct dentry *dentry, struct kstat *stat)
{
	struct inode *inode = dentry->d_inode;

	if (inode->i_op && inode->i_op->getattr)
		return inode->i_op->getattr(dentry, stat);
	generic_fillattr(inode, stat);
	return 0;
}

static long cp_new_stat(const struct kstat *stat, void *statbuf)
{
	struct stat tmp;

	memset(&tmp, 0, sizeof(tmp));
	tmp.st_dev = stat->dev;
	tmp.st_ino = stat->ino;
	tmp.st_mode = stat->mode;
	tmp.st_nlink = stat->nlink;
	tmp.st_uid = stat->uid;
	tmp.st_gid = stat->gid;
	tmp.st_rdev = stat->rdev;
	tmp.st_size = stat->size;
	tmp.st_blksize = stat->blksize;
	tmp.st_blocks = stat->blocks;
	tmp.st_atime = stat->atime;
	tmp.st_mtime = stat->mtime;
	tmp.st_ctime = stat->ctime;
	return copy_to_user(statbuf, &tmp, sizeof(tmp)) ? -EFAULT : 0;
}

static long cp_new_stat64(const struct kstat *stat, void *statbuf)
{
	struct stat64 tmp;

	memset(&tmp, 0, sizeof(tmp));
	tmp.st_dev = stat->dev;
	tmp.__st_ino = stat->ino;
	tmp.st_ino = stat->ino;
	tmp.st_mode = stat->mode;
	tmp.st_nlink = stat->nlink;
	tmp.st_uid = stat->uid;
	tmp.st_gid = stat->gid;
	tmp.st_rdev = stat->rdev;
	tmp.st_size = stat->size;
	tmp.st_blksize = stat->blksize;
	tmp.st_blocks = stat->blocks;
	tmp.st_atime = stat->atime;
	tmp.st_mtime = stat->mtime;
	tmp.st_ctime = stat->ctime;
	return copy_to_user(statbuf, &tmp, sizeof(tmp)) ? -EFAULT : 0;
}

typedef long (*copy_fn)(const struct kstat *stat, void *statbuf);

static long stat_path(int dfd, const char *filename, unsigned int flags,
		      void *statbuf, copy_fn copy)
{
	struct kstat stat;
	struct nameidata nd;
	long error = user_path_at(dfd, filename, flags, &nd);

	if (error)
		return error;
	error = vfs_getattr(nd.dentry, &stat);
	path_release(&nd);
	return error ? error : copy(&stat, statbuf);
}

static long stat_fd(unsigned int fd, void *statbuf, copy_fn copy)
{
	struct file *file = fget(fd);
	struct kstat stat;
	long error;

	if (!file)
		return -EBADF;
	error = vfs_getattr(file->f_dentry, &stat);
	fput(file);
	return error ? error : copy(&stat, statbuf);
}

asmlinkage long sys_newstat(const char *filename, struct stat *statbuf)
{
	return stat_path(AT_FDCWD, filename, LOOKUP_FOLLOW, statbuf,
			 cp_new_stat);
}

asmlinkage long sys_newlstat(const char *filename, struct stat *statbuf)
{
	return stat_path(AT_FDCWD, filename, 0, statbuf, cp_new_stat);
}

asmlinkage long sys_newfstat(unsigned int fd, struct stat *statbuf)
{
	return stat_fd(fd, statbuf, cp_new_stat);
}

asmlinkage long sys_stat64(const char *filename, struct stat64 *statbuf)
{
	return stat_path(AT_FDCWD, filename, LOOKUP_FOLLOW, statbuf,
			 cp_new_stat64);
}

asmlinkage long sys_lstat64(const char *filename, struct stat64 *statbuf)
{
	return stat_path(AT_FDCWD, filename, 0, statbuf, cp_new_stat64);
}

asmlinkage long sys_fstat64(unsigned int fd, struct stat64 *statbuf)
{
	return stat_fd(fd, statbuf, cp_new_stat64);
}

/* Whether a path of the user's is empty; an unreadable one is not. */
static int is_empty(const char *name)
{
	char first;

	return !get_user(first, name) && !first;
}

asmlinkage long sys_fstatat64(int dfd, const char *filename,
			      struct stat64 *statbuf, int flags)
{
	if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	if (flags & AT_EMPTY_PATH && dfd >= 0 && is_empty(filename))
		return stat_fd(dfd, statbuf, cp_new_stat64);
	return stat_path(dfd, filename, flags & AT_SYMLINK_NOFOLLOW ? 0 :
			 LOOKUP_FOLLOW, statbuf, cp_new_stat64);
}

static long copy_link(struct dentry *dentry, char *buf, int bufsiz)
{
	struct page *held = NULL;
	const char *target = dentry->d_inode->i_op->get_link(dentry, &held);
	long len;

	if (IS_ERR(target))
		return PTR_ERR(target);
	len = min_t(int, strlen(target), bufsiz);
	if (copy_to_user(buf, target, len))
		len = -EFAULT;
	put_link(held);
	return len;
}

asmlinkage long sys_readlinkat(int dfd, const char *path, char *buf,
			       int bufsiz)
{
	struct nameidata nd;
	long error;

	if (bufsiz <= 0)
		return -EINVAL;
	error = user_path_at(dfd, path, 0, &nd);
	if (error)
		return error;
	error = -EINVAL;
	if (S_ISLNK(nd.dentry->d_inode->i_mode))
		error = copy_link(nd.dentry, buf, bufsiz);
	path_release(&nd);
	return error;
}

asmlinkage long sys_readlink(const char *path, char *buf, int bufsiz)
{
	return sys_readlinkat(AT_FDCWD, path, buf, bufsiz);
}
