/* SPDX-License-Identifier: GPL-2.0-or-later */
/* poll(), and what it shares with select(). */
#include <linux/kernel.h>
#include <linux/poll.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/time.h>
#include <asm/uaccess.h>

#define QUEUES_PER_FILE	2

struct pollfd {
	int fd;
	short events, revents;
};

int poll_initwait(poll_table *p, unsigned int files)
{
	memset(p, 0, sizeof(*p));
	p->max = files * QUEUES_PER_FILE;
	p->entries = kmalloc(max(p->max, 1U) * sizeof(*p->entries),
			     GFP_KERNEL);
	return p->entries ? 0 : -ENOMEM;
}

/* The entry holds the file: its queue must not go while we are on it. */
void __poll_wait(struct file *file, wait_queue_head_t *queue, poll_table *p)
{
	struct poll_table_entry *entry;

	if (p->nr == p->max) {
		p->error = -ENOMEM;
		return;
	}
	entry = &p->entries[p->nr++];
	get_file(file);
	entry->file = file;
	entry->queue = queue;
	entry->wait = (wait_queue_t){
		.task = current, .func = default_wake_function,
	};
	add_wait_queue(queue, &entry->wait);
}

void poll_freewait(poll_table *p)
{
	while (p->nr) {
		struct poll_table_entry *entry = &p->entries[--p->nr];

		remove_wait_queue(entry->queue, &entry->wait);
		fput(entry->file);
	}
	kfree(p->entries);
}

unsigned int poll_file(unsigned int fd, poll_table *p)
{
	struct file *file = fget(fd);
	unsigned int mask = DEFAULT_POLLMASK;

	if (!file)
		return POLLNVAL;
	if (file->f_op && file->f_op->poll)
		mask = file->f_op->poll(file, p);
	fput(file);
	return mask;
}

static int poll_round(struct pollfd *fds, unsigned int nfds, poll_table *p)
{
	unsigned int i, mask;
	int ready = 0;

	for (i = 0; i < nfds; i++) {
		mask = 0;
		if (fds[i].fd >= 0)
			mask = poll_file(fds[i].fd, p) &
			       ((unsigned short)fds[i].events | POLLERR |
				POLLHUP | POLLNVAL);
		fds[i].revents = mask;
		if (mask) {
			ready++;
			p->closed = 1;
		}
	}
	p->closed = 1;
	return ready;
}

/* In ticks; -ERESTARTNOHAND when a signal comes first. */
static int do_poll(struct pollfd *fds, unsigned int nfds, long timeout,
		   poll_table *p)
{
	int ready;

	if (!timeout)
		p->closed = 1;
	for (;;) {
		/* Set first: a wake-up during the round must count. */
		set_current_state(TASK_INTERRUPTIBLE);
		ready = poll_round(fds, nfds, p);
		if (p->error)
			ready = p->error;
		if (ready || !timeout)
			break;
		if (signal_pending(current)) {
			ready = -ERESTARTNOHAND;
			break;
		}
		timeout = schedule_timeout(timeout);
	}
	set_current_state(TASK_RUNNING);
	return ready;
}

static long poll_ticks(struct pollfd *ufds, unsigned int nfds, long timeout)
{
	unsigned long size = nfds * sizeof(*ufds);
	struct pollfd *fds;
	poll_table table;
	long ret;

	if (nfds > NR_OPEN)
		return -EINVAL;
	fds = kmalloc(max(size, 1UL), GFP_KERNEL);
	if (!fds)
		return -ENOMEM;
	ret = -EFAULT;
	if (!copy_from_user(fds, ufds, size)) {
		ret = poll_initwait(&table, nfds);
		if (!ret) {
			ret = do_poll(fds, nfds, timeout, &table);
			poll_freewait(&table);
		}
	}
	if (ret >= 0 && copy_to_user(ufds, fds, size))
		ret = -EFAULT;
	kfree(fds);
	return ret;
}

/* A stop and its end do not make the time longer. */
static long poll_until(struct restart_block *block)
{
	long left = block->expires - jiffies, ret;

	ret = poll_ticks(block->user, block->val, max(left, 0L));
	if (ret != -ERESTARTNOHAND)
		return ret;
	block->fn = poll_until;
	return -ERESTART_RESTARTBLOCK;
}

asmlinkage long sys_poll(struct pollfd *ufds, unsigned int nfds, int msecs)
{
	struct restart_block *block = &current->restart_block;
	long timeout = 0;

	if (msecs < 0)
		return poll_ticks(ufds, nfds, MAX_SCHEDULE_TIMEOUT);
	/* At least as long as asked for, and one tick has begun already. */
	if (msecs)
		timeout = msecs / (1000 / HZ) + 2;
	block->expires = jiffies + timeout;
	block->user = ufds;
	block->val = nfds;
	return poll_until(block);
}

asmlinkage long sys_ppoll(struct pollfd *ufds, unsigned int nfds,
			  struct timespec *tsp, const sigset_t *sigmask,
			  size_t sigsetsize)
{
	struct poll_time limit;
	long ret = read_poll_time(&limit, tsp);

	if (!ret)
		ret = set_temporary_sigmask(sigmask, sigsetsize);
	if (ret)
		return ret;
	ret = poll_ticks(ufds, nfds, limit.ticks);
	end_temporary_sigmask(ret == -ERESTARTNOHAND);
	return write_poll_time(&limit, tsp, ret);
}
