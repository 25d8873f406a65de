/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_KTHREAD_H
#define _LINUX_KTHREAD_H

#include <linux/err.h>
#include <linux/sched.h>

/*
 * A kernel thread that has been created but executes nothing of threadfn
 * until wake_up_process().  threadfn may leave by do_exit(), or return when
 * kthread_should_stop(); its value is what kthread_stop() gets.
 */
struct task_struct *kthread_create(int (*threadfn)(void *data), void *data,
				   const char *namefmt, ...) __printf(3, 4);

#define kthread_run(threadfn, data, namefmt, ...) ({			\
	struct task_struct *__k = kthread_create(threadfn, data,	\
						 namefmt, ## __VA_ARGS__); \
	if (!IS_ERR(__k))						\
		wake_up_process(__k);					\
	__k; })

/* Before the first wake-up only. */
void kthread_bind(struct task_struct *k, unsigned int cpu);

/* Sleeps until k has ended.  -EINTR if k was never woken. */
int kthread_stop(struct task_struct *k);
int kthread_should_stop(void);

#endif
