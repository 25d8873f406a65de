/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kernel threads by request.  They are made by the "kthread" queue's thread,
 * not by the caller, so that they inherit nothing of a user process.
 */
#include <linux/completion.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/slab.h>
#include <linux/workqueue.h>
#include <asm/semaphore.h>

struct kthread_create_info {
	int (*threadfn)(void *data);
	void *data;
	struct completion started;	/* the thread exists and sleeps */
	struct task_struct *result;
	struct completion done;		/* result is valid */
};

/* One stop at a time: kthread_stop_sem guards it. */
static struct kthread_stop_info {
	struct task_struct *k;
	int err;
	struct completion done;
} kthread_stop_info;

static DECLARE_MUTEX(kthread_stop_sem);
static struct workqueue_struct *helper_wq;

int kthread_should_stop(void)
{
	return kthread_stop_info.k == current;
}

int noinline kthread(void *create_info)
{
	struct kthread_create_info *create = create_info;
	int (*threadfn)(void *data) = create->threadfn;
	void *data = create->data;
	int ret = -EINTR;
	sigset_t blocked;

	sigfillset(&blocked);
	sigprocmask(SIG_BLOCK, &blocked, NULL);
	flush_signals(current);

	/* Asleep before anybody hears of us: the wake-up cannot be missed. */
	__set_current_state(TASK_INTERRUPTIBLE);
	complete(&create->started);
	schedule();

	/* create is gone by now.  Stopped before it was woken: do not run. */
	if (!kthread_should_stop())
		ret = threadfn(data);
	if (kthread_should_stop()) {
		kthread_stop_info.err = ret;
		complete(&kthread_stop_info.done);
	}
	return 0;
}

static void keventd_create_kthread(void *data)
{
	struct kthread_create_info *create = data;
	int pid = kernel_thread(kthread, create,
				CLONE_FS | CLONE_FILES | SIGCHLD);

	if (pid < 0) {
		create->result = ERR_PTR(pid);
	} else {
		wait_for_completion(&create->started);
		create->result = find_task_by_pid(pid);
	}
	complete(&create->done);
}

struct task_struct *noinline kthread_create(int (*threadfn)(void *data),
					    void *data, const char *namefmt,
					    ...)
{
	struct kthread_create_info create = {
		.threadfn = threadfn,
		.data = data,
		.started = COMPLETION_INITIALIZER(create.started),
		.done = COMPLETION_INITIALIZER(create.done),
	};
	struct work_struct work;
	va_list args;

	INIT_WORK(&work, keventd_create_kthread, &create);
	/* Until the queue exists, the few first threads are made directly. */
	if (!helper_wq) {
		work.func(work.data);
	} else {
		queue_work(helper_wq, &work);
		wait_for_completion(&create.done);
	}
	if (IS_ERR(create.result))
		return create.result;
	va_start(args, namefmt);
	vsnprintf(create.result->comm, sizeof(create.result->comm), namefmt,
		  args);
	va_end(args);
	return create.result;
}

/* There is one processor to bind to; the promise is only that k sleeps. */
void kthread_bind(struct task_struct *k, unsigned int cpu)
{
	BUG_ON(k->state != TASK_INTERRUPTIBLE || cpu != 0);
}

int noinline kthread_stop(struct task_struct *k)
{
	int ret;

	down(&kthread_stop_sem);
	/* It may end, and be released, before we look at it again. */
	get_task_struct(k);
	init_completion(&kthread_stop_info.done);
	kthread_stop_info.k = k;
	wake_up_process(k);
	wait_for_completion(&kthread_stop_info.done);
	kthread_stop_info.k = NULL;
	ret = kthread_stop_info.err;
	put_task_struct(k);
	up(&kthread_stop_sem);
	return ret;
}

static int __init helper_init(void)
{
	helper_wq = create_singlethread_workqueue("kthread");
	BUG_ON(!helper_wq);
	return 0;
}
core_initcall(helper_init);
