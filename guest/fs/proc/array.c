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

static int mm_status(char *buf, int size, struct mm_struct *mm)
{
	return scnprintf(buf, size,
			 "VmSize:\t%8lu kB\nVmRSS:\t%8lu kB\n",
			 mm->total_vm << (PAGE_SHIFT - 10),
			 mm->rss << (PAGE_SHIFT - 10));
}

static int open_files(struct task_struct *tsk)
{
	int fd, n = 0;

	preempt_disable();
	for (fd = 0; tsk->files && fd < NR_OPEN; fd++)
		n += tsk->files->fd[fd] != NULL;
	preempt_enable();
	return n;
}

int proc_pid_status(char *buf, int size, struct task_struct *tsk)
{
	struct mm_struct *mm = get_task_mm(tsk);
	int len;

	len = scnprintf(buf, size,
			"Name:\t%s\nState:\t%s\nTgid:\t%d\nPid:\t%d\n"
			"PPid:\t%d\nUid:\t%u\t%u\t%u\t%u\nFDs:\t%d\n",
			tsk->comm, task_state(tsk), tsk->tgid, tsk->pid,
			parent_pid(tsk), tsk->uid, tsk->euid, tsk->euid,
			tsk->euid, open_files(tsk));
	if (mm) {
		len += mm_status(buf + len, size - len, mm);
		mmput(mm);
	}
	len += scnprintf(buf + len, size - len,
			 "SigPnd:\t%08lx%08lx\nSigBlk:\t%08lx%08lx\n",
			 tsk->pending.signal.sig[1], tsk->pending.signal.sig[0],
			 tsk->blocked.sig[1], tsk->blocked.sig[0]);
	return len;
}

/* The fields of proc(5) as far as they mean something here. */
int proc_pid_stat(char *buf, int size, struct task_struct *tsk)
{
	struct mm_struct *mm = get_task_mm(tsk);
	int len;

	len = scnprintf(buf, size,
			"%d (%s) %c %d %d %d 0 -1 %lu 0 0 0 0 %lu %lu 0 0 "
			"%d %ld 1 0 %lu %lu %lu 4294967295 %lu %lu %lu "
			"0 0 %lu %lu 0 0 0 0 0 %d 0\n",
			tsk->pid, tsk->comm, *task_state(tsk), parent_pid(tsk),
			tsk->pgrp, tsk->session, tsk->flags, tsk->utime,
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

static int show_map(char *buf, int size, struct vm_area_struct *vma,
		    char *path)
{
	struct file *file = vma->vm_file;
	struct inode *inode = file ? file->f_dentry->d_inode : NULL;
	const char *name = "";

	if (file && file->f_vfsmnt) {
		name = d_path(file->f_dentry, file->f_vfsmnt, path, PAGE_SIZE);
		if (IS_ERR(name))
			name = "?";
	} else if (vma->vm_flags & VM_GROWSDOWN) {
		name = "[stack]";
	} else if (vma->vm_start <= vma->vm_mm->brk &&
		   vma->vm_end > vma->vm_mm->start_brk && !file) {
		name = "[heap]";
	}
	return scnprintf(buf, size,
			 "%08lx-%08lx %c%c%c%c %08lx 00:%02x %-10lu %s\n",
			 vma->vm_start, vma->vm_end,
			 vma->vm_flags & VM_READ ? 'r' : '-',
			 vma->vm_flags & VM_WRITE ? 'w' : '-',
			 vma->vm_flags & VM_EXEC ? 'x' : '-',
			 vma->vm_flags & VM_SHARED ? 's' : 'p',
			 file ? vma->vm_pgoff << PAGE_SHIFT : 0,
			 inode ? inode->i_sb->s_dev : 0,
			 inode ? inode->i_ino : 0, name);
}

int proc_pid_maps(char *buf, int size, struct task_struct *tsk)
{
	struct mm_struct *mm = get_task_mm(tsk);
	char *path = (char *)__get_free_page(GFP_KERNEL);
	struct vm_area_struct *vma;
	int len = 0;

	if (mm && path) {
		down(&mm->mmap_sem);
		for (vma = mm->mmap; vma; vma = vma->vm_next)
			len += show_map(buf + len, size - len, vma, path);
		up(&mm->mmap_sem);
	}
	free_page((unsigned long)path);
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
