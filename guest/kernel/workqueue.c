/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Work for a thread: queued from anywhere, run where sleeping is allowed. */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

struct workqueue_struct {
	spinlock_t lock;
	long remove_sequence;		/* works done */
	long insert_sequence;		/* works queued */
	struct list_head worklist;
	wait_queue_head_t more_work;
	wait_queue_head_t work_done;
	struct task_struct *thread;
	const char *name;
};

static struct workqueue_struct *keventd_wq;

static void __queue_work(struct workqueue_struct *wq, struct work_struct *work)
{
	unsigned long flags;

	spin_lock_irqsave(&wq->lock, flags);
	work->wq = wq;
	list_add_tail(&work->entry, &wq->worklist);
	wq->insert_sequence++;
	wake_up(&wq->more_work);
	spin_unlock_irqrestore(&wq->lock, flags);
}

int noinline queue_work(struct workqueue_struct *wq, struct work_struct *work)
{
	if (test_and_set_bit(0, &work->pending))
		return 0;
	__queue_work(wq, work);
	return 1;
}

static void delayed_work_timer_fn(unsigned long data)
{
	struct work_struct *work = (struct work_struct *)data;

	__queue_work(work->wq, work);
}

int queue_delayed_work(struct workqueue_struct *wq, struct work_struct *work,
		       unsigned long delay)
{
	if (test_and_set_bit(0, &work->pending))
		return 0;
	work->wq = wq;
	work->timer.expires = jiffies + delay;
	work->timer.data = (unsigned long)work;
	work->timer.function = delayed_work_timer_fn;
	add_timer(&work->timer);
	return 1;
}

/* 0: too late, it is queued or runs. */
int cancel_delayed_work(struct work_struct *work)
{
	int cancelled = del_timer_sync(&work->timer);

	if (cancelled)
		clear_bit(0, &work->pending);
	return cancelled;
}

noinline void run_workqueue(struct workqueue_struct *wq)
{
	unsigned long flags;

	spin_lock_irqsave(&wq->lock, flags);
	while (!list_empty(&wq->worklist)) {
		struct work_struct *work = list_entry(wq->worklist.next,
						      struct work_struct,
						      entry);
		void (*func)(void *) = work->func;
		void *data = work->data;

		list_del_init(&work->entry);
		spin_unlock_irqrestore(&wq->lock, flags);
		/* Not pending any more: func may queue, or free, the work. */
		clear_bit(0, &work->pending);
		func(data);
		spin_lock_irqsave(&wq->lock, flags);
		wq->remove_sequence++;
		wake_up(&wq->work_done);
	}
	spin_unlock_irqrestore(&wq->lock, flags);
}

noinline int worker_thread(void *data)
{
	struct workqueue_struct *wq = data;
	struct k_sigaction sa = { .sa.sa_handler = SIG_IGN };
	DEFINE_WAIT(wait);

	set_user_nice(current, -10);
	/* Threads that a work starts and forgets need no wait4(). */
	do_sigaction(SIGCHLD, &sa, NULL);
	while (!kthread_should_stop()) {
		prepare_to_wait(&wq->more_work, &wait, TASK_INTERRUPTIBLE);
		if (list_empty(&wq->worklist) && !kthread_should_stop())
			schedule();
		finish_wait(&wq->more_work, &wait);
		if (!list_empty(&wq->worklist))
			run_workqueue(wq);
	}
	return 0;
}

/* Wait for all that was queued before the call, not for what came later. */
void flush_workqueue(struct workqueue_struct *wq)
{
	long until = wq->insert_sequence;

	if (wq->thread == current) {
		run_workqueue(wq);
		return;
	}
	wait_event(wq->work_done, wq->remove_sequence - until >= 0);
}

struct workqueue_struct *__create_workqueue(const char *name, int single)
{
	struct workqueue_struct *wq = kzalloc(sizeof(*wq), GFP_KERNEL);

	if (!wq)
		return NULL;
	wq->name = name;
	INIT_LIST_HEAD(&wq->worklist);
	init_waitqueue_head(&wq->more_work);
	init_waitqueue_head(&wq->work_done);
	wq->thread = kthread_create(worker_thread, wq, single ? "%s" : "%s/0",
				    name);
	if (IS_ERR(wq->thread)) {
		kfree(wq);
		return NULL;
	}
	wake_up_process(wq->thread);
	return wq;
}

void destroy_workqueue(struct workqueue_struct *wq)
{
	flush_workqueue(wq);
	kthread_stop(wq->thread);
	kfree(wq);
}

int schedule_work(struct work_struct *work)
{
	return queue_work(keventd_wq, work);
}

int schedule_delayed_work(struct work_struct *work, unsigned long delay)
{
	return queue_delayed_work(keventd_wq, work, delay);
}

void flush_scheduled_work(void)
{
	flush_workqueue(keventd_wq);
}

void __init init_workqueues(void)
{
	keventd_wq = create_workqueue("events");
	BUG_ON(!keventd_wq);
}
