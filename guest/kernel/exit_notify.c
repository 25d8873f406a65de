/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who is told of a process's end, and who minds what it leaves. */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>

struct task_struct *child_reaper = &init_task;

int process_exit_code(const struct task_struct *tsk)
{
	return tsk->signal->flags & SIGNAL_GROUP_EXIT ?
	       tsk->signal->group_exit_code : tsk->exit_code;
}

/* An ignored SIGCHLD says that the parent will not wait for anybody. */
static int parent_ignores(struct task_struct *parent)
{
	struct sigaction *sa = &parent->sighand->action[SIGCHLD - 1].sa;

	return sa->sa_handler == SIG_IGN || (sa->sa_flags & SA_NOCLDWAIT);
}

static void child_siginfo(siginfo_t *info, struct task_struct *tsk)
{
	memset(info, 0, sizeof(*info));
	info->si_pid = tsk->pid;
	info->si_uid = tsk->uid;
	info->u.child.utime = tsk->signal->gone.utime + tsk->utime;
	info->u.child.stime = tsk->signal->gone.stime + tsk->stime;
}

/* Whether a signal is sent at all is not decided by who ignores it. */
static int has_handler(struct task_struct *parent)
{
	return parent->sighand->action[SIGCHLD - 1].sa.sa_handler != SIG_IGN;
}

int do_notify_parent(struct task_struct *tsk)
{
	struct task_struct *parent = tsk->parent;
	int code = process_exit_code(tsk), sig = tsk->exit_signal;
	int unwanted = sig == SIGCHLD && parent_ignores(parent);
	siginfo_t info;

	child_siginfo(&info, tsk);
	info.si_signo = sig;
	info.si_code = code & 0x7f ? CLD_KILLED : CLD_EXITED;
	info.si_status = code & 0x7f ? code & 0x7f : (code >> 8) & 0xff;
	if (sig > 0 && sig <= _NSIG && (!unwanted || has_handler(parent)))
		group_send_sig_info(sig, &info, parent);
	if (unwanted)
		tsk->exit_signal = -1;
	wake_up_all(&parent->signal->wait_chldexit);
	return unwanted;
}

/* Another thread of father's process that goes on, or init. */
static struct task_struct *find_new_reaper(struct task_struct *father)
{
	struct task_struct *t;

	for (t = next_thread(father); t != father; t = next_thread(t))
		if (!(t->flags & PF_EXITING))
			return t;
	return child_reaper;
}

static void reparent(struct task_struct *p, struct task_struct *father,
		     struct task_struct *reaper)
{
	p->real_parent = p->parent = reaper;
	if (p->pdeath_signal)
		send_sig(p->pdeath_signal, p, 0);
	list_move_tail(&p->sibling, &reaper->children);
	if (reaper->signal == father->signal)
		return;
	if (p->exit_signal != -1)
		p->exit_signal = SIGCHLD;
	if (p->exit_state == EXIT_ZOMBIE && p->exit_signal != -1 &&
	    thread_group_empty(p))
		do_notify_parent(p);
	kill_orphaned_pgrp(p, father);
}

static void forget_original_parent(struct task_struct *father)
{
	struct task_struct *reaper = find_new_reaper(father), *p, *n;

	list_for_each_entry_safe(p, n, &father->children, sibling)
		reparent(p, father, reaper);
}

/* Zombies that a new parent does not want to know of. */
static void reap_unwanted(struct task_struct *reaper)
{
	struct task_struct *p, *n;

	list_for_each_entry_safe(p, n, &reaper->children, sibling)
		if (p->exit_state == EXIT_ZOMBIE && p->exit_signal == -1)
			release_task(p);
}

/* True when nobody will wait: the task must release itself. */
int exit_notify(struct task_struct *tsk)
{
	int had_children = !list_empty(&tsk->children);
	struct task_struct *leader = tsk->group_leader;

	write_lock_irq(&tasklist_lock);
	tsk->exit_state = EXIT_ZOMBIE;
	forget_original_parent(tsk);
	/* A process still is there while one of its threads is. */
	if (!atomic_read(&tsk->signal->live))
		kill_orphaned_pgrp(leader, leader->real_parent);
	if (tsk->exit_signal != -1 && thread_group_empty(tsk))
		do_notify_parent(tsk);
	if (tsk->exit_signal == -1)
		tsk->exit_state = EXIT_DEAD;
	write_unlock_irq(&tasklist_lock);
	if (had_children)
		reap_unwanted(child_reaper);
	return tsk->exit_signal == -1;
}
