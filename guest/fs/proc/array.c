/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/<pid>/: what there is to say about one task. */
#include <linux/err.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mount.h>
#include <linux/string.h>
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

static pid_t parent_pid(struct task_struct *tsk)
{
	return tsk->real_parent ? tsk->real_parent->tgid : 0;
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

static int signal_status(char *buf, int size, struct task_struct *tsk)
{
	sigset_t ignored, caught;

	signal_actions(tsk, &ignored, &caught);
	return scnprintf(buf, size,
			 "Threads:\t1\n"
			 "SigPnd:\t%08lx%08lx\nSigBlk:\t%08lx%08lx\n"
			 "SigIgn:\t%08lx%08lx\nSigCgt:\t%08lx%08lx\n",
			 tsk->pending.signal.sig[1], tsk->pending.signal.sig[0],
			 tsk->blocked.sig[1], tsk->blocked.sig[0],
			 ignored.sig[1], ignored.sig[0], caught.sig[1],
			 caught.sig[0]);
}

/* A kernel thread has no Vm lines, as in Linux. */
int proc_pid_status(char *buf, int size, struct task_struct *tsk)
{
	struct mm_struct *mm = get_task_mm(tsk);
	int len;

	len = scnprintf(buf, size,
			"Name:\t%s\nState:\t%s\nTgid:\t%d\nPid:\t%d\n"
			"PPid:\t%d\nTracerPid:\t0\n"
			"Uid:\t%u\t%u\t%u\t%u\nGid:\t%u\t%u\t%u\t%u\n"
			"FDSize:\t%d\nGroups:\t\n",
			tsk->comm, task_state(tsk), tsk->tgid, tsk->pid,
			parent_pid(tsk), tsk->uid, tsk->euid, tsk->euid,
			tsk->euid, tsk->gid, tsk->egid, tsk->egid, tsk->egid,
			tsk->files ? NR_OPEN : 0);
	if (mm) {
		len += proc_mm_status(buf + len, size - len, mm);
		mmput(mm);
	}
	return len + signal_status(buf + len, size - len, tsk);
}

struct job_ids {
	pid_t pgrp, session;
};

/* Of a task that may have been released since it was looked up. */
static struct job_ids job_ids(struct task_struct *tsk)
{
	struct job_ids ids = { 0, 0 };

	read_lock(&tasklist_lock);
	if (tsk->signal)
		ids = (struct job_ids){ tsk->signal->pgrp,
					tsk->signal->session };
	read_unlock(&tasklist_lock);
	return ids;
}

/* The fields of proc(5) as far as they mean something here. */
int proc_pid_stat(char *buf, int size, struct task_struct *tsk)
{
	struct mm_struct *mm = get_task_mm(tsk);
	struct job_ids ids = job_ids(tsk);
	int len;

	len = scnprintf(buf, size,
			"%d (%s) %c %d %d %d 0 -1 %lu %lu 0 %lu 0 %lu %lu 0 0 "
			"%d %ld 1 0 %lu %lu %lu 4294967295 %lu %lu %lu "
			"0 0 %lu %lu 0 0 0 0 0 %d 0\n",
			tsk->pid, tsk->comm, *task_state(tsk), parent_pid(tsk),
			ids.pgrp, ids.session, tsk->flags, tsk->min_flt,
			tsk->maj_flt, tsk->utime,
			tsk->stime, tsk->prio - MAX_RT_PRIO,
			(long)TASK_NICE(tsk), tsk->start_time,
			mm ? mm->total_vm << PAGE_SHIFT : 0, mm ? mm->rss : 0,
			mm ? mm->start_code : 0, mm ? mm->end_code : 0,
			mm ? mm->start_stack : 0, tsk->pending.signal.sig[0],
			tsk->blocked.sig[0], tsk->exit_signal);
	if (mm)
		mmput(mm);
	return len;
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

int proc_pid_cmdline(char *buf, int size, struct task_struct *tsk)
{
	struct mm_struct *mm = get_task_mm(tsk);
	int len = 0;

	if (!mm)
		return 0;
	down(&mm->mmap_sem);
	len = min_t(unsigned long, size, mm->arg_end - mm->arg_start);
	len = access_process_vm(mm, mm->arg_start, buf, len);
	up(&mm->mmap_sem);
	mmput(mm);
	return len;
}
