/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sessions and process groups. */
#include <linux/kernel.h>
#include <linux/sched.h>

asmlinkage long sys_getpgrp(void)
{
	return process_group(current);
}

asmlinkage long sys_getpgid(pid_t pid)
{
	struct task_struct *p;
	long retval = -ESRCH;

	read_lock(&tasklist_lock);
	p = pid ? find_task_by_pid(pid) : current;
	if (p)
		retval = process_group(p);
	read_unlock(&tasklist_lock);
	return retval;
}

asmlinkage long sys_getsid(pid_t pid)
{
	struct task_struct *p;
	long retval = -ESRCH;

	read_lock(&tasklist_lock);
	p = pid ? find_task_by_pid(pid) : current;
	if (p)
		retval = p->signal->session;
	read_unlock(&tasklist_lock);
	return retval;
}

int session_of_pgrp(pid_t pgrp)
{
	struct task_struct *p;

	for_each_process(p)
		if (process_group(p) == pgrp)
			return p->signal->session;
	return -1;
}

/* Whether current may move p, its own process or a child, and to pgid. */
static long may_set_pgid(struct task_struct *p, pid_t pgid)
{
	pid_t session = current->signal->session;
	int own = p && p->signal == current->signal;

	if (!p)
		return -ESRCH;
	if (p->tgid != p->pid)
		return -EINVAL;
	if (!own && p->real_parent->signal != current->signal)
		return -ESRCH;
	if (p->signal->session != session || p->signal->leader)
		return -EPERM;
	/* A program that was not asked keeps the group that it began with. */
	if (!own && !(p->flags & PF_FORKNOEXEC))
		return -EACCES;
	if (pgid != p->pid && session_of_pgrp(pgid) != session)
		return -EPERM;
	return 0;
}

asmlinkage long sys_setpgid(pid_t pid, pid_t pgid)
{
	struct task_struct *p;
	long error;

	if ((pgid ? pgid : pid) < 0)
		return -EINVAL;
	write_lock_irq(&tasklist_lock);
	p = pid ? find_task_by_pid(pid) : current->group_leader;
	if (p && !pgid)
		pgid = p->pid;
	error = may_set_pgid(p, pgid);
	if (!error)
		p->signal->pgrp = pgid;
	write_unlock_irq(&tasklist_lock);
	return error;
}

/* A leader of a group cannot leave it: its number is the group's. */
asmlinkage long sys_setsid(void)
{
	struct signal_struct *signal = current->signal;
	pid_t pid = current->tgid;
	long error = -EPERM;

	write_lock_irq(&tasklist_lock);
	if (session_of_pgrp(pid) < 0 && !signal->leader) {
		signal->leader = 1;
		signal->session = signal->pgrp = pid;
		signal->tty = NULL;
		error = pid;
	}
	write_unlock_irq(&tasklist_lock);
	return error;
}
