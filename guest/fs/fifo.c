/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Named pipes: those who open the two ends wait for each other. */
#include <linux/kernel.h>
#include <linux/pipe_fs_i.h>
#include <linux/sched.h>

static struct pipe_inode_info *get_pipe(struct inode *inode)
{
	struct pipe_inode_info *pipe;

	down(&inode->i_sem);
	if (!inode->i_private)
		inode->i_private = alloc_pipe();
	pipe = inode->i_private;
	up(&inode->i_sem);
	return pipe;
}

/*
 * Until one of the other side is there, or was: who opens, writes a line and
 * closes again may be gone before the one that waits has run. Called with
 * the lock, under which it looks at how many there have been; releases it.
 */
static int wait_for_partner(struct pipe_inode_info *pipe, struct file *file)
{
	int reader = file->f_mode & FMODE_READ;
	int writer = file->f_mode & FMODE_WRITE;
	int nonblock = file->f_flags & O_NONBLOCK;
	int partners = reader ? pipe->writers : pipe->readers;
	unsigned int *counter = reader ? &pipe->w_counter : &pipe->r_counter;
	unsigned int before = *counter;

	up(&pipe->sem);
	wake_up_all(&pipe->wait);
	/* Both ends, or a reader that may find nothing: nobody to wait for. */
	if (reader && (writer || nonblock))
		return 0;
	/* Through /proc/<pid>/fd, perhaps after the other side's end. */
	if (pipe->unnamed)
		return 0;
	if (partners)
		return 0;
	if (nonblock)
		return -ENXIO;
	return wait_event_interruptible(pipe->wait, *counter != before);
}

int fifo_open(struct inode *inode, struct file *file)
{
	struct pipe_inode_info *pipe = get_pipe(inode);
	int reads = (file->f_mode & FMODE_READ) != 0;
	int writes = (file->f_mode & FMODE_WRITE) != 0, error;

	if (!pipe)
		return -ENOMEM;
	down(&pipe->sem);
	pipe->readers += reads;
	pipe->r_counter += reads;
	pipe->writers += writes;
	pipe->w_counter += writes;
	error = wait_for_partner(pipe, file);
	if (error)
		pipe_release(inode, file);
	return error;
}
