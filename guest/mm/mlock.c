/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mlock: pages that stay in memory, whatever is scarce.  Process 1 asks for
 * all of its: one that a swap disk lost would end the system.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/sched.h>
#include <linux/syscalls.h>

/* What is there comes in now; what is not writable stays shared. */
int make_pages_present(struct vm_area_struct *vma)
{
	int write = (vma->vm_flags & (VM_WRITE | VM_SHARED)) == VM_WRITE;
	unsigned long address;
	int fault;

	if (!(vma->vm_flags & (VM_READ | VM_WRITE | VM_EXEC)))
		return 0;
	for (address = vma->vm_start; address < vma->vm_end;
	     address += PAGE_SIZE) {
		fault = handle_mm_fault(vma->vm_mm, vma, address, write);
		if (fault == VM_FAULT_OOM)
			return -ENOMEM;
	}
	return 0;
}

static void set_locked(struct vm_area_struct *vma, int locked)
{
	if (locked)
		vma->vm_flags |= VM_LOCKED;
	else
		vma->vm_flags &= ~VM_LOCKED;
}

/* With mmap_sem held. Pages beyond a file's end are no failure. */
static long do_mlockall(struct mm_struct *mm, int flags)
{
	struct vm_area_struct *vma;
	int error = 0;

	mm->def_flags = flags & MCL_FUTURE ? VM_LOCKED : 0;
	for (vma = mm->mmap; vma && flags != MCL_FUTURE; vma = vma->vm_next) {
		set_locked(vma, flags);
		if (flags && !error)
			error = make_pages_present(vma);
	}
	return error;
}

unsigned long locked_pages(struct mm_struct *mm)
{
	struct vm_area_struct *vma;
	unsigned long pages = 0;

	for (vma = mm->mmap; vma; vma = vma->vm_next)
		if (vma->vm_flags & VM_LOCKED)
			pages += (vma->vm_end - vma->vm_start) >> PAGE_SHIFT;
	return pages;
}

/* Root may lock everything, others up to their limit. */
static int may_lock(struct mm_struct *mm, unsigned long pages)
{
	if (!current->euid)
		return 0;
	if (!rlimit(RLIMIT_MEMLOCK))
		return -EPERM;
	return pages > rlimit(RLIMIT_MEMLOCK) >> PAGE_SHIFT ? -ENOMEM : 0;
}

/* The part of vma up to end, as an area of its own. */
static int lock_area(struct mm_struct *mm, struct vm_area_struct *vma,
		     unsigned long start, unsigned long end, int locked)
{
	int error = 0;

	if (locked == !!(vma->vm_flags & VM_LOCKED))
		return 0;
	if (vma->vm_start < start) {
		error = split_vma(mm, vma, start);
		vma = vma->vm_next;
	}
	if (!error && vma->vm_end > end)
		error = split_vma(mm, vma, end);
	if (error)
		return error;
	set_locked(vma, locked);
	return locked ? make_pages_present(vma) : 0;
}

/* With mmap_sem held; -ENOMEM at a hole. */
static long do_mlock(struct mm_struct *mm, unsigned long start,
		     unsigned long end, int locked)
{
	struct vm_area_struct *vma;
	unsigned long tail;
	int error;

	for (; start < end; start = tail) {
		vma = find_vma(mm, start);
		if (!vma || vma->vm_start > start)
			return -ENOMEM;
		tail = min(end, vma->vm_end);
		error = lock_area(mm, vma, start, tail, locked);
		if (error)
			return error;
	}
	return 0;
}

static long lock_range(unsigned long start, size_t len, int locked)
{
	unsigned long end = PAGE_ALIGN(start + len);
	struct mm_struct *mm = current->mm;
	long error = 0;

	if (!len && !(start & ~PAGE_MASK))
		return 0;
	start &= PAGE_MASK;
	if (end <= start || end - start < len || end > TASK_SIZE)
		return -ENOMEM;
	down(&mm->mmap_sem);
	if (locked)
		error = may_lock(mm, locked_pages(mm) +
				     ((end - start) >> PAGE_SHIFT));
	if (!error)
		error = do_mlock(mm, start, end, locked);
	up(&mm->mmap_sem);
	return error;
}

asmlinkage long sys_mlock(unsigned long start, size_t len)
{
	return lock_range(start, len, 1);
}

asmlinkage long sys_munlock(unsigned long start, size_t len)
{
	return lock_range(start, len, 0);
}

asmlinkage long sys_mlockall(int flags)
{
	struct mm_struct *mm = current->mm;
	long error;

	if (!flags || flags & ~(MCL_CURRENT | MCL_FUTURE))
		return -EINVAL;
	down(&mm->mmap_sem);
	error = may_lock(mm, flags & MCL_CURRENT ? mm->total_vm : 0);
	if (!error)
		error = do_mlockall(mm, flags);
	up(&mm->mmap_sem);
	return error;
}

asmlinkage long sys_munlockall(void)
{
	struct mm_struct *mm = current->mm;

	down(&mm->mmap_sem);
	do_mlockall(mm, 0);
	up(&mm->mmap_sem);
	return 0;
}
