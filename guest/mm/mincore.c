/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/syscalls.h>
#include <asm/uaccess.h>

static unsigned char page_is_resident(struct mm_struct *mm,
				      unsigned long address)
{
	pte_t *ptep;
	int present;

	spin_lock(&mm->page_table_lock);
	ptep = pte_lookup(mm->pgd, address);
	present = ptep && pte_present(*ptep);
	spin_unlock(&mm->page_table_lock);
	return present;
}

/*
 * A part of the answer, so that it need not be large: for how many pages, up
 * to the next hole.  -ENOMEM in one.
 */
static long mincore_part(unsigned long start, unsigned long pages,
			 unsigned char *part)
{
	struct mm_struct *mm = current->mm;
	struct vm_area_struct *vma;
	unsigned long i, address;

	down(&mm->mmap_sem);
	for (i = 0; i < pages; i++) {
		address = start + (i << PAGE_SHIFT);
		vma = find_vma(mm, address);
		if (!vma || vma->vm_start > address)
			break;
		part[i] = page_is_resident(mm, address);
	}
	up(&mm->mmap_sem);
	return i ? (long)i : -ENOMEM;
}

/* A byte for each page of [start, start + len): is it mapped now? */
asmlinkage long sys_mincore(unsigned long start, unsigned long len,
			    unsigned char *vec)
{
	unsigned long pages = PAGE_ALIGN(len) >> PAGE_SHIFT, done;
	unsigned char part[64];
	long n;

	if (start & ~PAGE_MASK)
		return -EINVAL;
	if (len > TASK_SIZE || start > TASK_SIZE - len)
		return -ENOMEM;
	for (done = 0; done < pages; done += n) {
		n = min_t(unsigned long, pages - done, sizeof(part));
		n = mincore_part(start + (done << PAGE_SHIFT), n, part);
		if (n < 0)
			return n;
		if (copy_to_user(vec + done, part, n))
			return -EFAULT;
	}
	return 0;
}
