/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Wait queues and what is built of them: completions and semaphores. */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/wait.h>
#include <asm/semaphore.h>

int default_wake_function(wait_queue_t *wait, unsigned int mode, int sync)
{
	(void)sync;
	return wake_up_state(wait->task, mode);
}

int autoremove_wake_function(wait_queue_t *wait, unsigned int mode, int sync)
{
	int woken = default_wake_function(wait, mode, sync);

	if (woken)
		list_del_init(&wait->task_list);
	return woken;
}

void add_wait_queue(wait_queue_head_t *q, wait_queue_t *wait)
{
	unsigned long flags;

	spin_lock_irqsave(&q->lock, flags);
	list_add(&wait->task_list, &q->task_list);
	spin_unlock_irqrestore(&q->lock, flags);
}

void remove_wait_queue(wait_queue_head_t *q, wait_queue_t *wait)
{
	unsigned long flags;

	spin_lock_irqsave(&q->lock, flags);
	list_del(&wait->task_list);
	spin_unlock_irqrestore(&q->lock, flags);
}

/* The state is set on the queue already: a wake-up from now on counts. */
void prepare_to_wait(wait_queue_head_t *q, wait_queue_t *wait, int state)
{
	unsigned long flags;

	wait->flags &= ~WQ_FLAG_EXCLUSIVE;
	spin_lock_irqsave(&q->lock, flags);
	if (list_empty(&wait->task_list))
		list_add(&wait->task_list, &q->task_list);
	set_current_state(state);
	spin_unlock_irqrestore(&q->lock, flags);
}

/* Behind all others, so that __wake_up() meets every sharer before. */
void prepare_to_wait_exclusive(wait_queue_head_t *q, wait_queue_t *wait,
			       int state)
{
	unsigned long flags;

	wait->flags |= WQ_FLAG_EXCLUSIVE;
	spin_lock_irqsave(&q->lock, flags);
	if (list_empty(&wait->task_list))
		list_add_tail(&wait->task_list, &q->task_list);
	set_current_state(state);
	spin_unlock_irqrestore(&q->lock, flags);
}

void finish_wait(wait_queue_head_t *q, wait_queue_t *wait)
{
	unsigned long flags;

	__set_current_state(TASK_RUNNING);
	spin_lock_irqsave(&q->lock, flags);
	if (!list_empty(&wait->task_list))
		list_del_init(&wait->task_list);
	spin_unlock_irqrestore(&q->lock, flags);
}

void __wake_up(wait_queue_head_t *q, unsigned int mode, int nr_exclusive)
{
	struct list_head *pos, *next;
	unsigned long flags;

	spin_lock_irqsave(&q->lock, flags);
	list_for_each_safe(pos, next, &q->task_list) {
		wait_queue_t *wait = list_entry(pos, wait_queue_t, task_list);
		unsigned int exclusive = wait->flags & WQ_FLAG_EXCLUSIVE;

		if (wait->func(wait, mode, 0) && exclusive && !--nr_exclusive)
			break;
	}
	spin_unlock_irqrestore(&q->lock, flags);
}

void complete(struct completion *x)
{
	unsigned long flags;

	local_irq_save(flags);
	x->done++;
	__wake_up(&x->wait, TASK_UNINTERRUPTIBLE | TASK_INTERRUPTIBLE, 1);
	local_irq_restore(flags);
}

void wait_for_completion(struct completion *x)
{
	DEFINE_WAIT(wait);

	for (;;) {
		prepare_to_wait_exclusive(&x->wait, &wait,
					  TASK_UNINTERRUPTIBLE);
		local_irq_disable();
		if (x->done) {
			x->done--;
			break;
		}
		local_irq_enable();
		schedule();
	}
	local_irq_enable();
	finish_wait(&x->wait, &wait);
}

int down_trylock(struct semaphore *sem)
{
	unsigned long flags;
	int busy;

	local_irq_save(flags);
	busy = sem->count <= 0;
	if (!busy)
		sem->count--;
	local_irq_restore(flags);
	return busy;
}

void down(struct semaphore *sem)
{
	DEFINE_WAIT(wait);

	if (!down_trylock(sem))
		return;
	for (;;) {
		prepare_to_wait_exclusive(&sem->wait, &wait,
					  TASK_UNINTERRUPTIBLE);
		if (!down_trylock(sem))
			break;
		schedule();
	}
	finish_wait(&sem->wait, &wait);
}

void up(struct semaphore *sem)
{
	unsigned long flags;

	local_irq_save(flags);
	sem->count++;
	wake_up(&sem->wait);
	local_irq_restore(flags);
}

void might_sleep(void)
{
	static int reported;

	/* Until rest_init() process 0 is alone, and never sleeps. */
	if (likely(!in_atomic() && !irqs_disabled()) || !current->pid ||
	    reported)
		return;
	reported = 1;
	printk(KERN_ERR "Debug: sleeping function called from invalid "
	       "context in %s[%d], preempt_count %08x\n", current->comm,
	       current->pid, preempt_count());
	show_stack(NULL, NULL);
}
