/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * khungtaskd watches for tasks that do not get on: asleep where no signal
 * reaches them, or ready but never run, for longer than the sysctl says.
 */
#include <linux/hung_task.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <asm/semaphore.h>

int sysctl_hung_task_timeout_secs;

static int khungtaskd_pid;
static DECLARE_WAIT_QUEUE_HEAD(khungtaskd_wait);
static DECLARE_COMPLETION(khungtaskd_started);
static DECLARE_MUTEX(start_sem);

static int is_hung(struct task_struct *t, unsigned long timeout)
{
	if (t == current || t->exit_state)
		return 0;
	if (t->state != TASK_UNINTERRUPTIBLE && t->state != TASK_RUNNING)
		return 0;
	return time_after_eq(jiffies, t->last_switch + timeout);
}

static void report(struct task_struct *t)
{
	printk(KERN_ERR "INFO: task %s:%d %s for more than %d seconds.\n",
	       t->comm, t->pid,
	       t->state == TASK_RUNNING ? "starved" : "blocked",
	       sysctl_hung_task_timeout_secs);
	show_stack(t, NULL);
}

/* One report for each time: it must have run before there is another. */
void noinline check_hung_tasks(unsigned long timeout)
{
	struct task_struct *g, *t;

	read_lock(&tasklist_lock);
	do_each_thread(g, t) {
		if (!is_hung(t, timeout) ||
		    t->hung_reported == t->last_switch + 1)
			continue;
		t->hung_reported = t->last_switch + 1;
		report(t);
	} while_each_thread(g, t);
	read_unlock(&tasklist_lock);
}

/* Every half timeout, so that none is exceeded by more than that. */
static int khungtaskd(void *dummy)
{
	(void)dummy;
	daemonize("khungtaskd");
	complete(&khungtaskd_started);
	for (;;) {
		unsigned long secs = sysctl_hung_task_timeout_secs;
		unsigned long timeout = secs * HZ;
		DEFINE_WAIT(wait);

		prepare_to_wait(&khungtaskd_wait, &wait, TASK_INTERRUPTIBLE);
		timeout = schedule_timeout(timeout ? max(timeout / 2, 1UL) :
						     MAX_SCHEDULE_TIMEOUT);
		finish_wait(&khungtaskd_wait, &wait);
		/* Time left: woken because the sysctl has changed. */
		if (!timeout && sysctl_hung_task_timeout_secs)
			check_hung_tasks((unsigned long)
					 sysctl_hung_task_timeout_secs * HZ);
	}
	return 0;
}

/* Runs in the process that writes the sysctl. */
int hung_task_timeout_changed(void)
{
	int error = 0;

	down(&start_sem);
	if (sysctl_hung_task_timeout_secs && !khungtaskd_pid) {
		int pid = kernel_thread(khungtaskd, NULL, 0);

		if (pid < 0) {
			error = pid;
		} else {
			khungtaskd_pid = pid;
			/* Who wrote the sysctl may rely on being watched. */
			wait_for_completion(&khungtaskd_started);
		}
	} else {
		wake_up(&khungtaskd_wait);
	}
	up(&start_sem);
	return error;
}
