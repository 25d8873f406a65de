/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sendfile: from a file's pages to another file, without the program. */
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/syscalls.h>
#include <asm/uaccess.h>

#define MAX_RW_COUNT	0x7ffff000U

/* What was read and could not be written is read again the next time. */
static ssize_t copy_part(struct file *in, struct file *out, char *page,
			 size_t count, loff_t *pos)
{
	mm_segment_t old_fs = get_fs();
	loff_t start = *pos;
	ssize_t n;

	set_fs(KERNEL_DS);
	n = vfs_read(in, page, min_t(size_t, count, PAGE_SIZE), pos);
	if (n > 0)
		n = vfs_write(out, page, n, &out->f_pos);
	set_fs(old_fs);
	*pos = start + max_t(ssize_t, n, 0);
	return n;
}

static ssize_t copy_file(struct file *in, struct file *out, size_t count,
			 loff_t *pos)
{
	char *page = (char *)__get_free_page(GFP_KERNEL);
	size_t done = 0;
	ssize_t n = 0;

	if (!page)
		return -ENOMEM;
	while (done < count) {
		if (done && signal_pending(current))
			break;
		n = copy_part(in, out, page, count - done, pos);
		if (n <= 0)
			break;
		done += n;
	}
	free_page((unsigned long)page);
	return done ? (ssize_t)done : n;
}

/* From what has pages, as in 2.6; where to does not matter. */
static ssize_t send_files(struct file *in, struct file *out, size_t count,
			  loff_t *pos)
{
	umode_t mode = in->f_dentry->d_inode->i_mode;

	if (!(out->f_mode & FMODE_WRITE))
		return -EBADF;
	if (!S_ISREG(mode) && !S_ISBLK(mode))
		return -EINVAL;
	if (out->f_flags & O_APPEND)
		return -EINVAL;
	return copy_file(in, out, min(count, (size_t)MAX_RW_COUNT), pos);
}

static int check_position(struct file *in, loff_t pos)
{
	if (S_ISFIFO(in->f_dentry->d_inode->i_mode))
		return -ESPIPE;
	return pos < 0 ? -EINVAL : 0;
}

static ssize_t do_sendfile(int out_fd, int in_fd, loff_t *pos, size_t count)
{
	struct file *in = fget(in_fd), *out;
	ssize_t ret = -EBADF;

	if (!in)
		return -EBADF;
	if (in->f_mode & FMODE_READ)
		ret = pos ? check_position(in, *pos) : 0;
	out = ret ? NULL : fget(out_fd);
	if (!out && !ret)
		ret = -EBADF;
	if (out) {
		ret = send_files(in, out, count, pos ? pos : &in->f_pos);
		fput(out);
	}
	fput(in);
	return ret;
}

asmlinkage long sys_sendfile(int out_fd, int in_fd, long *offset,
			     size_t count)
{
	loff_t pos;
	ssize_t ret;
	long off;

	if (!offset)
		return do_sendfile(out_fd, in_fd, NULL, count);
	if (get_user(off, offset))
		return -EFAULT;
	pos = off;
	ret = do_sendfile(out_fd, in_fd, &pos, count);
	return put_user((long)pos, offset) ? -EFAULT : ret;
}

asmlinkage long sys_sendfile64(int out_fd, int in_fd, loff_t *offset,
			       size_t count)
{
	ssize_t ret;
	loff_t pos;

	if (!offset)
		return do_sendfile(out_fd, in_fd, NULL, count);
	if (copy_from_user(&pos, offset, sizeof(pos)))
		return -EFAULT;
	ret = do_sendfile(out_fd, in_fd, &pos, count);
	return copy_to_user(offset, &pos, sizeof(pos)) ? -EFAULT : ret;
}
