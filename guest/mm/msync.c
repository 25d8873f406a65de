/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * msync: what was written through a shared mapping. Until somebody asks, or
 * unmaps, only the page tables know that it is dirty.
 */
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/sched.h>
#include <linux/syscalls.h>
#include <linux/writeback.h>

/* With page_table_lock: from the entry to the page. */
static void sync_pte(pte_t *ptep, unsigned long address)
{
	struct page *page = pte_page(*ptep);

	if (!pte_present(*ptep) || !pte_dirty(*ptep) || PageReserved(page))
		return;
	set_pte(ptep, pte_mkclean(*ptep));
	__flush_tlb_one(address);
	set_page_dirty(page);
}

static void sync_page_range(struct mm_struct *mm, unsigned long start,
			    unsigned long end)
{
	for (; start < end; start += PAGE_SIZE) {
		pte_t *ptep = pte_lookup(mm->pgd, start);

		if (!ptep)
			continue;
		spin_lock(&mm->page_table_lock);
		sync_pte(ptep, start);
		spin_unlock(&mm->page_table_lock);
	}
}

static int msync_interval(struct vm_area_struct *vma, unsigned long start,
			  unsigned long end, int flags)
{
	if (!vma->vm_file || !(vma->vm_flags & VM_SHARED))
		return 0;
	sync_page_range(vma->vm_mm, start, end);
	return flags & MS_SYNC ? vfs_fsync(vma->vm_file, 1) : 0;
}

static int do_msync(struct mm_struct *mm, unsigned long start,
		    unsigned long end, int flags)
{
	struct vm_area_struct *vma = find_vma(mm, start);
	int error = 0, hole = 0;

	for (; start < end && !error; vma = vma->vm_next) {
		if (!vma)
			return -ENOMEM;
		if (start < vma->vm_start) {
			/* What is mapped is written even then. */
			hole = 1;
			start = min(vma->vm_start, end);
		}
		error = msync_interval(vma, start, min(end, vma->vm_end),
				       flags);
		start = min(end, vma->vm_end);
	}
	return error ? error : hole ? -ENOMEM : 0;
}

asmlinkage long sys_msync(unsigned long start, unsigned long len, int flags)
{
	struct mm_struct *mm = current->mm;
	long error;

	if (flags & ~(MS_ASYNC | MS_INVALIDATE | MS_SYNC) ||
	    start & ~PAGE_MASK || (flags & MS_ASYNC && flags & MS_SYNC))
		return -EINVAL;
	if (len > TASK_SIZE || start > TASK_SIZE - PAGE_ALIGN(len))
		return -ENOMEM;
	down(&mm->mmap_sem);
	error = do_msync(mm, start, start + PAGE_ALIGN(len), flags);
	up(&mm->mmap_sem);
	return error;
}
