/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Process numbers: which are taken, and whose they are. */
#include <linux/bitops.h>
#include <linux/init.h>
#include <linux/pid.h>
#include <linux/sched.h>

#define PIDHASH_SIZE	64
#define RESERVED_PIDS	300	/* not given again after a wrap */

static struct list_head pid_hash[PIDHASH_SIZE];
/* 0 is swapper's. */
static DECLARE_BITMAP(pidmap, PID_MAX) = { 1 };
static DEFINE_SPINLOCK(pidmap_lock);
int last_pid;

/* Upwards from the last one, so that a number stays out of use for long. */
int alloc_pidmap(void)
{
	int pid;

	spin_lock(&pidmap_lock);
	pid = find_next_zero_bit(pidmap, PID_MAX, last_pid + 1);
	if (pid >= PID_MAX)
		pid = find_next_zero_bit(pidmap, PID_MAX, RESERVED_PIDS);
	if (pid < PID_MAX) {
		set_bit(pid, pidmap);
		last_pid = pid;
	}
	spin_unlock(&pidmap_lock);
	return pid < PID_MAX ? pid : -1;
}

void free_pidmap(int pid)
{
	clear_bit(pid, pidmap);
}

void attach_pid(struct task_struct *task, int nr)
{
	list_add(&task->pid_chain, &pid_hash[nr % PIDHASH_SIZE]);
}

void detach_pid(struct task_struct *task)
{
	list_del(&task->pid_chain);
	free_pidmap(task->pid);
}

/* The caller holds tasklist_lock, or the task may go at any time. */
struct task_struct *find_task_by_pid(int nr)
{
	struct task_struct *p;

	if (nr < 0)
		return NULL;
	list_for_each_entry(p, &pid_hash[nr % PIDHASH_SIZE], pid_chain)
		if (p->pid == nr)
			return p;
	return NULL;
}

void __init pidhash_init(void)
{
	int i;

	for (i = 0; i < PIDHASH_SIZE; i++)
		INIT_LIST_HEAD(&pid_hash[i]);
	attach_pid(&init_task, 0);
}
