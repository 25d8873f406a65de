/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Softirqs: what an interrupt leaves for when interrupts are on again.
 * They run as the interrupt returns; if they keep coming, ksoftirqd goes
 * on with them, as a task that others need not wait for.
 */
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/sched.h>

/* Rounds on the interrupt's behalf before ksoftirqd takes over. */
#define MAX_SOFTIRQ_RESTART	10

static struct softirq_action softirq_vec[NR_SOFTIRQS];
static unsigned long softirq_pending;
static struct task_struct *ksoftirqd_task;

static void wakeup_softirqd(void)
{
	if (ksoftirqd_task && ksoftirqd_task->state != TASK_RUNNING)
		wake_up_process(ksoftirqd_task);
}

/* Entered and left with interrupts off. */
static void __do_softirq(void)
{
	int max_restart = MAX_SOFTIRQ_RESTART;
	unsigned long pending;
	int nr;

	preempt_count() += SOFTIRQ_OFFSET;
	while ((pending = softirq_pending) && max_restart--) {
		/* Cleared first: what is raised from now on counts anew. */
		softirq_pending = 0;
		local_irq_enable();
		for (nr = 0; nr < NR_SOFTIRQS; nr++)
			if (pending & (1UL << nr))
				softirq_vec[nr].action(&softirq_vec[nr]);
		local_irq_disable();
	}
	if (softirq_pending)
		wakeup_softirqd();
	preempt_count() -= SOFTIRQ_OFFSET;
}

asmlinkage void noinline do_softirq(void)
{
	unsigned long flags;

	if (in_interrupt())
		return;
	local_irq_save(flags);
	if (softirq_pending)
		__do_softirq();
	local_irq_restore(flags);
}

void local_bh_disable(void)
{
	preempt_count() += SOFTIRQ_OFFSET;
	barrier();
}

void local_bh_enable(void)
{
	barrier();
	/* Keep preemption off until the softirqs have run. */
	preempt_count() -= SOFTIRQ_OFFSET - 1;
	if (!in_interrupt() && softirq_pending)
		do_softirq();
	preempt_enable();
}

void irq_enter(void)
{
	preempt_count() += HARDIRQ_OFFSET;
}

void irq_exit(void)
{
	preempt_count() -= HARDIRQ_OFFSET - 1;
	if (!in_interrupt() && softirq_pending)
		do_softirq();
	preempt_enable_no_resched();
}

void raise_softirq_irqoff(unsigned int nr)
{
	softirq_pending |= 1UL << nr;
	/* Nobody is about to return from an interrupt and look. */
	if (!in_interrupt())
		wakeup_softirqd();
}

void raise_softirq(unsigned int nr)
{
	unsigned long flags;

	local_irq_save(flags);
	raise_softirq_irqoff(nr);
	local_irq_restore(flags);
}

void open_softirq(int nr, void (*action)(struct softirq_action *), void *data)
{
	softirq_vec[nr].data = data;
	softirq_vec[nr].action = action;
}

noinline int ksoftirqd(void *unused)
{
	(void)unused;
	set_user_nice(current, 19);
	set_current_state(TASK_INTERRUPTIBLE);
	while (!kthread_should_stop()) {
		if (!softirq_pending)
			schedule();
		__set_current_state(TASK_RUNNING);
		while (softirq_pending) {
			do_softirq();
			cond_resched();
		}
		set_current_state(TASK_INTERRUPTIBLE);
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

int __init spawn_ksoftirqd(void)
{
	struct task_struct *p = kthread_create(ksoftirqd, NULL,
					       "ksoftirqd/%d", 0);

	if (IS_ERR(p))
		return PTR_ERR(p);
	kthread_bind(p, 0);
	ksoftirqd_task = p;
	wake_up_process(p);
	return 0;
}

static struct tasklet_struct *tasklet_vec, *tasklet_hi_vec;

static void schedule_on(struct tasklet_struct *t, struct tasklet_struct **head,
			unsigned int softirq)
{
	unsigned long flags;

	if (test_and_set_bit(TASKLET_STATE_SCHED, &t->state))
		return;
	local_irq_save(flags);
	t->next = *head;
	*head = t;
	raise_softirq_irqoff(softirq);
	local_irq_restore(flags);
}

void tasklet_schedule(struct tasklet_struct *t)
{
	schedule_on(t, &tasklet_vec, TASKLET_SOFTIRQ);
}

void tasklet_hi_schedule(struct tasklet_struct *t)
{
	schedule_on(t, &tasklet_hi_vec, HI_SOFTIRQ);
}

void tasklet_init(struct tasklet_struct *t, void (*func)(unsigned long),
		  unsigned long data)
{
	*t = (struct tasklet_struct){ NULL, 0, func, data };
}

static void tasklet_action(struct softirq_action *a)
{
	struct tasklet_struct **head = a->data, *list;

	local_irq_disable();
	list = *head;
	*head = NULL;
	local_irq_enable();
	while (list) {
		struct tasklet_struct *t = list;

		list = t->next;
		/* Before func: it may schedule itself again. */
		clear_bit(TASKLET_STATE_SCHED, &t->state);
		t->func(t->data);
	}
}

void __init softirq_init(void)
{
	open_softirq(TASKLET_SOFTIRQ, tasklet_action, &tasklet_vec);
	open_softirq(HI_SOFTIRQ, tasklet_action, &tasklet_hi_vec);
}
