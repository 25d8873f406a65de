/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Job control: processes that stop and go on, and parents that hear of it.
 * Which terminal sends the signals is drivers/char/tty_jobctrl.c's subject.
 */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/signal.h>
#include <linux/string.h>

/* Tell the parent that tsk's process stopped, or goes on. */
static void notify_parent_cldstop(struct task_struct *tsk, int why, int status)
{
	struct task_struct *leader = tsk->group_leader;
	struct task_struct *parent = leader->parent;
	struct sigaction *sa = &parent->sighand->action[SIGCHLD - 1].sa;
	siginfo_t info;

	memset(&info, 0, sizeof(info));
	info.si_signo = SIGCHLD;
	info.si_code = why;
	info.si_pid = leader->pid;
	info.si_uid = leader->uid;
	info.si_status = status;
	if (sa->sa_handler != SIG_IGN && !(sa->sa_flags & SA_NOCLDSTOP))
		group_send_sig_info(SIGCHLD, &info, parent);
	/* Even if it wants no signal, it may be in waitpid(). */
	wake_up_all(&parent->signal->wait_chldexit);
}

/* All tasks of the process have stopped. */
static void group_has_stopped(struct task_struct *tsk)
{
	tsk->signal->flags = SIGNAL_STOP_STOPPED;
	notify_parent_cldstop(tsk, CLD_STOPPED, tsk->signal->group_exit_code);
}

static void continue_group(struct task_struct *p)
{
	struct signal_struct *signal = p->signal;
	struct task_struct *t = p;

	/* A stop that only some have come to counts as one. */
	if (signal->group_stop_count > 0) {
		signal->group_stop_count = 0;
		group_has_stopped(p);
	}
	rm_from_queue(STOP_SIGNALS, &signal->shared_pending, p);
	signal->flags &= ~SIGNAL_STOP_DEQUEUED;
	if (signal->flags & SIGNAL_STOP_STOPPED) {
		signal->flags = SIGNAL_STOP_CONTINUED;
		signal->group_exit_code = 0;
		notify_parent_cldstop(p, CLD_CONTINUED, SIGCONT);
	}
	do {
		rm_from_queue(STOP_SIGNALS, &t->pending, t);
		wake_up_state(t, TASK_STOPPED);
		t = next_thread(t);
	} while (t != p);
}

/* A stop signal takes SIGCONT back, and the other way, whatever is done. */
void handle_stop_signal(int sig, struct task_struct *p)
{
	struct signal_struct *signal = p->signal;
	struct task_struct *t = p;

	if (signal->flags & SIGNAL_GROUP_EXIT)
		return;
	if (sig_in_set(sig, STOP_SIGNALS)) {
		rm_from_queue(sigmask(SIGCONT), &signal->shared_pending, p);
		do {
			rm_from_queue(sigmask(SIGCONT), &t->pending, t);
			t = next_thread(t);
		} while (t != p);
	} else if (sig == SIGCONT) {
		continue_group(p);
	} else if (sig == SIGKILL) {
		signal->flags = 0;
		signal->group_stop_count = 0;
	}
}

/* Interrupts are off, and on when it goes on. */
static void finish_stop(void)
{
	/* First the state: the parent may continue us at once. */
	__set_current_state(TASK_STOPPED);
	if (!current->signal->group_stop_count)
		group_has_stopped(current);
	local_irq_enable();
	schedule();
}

int handle_group_stop(void)
{
	local_irq_disable();
	if (current->signal->group_stop_count <= 0) {
		local_irq_enable();
		return 0;
	}
	current->signal->group_stop_count--;
	finish_stop();
	return 1;
}

/* One that ends need not be waited for. */
void leave_group_stop(struct task_struct *tsk)
{
	struct signal_struct *signal = tsk->signal;

	if (signal->group_stop_count > 0 && !--signal->group_stop_count)
		group_has_stopped(tsk);
}

static void begin_group_stop(int sig)
{
	struct signal_struct *signal = current->signal;
	struct task_struct *t;

	signal->group_exit_code = sig;
	for (t = next_thread(current); t != current; t = next_thread(t)) {
		if (t->flags & PF_EXITING || t->state & TASK_STOPPED)
			continue;
		signal->group_stop_count++;
		signal_wake_up(t, 0);
	}
}

/*
 * The current process stops for sig, which this task has just dequeued,
 * unless what has come since says otherwise.  Returns when it goes on.
 */
void do_signal_stop(int sig)
{
	struct signal_struct *signal = current->signal;

	/* Nobody of its session could continue it from the terminal. */
	if (sig != SIGSTOP) {
		int orphaned;

		read_lock(&tasklist_lock);
		orphaned = is_orphaned_pgrp(process_group(current));
		read_unlock(&tasklist_lock);
		if (orphaned)
			return;
	}
	local_irq_disable();
	if (!(signal->flags & SIGNAL_STOP_DEQUEUED)) {
		local_irq_enable();
		return;
	}
	if (signal->group_stop_count > 0)
		signal->group_stop_count--;
	else
		begin_group_stop(sig);
	finish_stop();
}

/*
 * A group is orphaned if no member's parent is of another group of the same
 * session: POSIX.1, 3.264.  ignored does not count any more.
 */
static int will_become_orphaned_pgrp(pid_t pgrp, struct task_struct *ignored)
{
	struct task_struct *p;

	for_each_process(p) {
		struct task_struct *parent = p->real_parent;

		if (process_group(p) != pgrp || p == ignored ||
		    (p->exit_state && thread_group_empty(p)) ||
		    parent->pid == 1)
			continue;
		if (process_group(parent) != pgrp &&
		    parent->signal->session == p->signal->session)
			return 0;
	}
	return 1;
}

int is_orphaned_pgrp(pid_t pgrp)
{
	return will_become_orphaned_pgrp(pgrp, NULL);
}

static int has_stopped_jobs(pid_t pgrp)
{
	struct task_struct *p;

	for_each_process(p)
		if (process_group(p) == pgrp &&
		    p->signal->flags & SIGNAL_STOP_STOPPED)
			return 1;
	return 0;
}

/*
 * Called for a task that ends, with its parent, and for each of its children,
 * with the task as the parent that was: if that made the group an orphan and
 * somebody in it is stopped, the group hears of it.
 */
void kill_orphaned_pgrp(struct task_struct *tsk, struct task_struct *parent)
{
	struct task_struct *ignored = parent == tsk->real_parent ? tsk : NULL;
	pid_t pgrp = process_group(tsk);

	if (process_group(parent) == pgrp ||
	    parent->signal->session != tsk->signal->session)
		return;
	if (!will_become_orphaned_pgrp(pgrp, ignored) ||
	    !has_stopped_jobs(pgrp))
		return;
	kill_pg(pgrp, SIGHUP, 1);
	kill_pg(pgrp, SIGCONT, 1);
}
