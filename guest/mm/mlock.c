/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mlockall: a process whose pages stay in memory, whatever is scarce. Process
 * 1 asks for it: a page of its that a swap disk lost would end the system.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/sched.h>
#include <linux/syscalls.h>

/* What is there comes in now; what is not writable stays shared. */
static int make_pages_present(struct vm_area_struct *vma)
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

asmlinkage long sys_mlockall(int flags)
{
	struct mm_struct *mm = current->mm;
	long error;

	if (!flags || flags & ~(MCL_CURRENT | MCL_FUTURE))
		return -EINVAL;
	if (current->euid)
		return -EPERM;
	down(&mm->mmap_sem);
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
