/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/syscalls.h>
#include <asm/uaccess.h>

#define MAX_RW_COUNT	0x7ffff000U
#define UIO_MAXIOV	1024

loff_t default_llseek(struct file *file, loff_t offset, int origin)
{
	switch (origin) {
	case SEEK_SET:
		break;
	case SEEK_CUR:
		offset += file->f_pos;
		break;
	case SEEK_END:
		offset += file->f_dentry->d_inode->i_size;
		break;
	default:
		return -EINVAL;
	}
	if (offset < 0)
		return -EINVAL;
	file->f_pos = offset;
	return offset;
}

ssize_t vfs_read(struct file *file, char *buf, size_t count, loff_t *pos)
{
	if (!(file->f_mode & FMODE_READ))
		return -EBADF;
	if (!file->f_op || !file->f_op->read)
		return S_ISDIR(file->f_dentry->d_inode->i_mode) ? -EISDIR :
								  -EINVAL;
	if (!access_ok(VERIFY_WRITE, buf, count))
		return -EFAULT;
	return file->f_op->read(file, buf, min(count, MAX_RW_COUNT), pos);
}

ssize_t vfs_write(struct file *file, const char *buf, size_t count,
		  loff_t *pos)
{
	if (!(file->f_mode & FMODE_WRITE))
		return -EBADF;
	if (!file->f_op || !file->f_op->write)
		return -EINVAL;
	if (!access_ok(VERIFY_READ, buf, count))
		return -EFAULT;
	return file->f_op->write(file, buf, min(count, MAX_RW_COUNT), pos);
}

/* Into kernel memory: the bytes read, fewer at the end, or an error. */
int kernel_read(struct file *file, unsigned long offset, void *addr,
		unsigned long count)
{
	mm_segment_t old_fs = get_fs();
	loff_t pos = offset;
	int result;

	set_fs(KERNEL_DS);
	result = vfs_read(file, addr, count, &pos);
	set_fs(old_fs);
	return result;
}

int kernel_write(struct file *file, const void *addr, unsigned long count)
{
	mm_segment_t old_fs = get_fs();
	int result;

	set_fs(KERNEL_DS);
	result = vfs_write(file, addr, count, &file->f_pos);
	set_fs(old_fs);
	return result;
}

asmlinkage long sys_read(unsigned int fd, char *buf, size_t count)
{
	struct file *file = fget(fd);
	ssize_t ret;

	if (!file)
		return -EBADF;
	ret = vfs_read(file, buf, count, &file->f_pos);
	fput(file);
	return ret;
}

asmlinkage long sys_write(unsigned int fd, const char *buf, size_t count)
{
	struct file *file = fget(fd);
	ssize_t ret;

	if (!file)
		return -EBADF;
	ret = vfs_write(file, buf, count, &file->f_pos);
	fput(file);
	return ret;
}

static loff_t vfs_llseek(struct file *file, loff_t offset, int origin)
{
	if (file->f_op && file->f_op->llseek)
		return file->f_op->llseek(file, offset, origin);
	if (S_ISFIFO(file->f_dentry->d_inode->i_mode) ||
	    S_ISCHR(file->f_dentry->d_inode->i_mode))
		return -ESPIPE;
	return default_llseek(file, offset, origin);
}

asmlinkage long sys_lseek(unsigned int fd, long offset, unsigned int origin)
{
	struct file *file = fget(fd);
	loff_t ret = -EINVAL;

	if (!file)
		return -EBADF;
	if (origin <= SEEK_END)
		ret = vfs_llseek(file, offset, origin);
	fput(file);
	return ret > 0x7fffffff ? -EOVERFLOW : (long)ret;
}

asmlinkage long sys_llseek(unsigned int fd, unsigned long offset_high,
			   unsigned long offset_low, loff_t *result,
			   unsigned int origin)
{
	struct file *file = fget(fd);
	loff_t offset = (u64)offset_high << 32 | offset_low, ret = -EINVAL;

	if (!file)
		return -EBADF;
	if (origin <= SEEK_END)
		ret = vfs_llseek(file, offset, origin);
	fput(file);
	if (ret < 0)
		return ret;
	return put_user(ret, result);
}

typedef ssize_t (*io_fn)(struct file *, char *, size_t, loff_t *);

/* The sum of the lengths, each of which may be as long as they all. */
static long check_vectors(const struct iovec *vec, unsigned long nr_segs)
{
	struct iovec iov;
	size_t sum = 0;
	unsigned long i;

	if (nr_segs > UIO_MAXIOV)
		return -EINVAL;
	for (i = 0; i < nr_segs; i++) {
		if (copy_from_user(&iov, vec + i, sizeof(iov)))
			return -EFAULT;
		if ((ssize_t)iov.iov_len < 0)
			return -EINVAL;
		sum = min_t(u64, (u64)sum + iov.iov_len, MAX_RW_COUNT);
	}
	return sum;
}

/* One vector after the other, until one comes back short. */
static long each_vector(struct file *file, const struct iovec *vec,
			unsigned long nr_segs, io_fn fn)
{
	struct iovec iov;
	long done = 0, ret = 0;
	unsigned long i;

	for (i = 0; i < nr_segs; i++) {
		ret = -EFAULT;
		if (copy_from_user(&iov, vec + i, sizeof(iov)))
			break;
		ret = fn(file, iov.iov_base, iov.iov_len, &file->f_pos);
		if (ret < 0)
			break;
		done += ret;
		if ((size_t)ret < iov.iov_len)
			break;
	}
	return done ? done : ret;
}

static long do_readv_writev(unsigned int fd, const struct iovec *vec,
			    unsigned long nr_segs, unsigned int mode, io_fn fn)
{
	struct file *file = fget(fd);
	long ret = -EBADF;

	if (!file)
		return -EBADF;
	if (file->f_mode & mode)
		ret = check_vectors(vec, nr_segs);
	if (ret > 0)
		ret = each_vector(file, vec, nr_segs, fn);
	fput(file);
	return ret;
}

asmlinkage long sys_readv(unsigned int fd, const struct iovec *vec,
			  unsigned long nr_segs)
{
	return do_readv_writev(fd, vec, nr_segs, FMODE_READ, vfs_read);
}

asmlinkage long sys_writev(unsigned int fd, const struct iovec *vec,
			   unsigned long nr_segs)
{
	return do_readv_writev(fd, vec, nr_segs, FMODE_WRITE,
			       (io_fn)vfs_write);
}

/* A pipe or a terminal has no positions. */
static int has_positions(struct file *file)
{
	umode_t mode = file->f_dentry->d_inode->i_mode;

	return !S_ISFIFO(mode) &&
	       !(S_ISCHR(mode) && !(file->f_op && file->f_op->llseek));
}

/* At a position of the call's own; the file's stays. */
static long do_pio(unsigned int fd, char *buf, size_t count, loff_t pos,
		   io_fn fn)
{
	struct file *file;
	ssize_t ret;

	if (pos < 0)
		return -EINVAL;
	file = fget(fd);
	if (!file)
		return -EBADF;
	ret = has_positions(file) ? fn(file, buf, count, &pos) : -ESPIPE;
	fput(file);
	return ret;
}

asmlinkage long sys_pread64(unsigned int fd, char *buf, size_t count,
			    loff_t pos)
{
	return do_pio(fd, buf, count, pos, vfs_read);
}

asmlinkage long sys_pwrite64(unsigned int fd, const char *buf, size_t count,
			     loff_t pos)
{
	return do_pio(fd, (char *)buf, count, pos, (io_fn)vfs_write);
}
