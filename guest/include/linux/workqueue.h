/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_WORKQUEUE_H
#define _LINUX_WORKQUEUE_H

#include <linux/timer.h>

struct workqueue_struct;

/* func(data) runs in the queue's thread; bit 0 of pending: not begun yet. */
struct work_struct {
	unsigned long pending;
	struct list_head entry;
	void (*func)(void *);
	void *data;
	struct workqueue_struct *wq;
	struct timer_list timer;	/* for delayed work */
};

#define __WORK_INITIALIZER(n, f, d) {			\
	.entry = { &(n).entry, &(n).entry },		\
	.func = (f), .data = (d) }
#define DECLARE_WORK(n, f, d) \
	struct work_struct n = __WORK_INITIALIZER(n, f, d)

#define INIT_WORK(work, f, d) do {		\
	(work)->pending = 0;			\
	INIT_LIST_HEAD(&(work)->entry);		\
	(work)->func = (f);			\
	(work)->data = (d);			\
	init_timer(&(work)->timer);		\
} while (0)

/* One processor: every queue has one thread, named name or name/0. */
struct workqueue_struct *__create_workqueue(const char *name, int single);
#define create_workqueue(name)			__create_workqueue(name, 0)
#define create_singlethread_workqueue(name)	__create_workqueue(name, 1)
void destroy_workqueue(struct workqueue_struct *wq);

/* May be called from interrupts.  1: queued; 0: was pending already. */
int queue_work(struct workqueue_struct *wq, struct work_struct *work);
int queue_delayed_work(struct workqueue_struct *wq, struct work_struct *work,
		       unsigned long delay);
void flush_workqueue(struct workqueue_struct *wq);
int cancel_delayed_work(struct work_struct *work);

/* The same on the queue that everybody shares: events/0. */
int schedule_work(struct work_struct *work);
int schedule_delayed_work(struct work_struct *work, unsigned long delay);
void flush_scheduled_work(void);

void init_workqueues(void);

#endif
