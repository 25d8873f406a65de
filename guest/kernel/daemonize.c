/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a thread of some process's to a daemon that belongs to nobody. */
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/string.h>

void set_task_comm(struct task_struct *tsk, const char *name)
{
	/* Programs are given all of it: nothing of a longer name may stay. */
	memset(tsk->comm, 0, sizeof(tsk->comm));
	strlcpy(tsk->comm, name, sizeof(tsk->comm));
}

void set_special_pids(pid_t session, pid_t pgrp)
{
	current->signal->session = session;
	current->signal->pgrp = pgrp;
	current->signal->leader = 0;
}

/* The caller's end is from now on init's to hear of. */
void reparent_to_init(void)
{
	struct task_struct *tsk = current;

	write_lock_irq(&tasklist_lock);
	tsk->parent = child_reaper;
	tsk->real_parent = child_reaper;
	list_move_tail(&tsk->sibling, &child_reaper->children);
	tsk->exit_signal = SIGCHLD;
	write_unlock_irq(&tasklist_lock);
	if (TASK_NICE(tsk) < 0)
		set_user_nice(tsk, 0);
}

/* Process 0's, in exchange for what was inherited. */
static void adopt_kernel_resources(struct task_struct *tsk)
{
	exit_fs(tsk);
	atomic_inc(&init_fs.count);
	tsk->fs = &init_fs;
	exit_files(tsk);
	atomic_inc(&init_files.count);
	tsk->files = &init_files;
	exit_sighand(tsk);
	atomic_inc(&init_sighand.count);
	tsk->sighand = &init_sighand;
}

/*
 * Called first by a function that kernel_thread() started from a process:
 * drops the process's user half, files, directories and handlers, leaves its
 * session, and hears no signal.
 */
void noinline daemonize(const char *name, ...)
{
	sigset_t blocked;
	va_list args;

	va_start(args, name);
	vsnprintf(current->comm, sizeof(current->comm), name, args);
	va_end(args);

	exit_mm(current);
	set_special_pids(1, 1);
	current->signal->tty = NULL;
	/* Blocked before the handlers go: nothing may be delivered between. */
	sigfillset(&blocked);
	sigprocmask(SIG_BLOCK, &blocked, NULL);
	flush_signals(current);
	adopt_kernel_resources(current);
	reparent_to_init();
}
