/* SPDX-License-Identifier: GPL-2.0-or-later */
/* madvise: what a program says it will do with memory. */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/sched.h>

/* All but MADV_DONTNEED may be right to ignore: it changes what is read. */
static long advise_area(struct vm_area_struct *vma, unsigned long start,
			unsigned long end, int behavior)
{
	if (behavior != MADV_DONTNEED)
		return 0;
	if (vma->vm_flags & VM_LOCKED)
		return -EINVAL;
	zap_page_range(vma->vm_mm, start, end);
	return 0;
}

/* Holes are passed over, and reported when all is done. */
static long do_madvise(struct mm_struct *mm, unsigned long start,
		       unsigned long end, int behavior)
{
	struct vm_area_struct *vma = find_vma(mm, start);
	long error = 0, holes = 0;

	for (; vma && start < end && !error; vma = vma->vm_next) {
		if (start < vma->vm_start) {
			holes = -ENOMEM;
			start = min(vma->vm_start, end);
		}
		if (start < end)
			error = advise_area(vma, start, min(end, vma->vm_end),
					    behavior);
		start = max(start, min(end, vma->vm_end));
	}
	if (start < end)
		holes = -ENOMEM;
	return error ? error : holes;
}

asmlinkage long sys_madvise(unsigned long start, size_t len, int behavior)
{
	struct mm_struct *mm = current->mm;
	unsigned long end = start + PAGE_ALIGN(len);
	long error;

	if (behavior < MADV_NORMAL || behavior > MADV_DONTNEED ||
	    start & ~PAGE_MASK || end < start || (len && !PAGE_ALIGN(len)))
		return -EINVAL;
	if (start == end)
		return 0;
	down(&mm->mmap_sem);
	error = do_madvise(mm, start, end, behavior);
	up(&mm->mmap_sem);
	return error;
}
