/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Waiting for several files at once. A file's poll method says what can be
 * done now, and names with poll_wait() each queue on which it wakes those who
 * wait for more.
 */
#ifndef _LINUX_POLL_H
#define _LINUX_POLL_H

#include <linux/fs.h>
#include <linux/time.h>
#include <linux/wait.h>

#define POLLIN		0x001
#define POLLPRI		0x002
#define POLLOUT		0x004
#define POLLERR		0x008
#define POLLHUP		0x010
#define POLLNVAL	0x020
#define POLLRDNORM	0x040
#define POLLWRNORM	0x100

/* What a file without a poll method can do. */
#define DEFAULT_POLLMASK	(POLLIN | POLLOUT | POLLRDNORM | POLLWRNORM)

struct poll_table_entry {
	struct file *file;
	wait_queue_head_t *queue;
	wait_queue_t wait;
};

/* One waiter; no more queues are named once one file was ready. */
typedef struct poll_table_struct {
	int closed, error;
	unsigned int nr, max;
	struct poll_table_entry *entries;
} poll_table;

void __poll_wait(struct file *file, wait_queue_head_t *queue, poll_table *p);

static inline void poll_wait(struct file *file, wait_queue_head_t *queue,
			     poll_table *p)
{
	if (p && !p->closed)
		__poll_wait(file, queue, p);
}

/* Every queue is named once a round, so two a file are enough. */
int poll_initwait(poll_table *p, unsigned int files);
void poll_freewait(poll_table *p);
unsigned int poll_file(unsigned int fd, poll_table *p);

/* poll_time.c: until when, by the monotonic clock. */
struct poll_time {
	long ticks;		/* to wait at most */
	struct timespec end;
};

void start_poll_time(struct poll_time *limit, const struct timespec *t);
/* What the call returns, having told its caller of the time or not. */
long poll_time_told(long ret, int told);
/* The same for a caller's timespec, which may be NULL. */
int read_poll_time(struct poll_time *limit, const struct timespec *user);
long write_poll_time(const struct poll_time *limit, struct timespec *user,
		     long ret);

#endif
