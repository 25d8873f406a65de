/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_PIPE_FS_I_H
#define _LINUX_PIPE_FS_I_H

#include <linux/fs.h>
#include <linux/wait.h>

/* A page as a ring. The inode's i_private, while somebody has it open. */
struct pipe_inode_info {
	wait_queue_head_t wait;
	struct semaphore sem;
	char *base;
	unsigned int start, len;
	int readers, writers;
	/* How many of each there have ever been. */
	unsigned int r_counter, w_counter;
	int unnamed;		/* pipe(2) made it */
};

struct pipe_inode_info *alloc_pipe(void);
int pipe_release(struct inode *inode, struct file *file);
int fifo_open(struct inode *inode, struct file *file);

#endif
