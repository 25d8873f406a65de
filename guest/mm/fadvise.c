/* SPDX-License-Identifier: GPL-2.0-or-later */
/* posix_fadvise: advice about a file's pages, of which one is taken. */
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include <linux/sched.h>

#define POSIX_FADV_NORMAL	0
#define POSIX_FADV_RANDOM	1
#define POSIX_FADV_NOREUSE	5

static long advise(struct file *file, loff_t len, int advice)
{
	if (S_ISFIFO(file->f_dentry->d_inode->i_mode))
		return -ESPIPE;
	if (len < 0 || advice < POSIX_FADV_NORMAL ||
	    advice > POSIX_FADV_NOREUSE)
		return -EINVAL;
	/* Reading ahead is what an unruly reader does not want. */
	if (advice == POSIX_FADV_RANDOM)
		file->f_ra.ra_pages = 0;
	else if (advice == POSIX_FADV_NORMAL)
		file_ra_state_init(&file->f_ra, file->f_mapping);
	return 0;
}

asmlinkage long sys_fadvise64_64(int fd, loff_t offset, loff_t len, int advice)
{
	struct file *file = fget(fd);
	long error;

	(void)offset;
	if (!file)
		return -EBADF;
	error = advise(file, len, advice);
	fput(file);
	return error;
}

asmlinkage long sys_fadvise64(int fd, loff_t offset, size_t len, int advice)
{
	return sys_fadvise64_64(fd, offset, len, advice);
}
