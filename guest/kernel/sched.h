/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The run queue, for the files that make up the scheduler. */
#ifndef KERNEL_SCHED_H
#define KERNEL_SCHED_H

#include <linux/sched.h>

/* One list for each priority; the bitmap finds the first that has a task. */
struct prio_array {
	unsigned int nr_active;
	DECLARE_BITMAP(bitmap, MAX_PRIO);
	struct list_head queue[MAX_PRIO];
};

/*
 * Tasks with time left are in active, those that used it up in expired;
 * when active is empty the two change places.
 */
struct runqueue {
	spinlock_t lock;
	unsigned long nr_running;
	struct task_struct *curr, *idle;
	struct mm_struct *prev_mm;	/* to be dropped after a switch */
	unsigned long expired_timestamp;
	struct prio_array *active, *expired, arrays[2];
};

extern struct runqueue runqueue;

/* Interrupts off, and the queue is ours. */
static inline struct runqueue *task_rq_lock(unsigned long *flags)
{
	local_irq_save(*flags);
	spin_lock(&runqueue.lock);
	return &runqueue;
}

static inline void task_rq_unlock(struct runqueue *rq, unsigned long *flags)
{
	spin_unlock_irqrestore(&rq->lock, *flags);
}

unsigned int task_timeslice(const struct task_struct *p);
int effective_prio(const struct task_struct *p);
void enqueue_task(struct task_struct *p, struct prio_array *array);
void dequeue_task(struct task_struct *p, struct prio_array *array);
void activate_task(struct runqueue *rq, struct task_struct *p);
void deactivate_task(struct runqueue *rq, struct task_struct *p);
struct task_struct *pick_next_task(struct runqueue *rq);

#endif
