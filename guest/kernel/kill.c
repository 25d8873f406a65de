/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Signals to processes, groups and threads by number, and who may send. */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/signal.h>
#include <asm/uaccess.h>

/* Signal 0 asks whether one could. */
int check_kill_permission(int sig, struct task_struct *p)
{
	if (sig < 0 || sig > _NSIG)
		return -EINVAL;
	if (!current->euid || current->euid == p->suid ||
	    current->euid == p->uid || current->uid == p->suid ||
	    current->uid == p->uid)
		return 0;
	/* A shell may wake what it started, whoever that has become. */
	if (sig == SIGCONT && p->signal->session == current->signal->session)
		return 0;
	return -EPERM;
}

static int send_checked(int sig, const siginfo_t *info, struct task_struct *p)
{
	int error = check_kill_permission(sig, p);

	return error || !sig ? error : group_send_sig_info(sig, info, p);
}

/* The number of any thread names its process. */
int kill_proc(pid_t pid, int sig, int priv)
{
	struct task_struct *p;
	int error = -ESRCH;

	read_lock(&tasklist_lock);
	p = find_task_by_pid(pid);
	if (p)
		error = send_group_sig(sig, p, priv);
	read_unlock(&tasklist_lock);
	return error;
}

int kill_pg(pid_t pgrp, int sig, int priv)
{
	struct task_struct *p;
	int error = -ESRCH;

	read_lock(&tasklist_lock);
	for_each_process(p)
		if (process_group(p) == pgrp)
			error = send_group_sig(sig, p, priv);
	read_unlock(&tasklist_lock);
	return error;
}

static int kill_one(pid_t pid, int sig, const siginfo_t *info)
{
	struct task_struct *p;
	int error = -ESRCH;

	read_lock(&tasklist_lock);
	p = pid > 0 ? find_task_by_pid(pid) : NULL;
	if (p)
		error = send_checked(sig, info, p);
	read_unlock(&tasklist_lock);
	return error;
}

/* It succeeded if anybody got it. */
int kill_pg_info(pid_t pgrp, int sig, const siginfo_t *info)
{
	int error = -ESRCH, sent = 0;
	struct task_struct *p;

	read_lock(&tasklist_lock);
	for_each_process(p) {
		if (process_group(p) != pgrp)
			continue;
		error = send_checked(sig, info, p);
		sent |= !error;
	}
	read_unlock(&tasklist_lock);
	return sent ? 0 : error;
}

static int kill_everybody(int sig, const siginfo_t *info)
{
	int error = -ESRCH, ret;
	struct task_struct *p;

	read_lock(&tasklist_lock);
	for_each_process(p) {
		if (p->pid <= 1 || p->tgid == current->tgid)
			continue;
		ret = send_checked(sig, info, p);
		if (ret != -EPERM)
			error = ret;
	}
	read_unlock(&tasklist_lock);
	return error;
}

asmlinkage long sys_kill(int pid, int sig)
{
	siginfo_t info;

	fill_siginfo(&info, sig, SI_USER);
	if (pid > 0)
		return kill_one(pid, sig, &info);
	if (pid == -1)
		return kill_everybody(sig, &info);
	/* Its positive is no number. */
	if (pid == (int)(1U << 31))
		return -ESRCH;
	return kill_pg_info(pid ? -pid : process_group(current), sig, &info);
}

/* To one thread, with tgid != 0 only if it is of that process. */
static long do_tkill(int tgid, int pid, int sig)
{
	struct task_struct *p;
	siginfo_t info;
	long error = -ESRCH;

	fill_siginfo(&info, sig, SI_TKILL);
	read_lock(&tasklist_lock);
	p = find_task_by_pid(pid);
	if (p && (!tgid || p->tgid == tgid)) {
		error = check_kill_permission(sig, p);
		if (!error && sig)
			error = send_sig_info(sig, &info, p);
	}
	read_unlock(&tasklist_lock);
	return error;
}

asmlinkage long sys_tkill(int pid, int sig)
{
	return pid <= 0 ? -EINVAL : do_tkill(0, pid, sig);
}

asmlinkage long sys_tgkill(int tgid, int pid, int sig)
{
	return pid <= 0 || tgid <= 0 ? -EINVAL : do_tkill(tgid, pid, sig);
}

/* The caller's siginfo, which may not claim to be the kernel's. */
asmlinkage long sys_rt_sigqueueinfo(int pid, int sig, siginfo_t *uinfo)
{
	siginfo_t info;

	if (copy_from_user(&info, uinfo, sizeof(info)))
		return -EFAULT;
	if (info.si_code >= 0 || info.si_code == SI_TKILL)
		return -EPERM;
	info.si_signo = sig;
	return kill_one(pid, sig, &info);
}
