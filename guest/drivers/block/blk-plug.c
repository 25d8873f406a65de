/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A plugged queue collects requests, so that neighbours meet and merge. What
 * pulls the plug: somebody who waits for his I/O, a number of requests, or
 * the timer through kblockd/0, since a driver's work is too long for a
 * softirq.
 */
#include <linux/blkdev.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/sched.h>

static struct workqueue_struct *kblockd_workqueue;

int kblockd_schedule_work(struct work_struct *work)
{
	return queue_work(kblockd_workqueue, work);
}

void kblockd_flush(void)
{
	flush_workqueue(kblockd_workqueue);
}

void noinline blk_plug_device(request_queue_t *q)
{
	if (!test_and_set_bit(QUEUE_FLAG_PLUGGED, &q->queue_flags))
		mod_timer(&q->unplug_timer, jiffies + q->unplug_delay);
}

/* Whether there was a plug. */
int blk_remove_plug(request_queue_t *q)
{
	if (!test_and_clear_bit(QUEUE_FLAG_PLUGGED, &q->queue_flags))
		return 0;
	del_timer(&q->unplug_timer);
	return 1;
}

/*
 * A driver that ends requests at once lets their owners submit more from
 * within its request_fn; that one's loop will see them.
 */
void blk_run_request_fn(request_queue_t *q)
{
	if (test_and_set_bit(QUEUE_FLAG_REENTER, &q->queue_flags))
		return;
	q->request_fn(q);
	clear_bit(QUEUE_FLAG_REENTER, &q->queue_flags);
}

void __generic_unplug_device(request_queue_t *q)
{
	if (blk_remove_plug(q))
		blk_run_request_fn(q);
}

void noinline generic_unplug_device(request_queue_t *q)
{
	unsigned long flags;

	spin_lock_irqsave(q->queue_lock, flags);
	__generic_unplug_device(q);
	spin_unlock_irqrestore(q->queue_lock, flags);
}

/* In kblockd/0. */
noinline void blk_unplug_work(void *data)
{
	generic_unplug_device(data);
}

static void blk_unplug_timeout(unsigned long data)
{
	request_queue_t *q = (request_queue_t *)data;

	kblockd_schedule_work(&q->unplug_work);
}

static void blk_backing_dev_unplug(struct backing_dev_info *bdi,
				   struct page *page)
{
	(void)page;
	generic_unplug_device(bdi->unplug_io_data);
}

void blk_plug_init(request_queue_t *q)
{
	q->unplug_thresh = 4;
	/* 3 ms as ticks, and the timer is never due at once. */
	q->unplug_delay = max(1, 3 * HZ / 1000);
	INIT_WORK(&q->unplug_work, blk_unplug_work, q);
	init_timer(&q->unplug_timer);
	q->unplug_timer.function = blk_unplug_timeout;
	q->unplug_timer.data = (unsigned long)q;
	q->backing_dev_info.unplug_io_fn = blk_backing_dev_unplug;
	q->backing_dev_info.unplug_io_data = q;
}

static int __init kblockd_init(void)
{
	kblockd_workqueue = create_workqueue("kblockd");
	if (!kblockd_workqueue)
		panic("kblockd_init: cannot make kblockd");
	return 0;
}
subsys_initcall(kblockd_init);
