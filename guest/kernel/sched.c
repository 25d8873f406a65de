/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who runs: switching, waking, the tick. */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <asm/io.h>
#include <asm/mmu_context.h>
#include <asm/setup.h>
#include <asm/switch_to.h>
#include <asm/uaccess.h>
#include "sched.h"

struct runqueue runqueue;
unsigned long nr_context_switches;

/* An expired task has waited this long: interactive ones wait as well now. */
#define STARVATION_LIMIT	(2 * HZ)
/* Ticks after which tasks of one priority take turns. */
#define GRANULARITY		2
/* A child has this many hundredths of its parent's credit for sleep. */
#define CHILD_PENALTY		95
#define TASK_INTERACTIVE(p)	((p)->prio <= (p)->static_prio - 3)

unsigned long nr_running(void)
{
	return runqueue.nr_running;
}

/*
 * The second half of every switch, on the new task's stack: what the old
 * one had borrowed goes back, and a dead one's memory is given up.
 */
static void finish_task_switch(struct task_struct *prev)
{
	struct runqueue *rq = &runqueue;
	struct mm_struct *mm = rq->prev_mm;
	unsigned long prev_dead = prev->flags & PF_DEAD;

	rq->prev_mm = NULL;
	spin_unlock_irq(&rq->lock);
	if (mm)
		mmdrop(mm);
	if (prev_dead)
		put_task_struct(prev);
}

/* ret_from_fork calls this: a new task's first switch has no schedule(). */
asmlinkage void schedule_tail(struct task_struct *prev)
{
	finish_task_switch(prev);
	if (current->set_child_tid)
		put_user(current->pid, current->set_child_tid);
}

/* Under the harness its policy decides about CR3, within the second out. */
static void switch_user_half(struct mm_struct *oldmm, struct task_struct *prev,
			     struct task_struct *next)
{
	if (switch_gate_enabled) {
		outl((u32)prev, SWITCH_GATE_PREV);
		outl((u32)next, SWITCH_GATE_NEXT);
	} else if (next->mm) {
		switch_mm(oldmm, next->mm, next);
	}
}

/*
 * A task without mm borrows what is loaded, and counts as a reference to
 * it, so that the directory in CR3 outlives its owner.  The reference is
 * dropped by finish_task_switch(), when CR3 no longer needs it.
 */
noinline struct task_struct *context_switch(struct runqueue *rq,
					    struct task_struct *prev,
					    struct task_struct *next)
{
	struct mm_struct *oldmm = prev->active_mm;

	if (!next->mm) {
		next->active_mm = oldmm;
		atomic_inc(&oldmm->mm_count);
		enter_lazy_tlb(oldmm, next);
	}
	switch_user_half(oldmm, prev, next);
	if (!prev->mm) {
		prev->active_mm = NULL;
		rq->prev_mm = oldmm;
	}
	switch_to(prev, next, prev);
	return prev;
}

/* A sleeper leaves the queue, unless a signal is its reason to stay. */
static void leave_runqueue(struct runqueue *rq, struct task_struct *prev)
{
	if (prev->state == TASK_INTERRUPTIBLE && signal_pending(prev)) {
		prev->state = TASK_RUNNING;
		return;
	}
	prev->nvcsw++;
	deactivate_task(rq, prev);
}

asmlinkage void noinline schedule(void)
{
	struct runqueue *rq = &runqueue;
	struct task_struct *prev, *next;

	if (in_atomic() && !current->exit_state)
		panic("schedule: %s sleeps with preempt_count %08x",
		      current->comm, preempt_count());
	do {
		preempt_disable();
		prev = current;
		spin_lock_irq(&rq->lock);
		/* Preempted on the way to sleep: it has not gone yet. */
		if (prev->state && !(preempt_count() & PREEMPT_ACTIVE))
			leave_runqueue(rq, prev);
		next = pick_next_task(rq);
		clear_tsk_need_resched(prev);
		if (next != prev) {
			prev->last_switch = jiffies;
			next->last_switch = jiffies;
			nr_context_switches++;
			rq->curr = next;
			prev = context_switch(rq, prev, next);
			barrier();
			finish_task_switch(prev);
		} else {
			spin_unlock_irq(&rq->lock);
		}
		preempt_enable_no_resched();
	} while (unlikely(need_resched()));
}

/* A lock was released, and a switch was asked for meanwhile. */
asmlinkage void preempt_schedule(void)
{
	if (preempt_count() || irqs_disabled())
		return;
	do {
		preempt_count() += PREEMPT_ACTIVE;
		schedule();
		preempt_count() -= PREEMPT_ACTIVE;
		barrier();
	} while (need_resched());
}

static int try_to_wake_up(struct task_struct *p, unsigned int state)
{
	unsigned long flags;
	struct runqueue *rq = task_rq_lock(&flags);
	int success = 0;

	if (p->state & state) {
		success = 1;
		if (!p->array) {
			activate_task(rq, p);
			if (rq->curr == rq->idle || p->prio < rq->curr->prio)
				set_tsk_need_resched(rq->curr);
		}
		p->state = TASK_RUNNING;
	}
	task_rq_unlock(rq, &flags);
	return success;
}

int noinline wake_up_process(struct task_struct *p)
{
	return try_to_wake_up(p, TASK_STOPPED | TASK_INTERRUPTIBLE |
				 TASK_UNINTERRUPTIBLE);
}

int wake_up_state(struct task_struct *p, unsigned int state)
{
	return try_to_wake_up(p, state);
}

/* Half of the parent's time: or forking would be a way to get more. */
void sched_fork(struct task_struct *p)
{
	p->state = TASK_RUNNING;
	INIT_LIST_HEAD(&p->run_list);
	p->array = NULL;
	/* The first switch ends with the run queue still locked: see above. */
	p->thread_info->preempt_count = 1;
	local_irq_disable();
	p->time_slice = (current->time_slice + 1) / 2;
	p->first_time_slice = 1;
	current->time_slice /= 2;
	if (!current->time_slice) {
		current->time_slice = 1;
		set_tsk_need_resched(current);
	}
	local_irq_enable();
}

/* A child that dies young gives its parent the time back. */
void sched_exit(struct task_struct *p)
{
	if (p->first_time_slice)
		p->parent->time_slice =
			min(p->parent->time_slice + p->time_slice,
			    task_timeslice(p->parent));
}

/*
 * A forked process goes first, just before its parent: it will exec, and
 * spare the parent the copies on write.  A thread waits for its turn.
 */
void wake_up_new_task(struct task_struct *p, unsigned long clone_flags)
{
	unsigned long flags;
	struct runqueue *rq = task_rq_lock(&flags);

	p->last_switch = jiffies;
	p->sleep_avg = current->sleep_avg * CHILD_PENALTY / 100;
	activate_task(rq, p);
	if (!(clone_flags & CLONE_VM) && current->array &&
	    current->prio == p->prio) {
		list_move_tail(&p->run_list, &current->run_list);
		set_tsk_need_resched(current);
	} else if (rq->curr == rq->idle || p->prio < rq->curr->prio) {
		set_tsk_need_resched(rq->curr);
	}
	task_rq_unlock(rq, &flags);
}

static void expire_task(struct runqueue *rq, struct task_struct *p)
{
	dequeue_task(p, rq->active);
	set_tsk_need_resched(p);
	p->prio = effective_prio(p);
	p->time_slice = task_timeslice(p);
	p->first_time_slice = 0;
	if (!rq->expired_timestamp)
		rq->expired_timestamp = jiffies;
	if (TASK_INTERACTIVE(p) &&
	    jiffies - rq->expired_timestamp < STARVATION_LIMIT)
		enqueue_task(p, rq->active);
	else
		enqueue_task(p, rq->expired);
}

/* A long time slice is had in pieces, in turn with others of the priority. */
static void let_peers_run(struct runqueue *rq, struct task_struct *p)
{
	list_move_tail(&p->run_list, rq->active->queue + p->prio);
	set_tsk_need_resched(p);
}

/* From the timer interrupt, once for every tick. */
void scheduler_tick(void)
{
	struct runqueue *rq = &runqueue;
	struct task_struct *p = rq->curr;

	if (p == rq->idle) {
		if (rq->nr_running)
			set_tsk_need_resched(p);
		return;
	}
	spin_lock(&rq->lock);
	if (p->sleep_avg)
		p->sleep_avg--;
	if (p->array != rq->active)
		set_tsk_need_resched(p);
	else if (!--p->time_slice)
		expire_task(rq, p);
	else if (p->time_slice % GRANULARITY == 0)
		let_peers_run(rq, p);
	spin_unlock(&rq->lock);
}

/* Process 0 is never queued: pick_next_task() falls back on it. */
void __init init_idle(struct task_struct *idle)
{
	runqueue.curr = runqueue.idle = idle;
	idle->prio = MAX_PRIO;
	idle->array = NULL;
}

void __init sched_init(void)
{
	struct runqueue *rq = &runqueue;
	int i, j;

	for (i = 0; i < 2; i++)
		for (j = 0; j < MAX_PRIO; j++)
			INIT_LIST_HEAD(rq->arrays[i].queue + j);
	rq->active = &rq->arrays[0];
	rq->expired = &rq->arrays[1];
	/* As a borrower process 0 holds a reference, like any other. */
	atomic_inc(&init_mm.mm_count);
	init_idle(current);
}
