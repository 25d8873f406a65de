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

/* One end of a pipe: a file on its inode, which it takes over. */
static struct file *pipe_end(struct dentry *dentry, int mode, int flags)
{
	struct file *file = get_empty_filp();

	if (!file)
		return NULL;
	file->f_dentry = dget(dentry);
	file->f_op = &def_fifo_fops;
	file->f_mode = mode;
	file->f_flags = flags;
	return file;
}

/* The two files, or none; in either case the pipe belongs to them. */
static int create_pipe(struct file **ends, int flags)
{
	struct super_block *sb = current->fs->root->d_sb;
	struct inode *inode = ramfs_get_inode(sb, S_IFIFO | 0600, 0);
	struct dentry *dentry = d_alloc_root(sb, inode);
	struct pipe_inode_info *pipe = dentry ? alloc_pipe() : NULL;

	if (!pipe) {
		dput(dentry);
		return -ENOMEM;
	}
	inode->i_private = pipe;
	pipe->readers = pipe->writers = 1;
	ends[0] = pipe_end(dentry, FMODE_READ, O_RDONLY | flags);
	ends[1] = pipe_end(dentry, FMODE_WRITE, O_WRONLY | flags);
	dput(dentry);
	if (ends[0] && ends[1])
		return 0;
	if (ends[0])
		fput(ends[0]);
	return -ENFILE;
}

asmlinkage long sys_pipe2(int *fildes, int flags)
{
	struct file *ends[2];
	int fds[2], error;

	if (flags & ~(O_CLOEXEC | O_NONBLOCK))
		return -EINVAL;
	error = create_pipe(ends, flags & O_NONBLOCK);
	if (error)
		return error;
	fds[0] = get_unused_fd(0);
	fds[1] = fds[0] < 0 ? fds[0] : get_unused_fd(0);
	error = fds[1] < 0 ? fds[1] : 0;
	if (!error && copy_to_user(fildes, fds, sizeof(fds)))
		error = -EFAULT;
	if (error) {
		if (fds[0] >= 0)
			put_unused_fd(fds[0]);
		if (fds[1] >= 0)
			put_unused_fd(fds[1]);
		fput(ends[0]);
		fput(ends[1]);
		return error;
	}
	fd_install(fds[0], ends[0]);
	fd_install(fds[1], ends[1]);
	if (flags & O_CLOEXEC) {
		current->files->close_on_exec[fds[0]] = FD_CLOEXEC;
		current->files->close_on_exec[fds[1]] = FD_CLOEXEC;
	}
	return 0;
}

asmlinkage long sys_pipe(int *fildes)
{
	return sys_pipe2(fildes, 0);
}
