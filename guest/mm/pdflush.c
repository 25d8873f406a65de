/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A pool of threads that write dirty pages for whoever asks. Idle threads
 * sleep on pdflush_list, the latest first. When there has been no idle one
 * for a second, the next that ends its work makes another; when the one
 * that has slept the longest did so for a second, one leaves.
 */
#include <linux/backing-dev.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/writeback.h>

struct pdflush_work {
	struct task_struct *who;
	void (*fn)(unsigned long);	/* NULL: nothing to do */
	unsigned long arg;
	struct list_head list;		/* on pdflush_list while idle */
	unsigned long when_i_went_to_sleep;
};

int nr_pdflush_threads;

static LIST_HEAD(pdflush_list);
static DEFINE_SPINLOCK(pdflush_lock);
static unsigned long last_empty_jifs;	/* when the list became empty */

static int pdflush(void *unused);

static void start_one_pdflush_thread(void)
{
	kernel_thread(pdflush, NULL, 0);
}

int current_is_pdflush(void)
{
	return (current->flags & PF_FLUSHER) != 0;
}

/* With the lock, dropped in between: until there is something to do. */
static void wait_for_work(struct pdflush_work *work)
{
	work->fn = NULL;
	work->when_i_went_to_sleep = jiffies;
	list_move(&work->list, &pdflush_list);
	do {
		set_current_state(TASK_INTERRUPTIBLE);
		spin_unlock_irq(&pdflush_lock);
		schedule();
		spin_lock_irq(&pdflush_lock);
	} while (!work->fn);
}

static void maybe_start_another(void)
{
	if (!list_empty(&pdflush_list) ||
	    nr_pdflush_threads >= MAX_PDFLUSH_THREADS)
		return;
	if (time_after(jiffies, last_empty_jifs + HZ))
		start_one_pdflush_thread();
}

/* With the lock. The idle one's clock starts anew: one a second leaves. */
static int one_too_many(void)
{
	struct pdflush_work *idle;

	if (list_empty(&pdflush_list) ||
	    nr_pdflush_threads <= MIN_PDFLUSH_THREADS)
		return 0;
	idle = list_entry(pdflush_list.prev, struct pdflush_work, list);
	if (!time_after(jiffies, idle->when_i_went_to_sleep + HZ))
		return 0;
	idle->when_i_went_to_sleep = jiffies;
	return 1;
}

static void __pdflush(struct pdflush_work *work)
{
	current->flags |= PF_FLUSHER;
	work->who = current;
	INIT_LIST_HEAD(&work->list);
	spin_lock_irq(&pdflush_lock);
	nr_pdflush_threads++;
	do {
		wait_for_work(work);
		spin_unlock_irq(&pdflush_lock);
		work->fn(work->arg);
		maybe_start_another();
		spin_lock_irq(&pdflush_lock);
	} while (!one_too_many());
	nr_pdflush_threads--;
	spin_unlock_irq(&pdflush_lock);
}

static int noinline pdflush(void *unused)
{
	struct pdflush_work work;

	(void)unused;
	daemonize("pdflush");
	__pdflush(&work);
	return 0;
}

/* May be called from interrupts: the timer of wb_kupdate(). */
int noinline pdflush_operation(void (*fn)(unsigned long), unsigned long arg)
{
	struct pdflush_work *work;
	unsigned long flags;

	spin_lock_irqsave(&pdflush_lock, flags);
	if (list_empty(&pdflush_list)) {
		spin_unlock_irqrestore(&pdflush_lock, flags);
		return -1;
	}
	work = list_entry(pdflush_list.next, struct pdflush_work, list);
	list_del_init(&work->list);
	if (list_empty(&pdflush_list))
		last_empty_jifs = jiffies;
	work->arg = arg;
	work->fn = fn;
	wake_up_process(work->who);
	spin_unlock_irqrestore(&pdflush_lock, flags);
	return 0;
}

int writeback_acquire(struct backing_dev_info *bdi)
{
	return !test_and_set_bit(BDI_pdflush, &bdi->state);
}

void writeback_release(struct backing_dev_info *bdi)
{
	BUG_ON(!writeback_in_progress(bdi));
	clear_bit(BDI_pdflush, &bdi->state);
}

int writeback_in_progress(struct backing_dev_info *bdi)
{
	return test_bit(BDI_pdflush, &bdi->state);
}

static int __init pdflush_init(void)
{
	int i;

	for (i = 0; i < MIN_PDFLUSH_THREADS; i++)
		start_one_pdflush_thread();
	return 0;
}
device_initcall(pdflush_init);
