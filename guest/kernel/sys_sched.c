/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Priorities and the processor, by request. */
#include <linux/kernel.h>
#include <linux/syscalls.h>
#include <linux/unistd.h>
#include "sched.h"

#define PRIO_PROCESS	0
#define PRIO_PGRP	1
#define PRIO_USER	2
#define NICE_MIN	(-20)
#define NICE_MAX	19
#define NICE_WIDTH	(NICE_MAX - NICE_MIN + 1)

/* Out of range changes nothing. */
void set_user_nice(struct task_struct *p, long nice)
{
	struct prio_array *array;
	unsigned long flags;
	struct runqueue *rq;

	if (nice < -20 || nice > 19)
		return;
	rq = task_rq_lock(&flags);
	array = p->array;
	if (array)
		dequeue_task(p, array);
	p->static_prio = NICE_TO_PRIO(nice);
	p->prio = effective_prio(p);
	if (array) {
		enqueue_task(p, array);
		/* It may be the wrong one now, whichever of them moved. */
		set_tsk_need_resched(rq->curr);
	}
	task_rq_unlock(rq, &flags);
}

/* Behind all others: they run before the caller does again. */
asmlinkage long sys_sched_yield(void)
{
	unsigned long flags;
	struct runqueue *rq = task_rq_lock(&flags);

	if (current->array) {
		dequeue_task(current, current->array);
		enqueue_task(current, rq->expired);
	}
	task_rq_unlock(rq, &flags);
	schedule();
	return 0;
}

void yield(void)
{
	set_current_state(TASK_RUNNING);
	sys_sched_yield();
}

int cond_resched(void)
{
	if (!need_resched() || in_atomic())
		return 0;
	schedule();
	return 1;
}

static long clamp_nice(long nice)
{
	if (nice < NICE_MIN)
		return NICE_MIN;
	return nice > NICE_MAX ? NICE_MAX : nice;
}

static int may_renice(struct task_struct *p, long nice)
{
	return !current->euid || nice >= TASK_NICE(p);
}

static int renice(struct task_struct *p, long nice)
{
	if (current->euid && current->euid != p->uid &&
	    current->euid != p->euid)
		return -EPERM;
	if (!may_renice(p, nice))
		return -EACCES;
	set_user_nice(p, nice);
	return 0;
}

asmlinkage long sys_nice(int increment)
{
	long nice;

	/* No more than the whole way: the sum must not overflow. */
	increment = max(min(increment, NICE_WIDTH), -NICE_WIDTH);
	nice = clamp_nice(TASK_NICE(current) + increment);
	if (!may_renice(current, nice))
		return -EPERM;
	set_user_nice(current, nice);
	return 0;
}

static int selected(struct task_struct *p, int which, int who)
{
	if (which == PRIO_PROCESS)
		return p->pid == (who ? who : current->pid);
	if (which == PRIO_PGRP)
		return process_group(p) ==
		       (who ? who : process_group(current));
	return p->uid == (who ? (uid_t)who : current->uid);
}

asmlinkage long sys_setpriority(int which, int who, int niceval)
{
	struct task_struct *g, *p;
	int error = -ESRCH;

	if (which < PRIO_PROCESS || which > PRIO_USER)
		return -EINVAL;
	niceval = clamp_nice(niceval);
	read_lock(&tasklist_lock);
	do_each_thread(g, p) {
		if (selected(p, which, who))
			error = renice(p, niceval);
	} while_each_thread(g, p);
	read_unlock(&tasklist_lock);
	return error;
}

/* 20 less nice, so that no good value looks like an error. */
asmlinkage long sys_getpriority(int which, int who)
{
	struct task_struct *g, *p;
	long retval = -ESRCH;

	if (which < PRIO_PROCESS || which > PRIO_USER)
		return -EINVAL;
	read_lock(&tasklist_lock);
	do_each_thread(g, p) {
		if (selected(p, which, who))
			retval = max(retval, 20L - TASK_NICE(p));
	} while_each_thread(g, p);
	read_unlock(&tasklist_lock);
	return retval;
}
