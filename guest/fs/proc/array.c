/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/<pid>/: what there is to say about one task. */
#include <linux/err.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mount.h>
#include <linux/string.h>
#include <linux/tty.h>
#include <asm/uaccess.h>
#include "internal.h"

static const char *task_state(struct task_struct *tsk)
{
	if (tsk->exit_state == EXIT_ZOMBIE)
		return "Z (zombie)";
	if (tsk->exit_state)
		return "X (dead)";
	switch (tsk->state & ~1) {
	case 0:
		return tsk->state ? "S (sleeping)" : "R (running)";
	case TASK_UNINTERRUPTIBLE:
		return "D (disk sleep)";
	default:
		return "T (stopped)";
	}
}

/* The handlers that a task has, and those of them that ignore. */
static void signal_actions(struct task_struct *tsk, sigset_t *ignored,
			   sigset_t *caught)
{
	int sig;

	memset(ignored, 0, sizeof(*ignored));
	memset(caught, 0, sizeof(*caught));
	preempt_disable();
	for (sig = 1; tsk->sighand && sig <= _NSIG; sig++) {
		__sighandler_t handler =
			tsk->sighand->action[sig - 1].sa.sa_handler;

		if (handler != SIG_DFL)
			sigaddset(handler == SIG_IGN ? ignored : caught, sig);
	}
	preempt_enable();
}

static int set_line(char *buf, int size, const char *name,
		    const sigset_t *set)
{
	return scnprintf(buf, size, "%s:\t%08lx%08lx\n", name, set->sig[1],
			 set->sig[0]);
}

/* What is the process's, of a task that may have been released by now. */
struct group_view {
	pid_t parent, pgrp, session;
	dev_t tty;
	pid_t tty_pgrp;			/* in its foreground */
	int threads, queued;
	sigset_t shared_pending;
	struct task_usage usage, children;
};

static void view_group(struct task_struct *tsk, struct group_view *view)
{
	struct signal_struct *sig;

	memset(view, 0, sizeof(*view));
	view->tty_pgrp = -1;
	read_lock(&tasklist_lock);
	sig = tsk->signal;
	if (sig) {
		view->parent = tsk->real_parent->tgid;
		view->pgrp = sig->pgrp;
		view->session = sig->session;
		if (sig->tty) {
			view->tty = sig->tty->device;
			view->tty_pgrp = sig->tty->pgrp;
		}
		view->threads = atomic_read(&sig->count);
		view->queued = sig->nr_queued;
		view->shared_pending = sig->shared_pending.signal;
		view->children = sig->children;
		process_usage(tsk, &view->usage);
	}
	read_unlock(&tasklist_lock);
}

static int signal_status(char *buf, int size, struct task_struct *tsk,
			 const struct group_view *view)
{
	sigset_t ignored, caught;
	int len;

	signal_actions(tsk, &ignored, &caught);
	len = scnprintf(buf, size, "Threads:\t%d\nSigQ:\t%d/%d\n",
			view->threads, view->queued, MAX_SIGPENDING);
	len += set_line(buf + len, size - len, "SigPnd", &tsk->pending.signal);
	len += set_line(buf + len, size - len, "ShdPnd",
			&view->shared_pending);
	len += set_line(buf + len, size - len, "SigBlk", &tsk->blocked);
	len += set_line(buf + len, size - len, "SigIgn", &ignored);
	return len + set_line(buf + len, size - len, "SigCgt", &caught);
}

static int groups_status(char *buf, int size, struct task_struct *tsk)
{
	int i, len = scnprintf(buf, size, "Groups:\t");

	for (i = 0; i < tsk->ngroups; i++)
		len += scnprintf(buf + len, size - len, "%u ", tsk->groups[i]);
	return len + scnprintf(buf + len, size - len, "\n");
}

/* A kernel thread has no Vm lines, as in Linux. */
int proc_pid_status(char *buf, int size, struct task_struct *tsk)
{
	struct mm_struct *mm = get_task_mm(tsk);
	struct group_view view;
	int len;

	view_group(tsk, &view);
	len = scnprintf(buf, size,
			"Name:\t%s\nState:\t%s\nTgid:\t%d\nPid:\t%d\n"
			"PPid:\t%d\nTracerPid:\t0\n"
			"Uid:\t%u\t%u\t%u\t%u\nGid:\t%u\t%u\t%u\t%u\n"
			"FDSize:\t%d\n",
			tsk->comm, task_state(tsk), tsk->tgid, tsk->pid,
			view.parent, tsk->uid, tsk->euid, tsk->suid,
			tsk->euid, tsk->gid, tsk->egid, tsk->sgid, tsk->egid,
			tsk->files ? NR_OPEN : 0);
	len += groups_status(buf + len, size - len, tsk);
	if (mm) {
		len += proc_mm_status(buf + len, size - len, mm);
		mmput(mm);
	}
	return len + signal_status(buf + len, size - len, tsk, &view);
}

/* Where the memory's parts are, and where in them the task is. */
static int stat_memory(char *buf, int size, struct task_struct *tsk)
{
	struct mm_struct *mm = get_task_mm(tsk);
	const struct pt_regs *regs = task_pt_regs(tsk);
	int len;

	if (!mm)
		return scnprintf(buf, size, "0 0 %lu 0 0 0 0 0",
				 RLIM_INFINITY);
	len = scnprintf(buf, size, "%lu %lu %lu %lu %lu %lu %lu %lu",
			mm->total_vm << PAGE_SHIFT, mm->rss, RLIM_INFINITY,
			mm->start_code, mm->end_code, mm->start_stack,
			(unsigned long)regs->esp, (unsigned long)regs->eip);
	mmput(mm);
	return len;
}

/* proc(5)'s fields in 2.6.11's order; usage: the task's or its process's. */
static int task_stat(char *buf, int size, struct task_struct *tsk,
		     const struct group_view *view,
		     const struct task_usage *usage)
{
	sigset_t ignored, caught;
	int len;

	signal_actions(tsk, &ignored, &caught);
	len = scnprintf(buf, size,
			"%d (%s) %c %d %d %d %u %d %lu %lu %lu %lu %lu %lu %lu "
			"%ld %ld %d %ld %d 0 %lu ",
			tsk->pid, tsk->comm, *task_state(tsk), view->parent,
			view->pgrp, view->session, view->tty, view->tty_pgrp,
			tsk->flags, usage->min_flt,
			view->children.min_flt, usage->maj_flt,
			view->children.maj_flt, usage->utime, usage->stime,
			(long)view->children.utime,
			(long)view->children.stime, tsk->prio - MAX_RT_PRIO,
			(long)TASK_NICE(tsk), view->threads, tsk->start_time);
	len += stat_memory(buf + len, size - len, tsk);
	return len + scnprintf(buf + len, size - len,
			       " %lu %lu %lu %lu 0 0 0 %d 0 0 0\n",
			       tsk->pending.signal.sig[0] & 0x7fffffffUL,
			       tsk->blocked.sig[0] & 0x7fffffffUL,
			       ignored.sig[0] & 0x7fffffffUL,
			       caught.sig[0] & 0x7fffffffUL,
			       tsk->exit_signal);
}

int proc_tgid_stat(char *buf, int size, struct task_struct *tsk)
{
	struct group_view view;

	view_group(tsk, &view);
	return task_stat(buf, size, tsk, &view, &view.usage);
}

int proc_tid_stat(char *buf, int size, struct task_struct *tsk)
{
	struct task_usage usage = { 0 };
	struct group_view view;

	view_group(tsk, &view);
	add_task_usage(&usage, tsk);
	return task_stat(buf, size, tsk, &view, &usage);
}

/* From another address space, page by page; what is not there is skipped. */
static int access_process_vm(struct mm_struct *mm, unsigned long addr,
			     char *buf, int len)
{
	int done = 0;

	while (done < len) {
		int n = min_t(int, len - done, PAGE_SIZE - (addr & ~PAGE_MASK));
		char *kaddr;
		pte_t *ptep;

		/* While it is looked at, reclaim may not take the page. */
		preempt_disable();
		ptep = pte_lookup(mm->pgd, addr);
		if (!ptep || !pte_present(*ptep)) {
			preempt_enable();
			break;
		}
		kaddr = kmap_atomic(pte_page(*ptep), KM_USER0);
		memcpy(buf + done, kaddr + (addr & ~PAGE_MASK), n);
		kunmap_atomic(kaddr, KM_USER0);
		preempt_enable();
		done += n;
		addr += n;
	}
	return done;
}

static int copy_area(struct task_struct *tsk, char *buf, int size,
		     int environment)
{
	struct mm_struct *mm = get_task_mm(tsk);
	unsigned long start, end;
	int len;

	if (!mm)
		return 0;
	down(&mm->mmap_sem);
	start = environment ? mm->env_start : mm->arg_start;
	end = environment ? mm->env_end : mm->arg_end;
	len = access_process_vm(mm, start, buf,
				min_t(unsigned long, size, end - start));
	up(&mm->mmap_sem);
	mmput(mm);
	return len;
}

int proc_pid_cmdline(char *buf, int size, struct task_struct *tsk)
{
	return copy_area(tsk, buf, size, 0);
}

int proc_pid_environ(char *buf, int size, struct task_struct *tsk)
{
	return copy_area(tsk, buf, size, 1);
}
