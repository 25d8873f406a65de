/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pipes: one page as a ring, readers and writers who wait for each other. */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/pipe_fs_i.h>
#include <linux/poll.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/syscalls.h>
#include <linux/wait.h>
#include <asm/uaccess.h>

#define PIPE_BUF	PAGE_SIZE

static struct pipe_inode_info *get_pipe(struct file *file)
{
	return file->f_dentry->d_inode->i_private;
}

/* Sleep, without the lock, until the other side did something. */
static int pipe_wait(struct pipe_inode_info *pipe)
{
	DEFINE_WAIT(wait);

	prepare_to_wait(&pipe->wait, &wait, TASK_INTERRUPTIBLE);
	up(&pipe->sem);
	schedule();
	finish_wait(&pipe->wait, &wait);
	down(&pipe->sem);
	return signal_pending(current) ? -ERESTARTSYS : 0;
}

/* What is there, in one piece or two; the lock is held. */
static ssize_t take(struct pipe_inode_info *pipe, char *buf, size_t count)
{
	size_t done = 0;

	while (done < count && pipe->len) {
		size_t n = min_t(size_t, count - done, pipe->len);

		n = min_t(size_t, n, PIPE_BUF - pipe->start);
		if (copy_to_user(buf + done, pipe->base + pipe->start, n))
			return done ? (ssize_t)done : -EFAULT;
		pipe->start = (pipe->start + n) & (PIPE_BUF - 1);
		pipe->len -= n;
		done += n;
	}
	return done;
}

static ssize_t fill(struct pipe_inode_info *pipe, const char *buf,
		    size_t count)
{
	size_t done = 0;

	while (done < count && pipe->len < PIPE_BUF) {
		size_t end = (pipe->start + pipe->len) & (PIPE_BUF - 1);
		size_t n = min_t(size_t, count - done, PIPE_BUF - pipe->len);

		n = min_t(size_t, n, PIPE_BUF - end);
		if (copy_from_user(pipe->base + end, buf + done, n))
			return done ? (ssize_t)done : -EFAULT;
		pipe->len += n;
		done += n;
	}
	return done;
}

static ssize_t pipe_read(struct file *file, char *buf, size_t count,
			 loff_t *ppos)
{
	struct pipe_inode_info *pipe = get_pipe(file);
	ssize_t ret = 0;

	(void)ppos;
	if (!count)
		return 0;
	down(&pipe->sem);
	while (!pipe->len && pipe->writers && !ret)
		ret = file->f_flags & O_NONBLOCK ? -EAGAIN : pipe_wait(pipe);
	if (pipe->len)
		ret = take(pipe, buf, count);
	up(&pipe->sem);
	wake_up_interruptible(&pipe->wait);
	return ret;
}

static ssize_t pipe_write(struct file *file, const char *buf, size_t count,
			  loff_t *ppos)
{
	struct pipe_inode_info *pipe = get_pipe(file);
	/* What fits into the pipe goes in at one time or not at all. */
	size_t need = count <= PIPE_BUF ? count : 1, done = 0;
	ssize_t ret = 0;

	(void)ppos;
	down(&pipe->sem);
	while (done < count && ret >= 0) {
		if (!pipe->readers) {
			send_sig(SIGPIPE, current, 0);
			ret = -EPIPE;
		} else if (PIPE_BUF - pipe->len >= need) {
			ret = fill(pipe, buf + done, count - done);
			done += max_t(ssize_t, ret, 0);
			wake_up_interruptible(&pipe->wait);
		} else {
			ret = file->f_flags & O_NONBLOCK ? -EAGAIN :
							   pipe_wait(pipe);
		}
	}
	up(&pipe->sem);
	return done ? (ssize_t)done : ret;
}

int pipe_release(struct inode *inode, struct file *file)
{
	struct pipe_inode_info *pipe = inode->i_private;
	int left;

	down(&pipe->sem);
	pipe->readers -= (file->f_mode & FMODE_READ) != 0;
	pipe->writers -= (file->f_mode & FMODE_WRITE) != 0;
	left = pipe->readers + pipe->writers;
	up(&pipe->sem);
	if (left) {
		wake_up_all(&pipe->wait);
		return 0;
	}
	inode->i_private = NULL;
	free_page((unsigned long)pipe->base);
	kfree(pipe);
	return 0;
}

struct pipe_inode_info *alloc_pipe(void)
{
	struct pipe_inode_info *pipe = kzalloc(sizeof(*pipe), GFP_KERNEL);

	if (!pipe)
		return NULL;
	init_waitqueue_head(&pipe->wait);
	init_MUTEX(&pipe->sem);
	pipe->base = (char *)__get_free_page(GFP_KERNEL);
	if (pipe->base)
		return pipe;
	kfree(pipe);
	return NULL;
}

static unsigned int pipe_poll(struct file *file, poll_table *table)
{
	struct pipe_inode_info *pipe = get_pipe(file);
	unsigned int mask = 0;

	poll_wait(file, &pipe->wait, table);
	if (file->f_mode & FMODE_READ) {
		if (pipe->len)
			mask |= POLLIN | POLLRDNORM;
		if (!pipe->writers)
			mask |= POLLHUP;
	}
	if (file->f_mode & FMODE_WRITE) {
		if (pipe->len < PIPE_BUF)
			mask |= POLLOUT | POLLWRNORM;
		if (!pipe->readers)
			mask |= POLLERR;
	}
	return mask;
}

struct file_operations def_fifo_fops = {
	.open = fifo_open,
	.poll = pipe_poll,
	.read = pipe_read,
	.write = pipe_write,
	.release = pipe_release,
};
