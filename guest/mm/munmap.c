/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Taking areas away, copying them all, the heap. */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/sched.h>

/* Make [start, end) consist of whole areas; prev: the last one below. */
static int split_at_ends(struct mm_struct *mm, unsigned long start,
			 unsigned long end, struct vm_area_struct **prev)
{
	struct vm_area_struct *vma = find_vma_prev(mm, start, prev);
	int error;

	if (vma && vma->vm_start < start) {
		error = split_vma(mm, vma, start);
		if (error)
			return error;
		*prev = vma;
	}
	vma = find_vma(mm, end - 1);
	if (vma && vma->vm_start < end && vma->vm_end > end)
		return split_vma(mm, vma, end);
	return 0;
}

int do_munmap(struct mm_struct *mm, unsigned long start, unsigned long len)
{
	struct vm_area_struct *prev, *vma, **pnext;
	unsigned long end;
	int error;

	if (start & ~PAGE_MASK || !len || len > TASK_SIZE ||
	    start > TASK_SIZE - len)
		return -EINVAL;
	end = start + PAGE_ALIGN(len);
	error = split_at_ends(mm, start, end, &prev);
	if (error)
		return error;

	mm->mmap_cache = NULL;
	pnext = prev ? &prev->vm_next : &mm->mmap;
	while ((vma = *pnext) != NULL && vma->vm_start < end) {
		*pnext = vma->vm_next;
		mm->map_count--;
		mm->total_vm -= (vma->vm_end - vma->vm_start) >> PAGE_SHIFT;
		zap_page_range(mm, vma->vm_start, vma->vm_end);
		vma_free(vma);
	}
	return 0;
}

/* All areas, their pages and their page tables; the directory stays. */
void exit_mmap(struct mm_struct *mm)
{
	struct vm_area_struct *vma = mm->mmap, *next;

	mm->mmap = NULL;
	mm->mmap_cache = NULL;
	for (; vma; vma = next) {
		next = vma->vm_next;
		zap_page_range(mm, vma->vm_start, vma->vm_end);
		vma_free(vma);
	}
	free_pgtables(mm);
	mm->map_count = 0;
	mm->total_vm = 0;
	BUG_ON(mm->rss || mm->anon_rss);
}

static void copy_layout(struct mm_struct *mm, struct mm_struct *oldmm)
{
	mm->start_code = oldmm->start_code;
	mm->end_code = oldmm->end_code;
	mm->start_data = oldmm->start_data;
	mm->end_data = oldmm->end_data;
	mm->start_brk = oldmm->start_brk;
	mm->brk = oldmm->brk;
	mm->start_stack = oldmm->start_stack;
	mm->arg_start = oldmm->arg_start;
	mm->arg_end = oldmm->arg_end;
	mm->env_start = oldmm->env_start;
	mm->env_end = oldmm->env_end;
}

/* fork: the same areas. On an error the caller's mmput() cleans up. */
int dup_mmap(struct mm_struct *mm, struct mm_struct *oldmm)
{
	struct vm_area_struct *vma, *copy, **pnext = &mm->mmap;
	int error = 0;

	copy_layout(mm, oldmm);
	down(&oldmm->mmap_sem);
	for (vma = oldmm->mmap; vma && !error; vma = vma->vm_next) {
		copy = copy_vma(mm, vma, vma->vm_start);
		if (!copy) {
			error = -ENOMEM;
			break;
		}
		/* Locks are a process's own: the child has none. */
		copy->vm_flags &= ~VM_LOCKED;
		*pnext = copy;
		pnext = &copy->vm_next;
		mm->map_count++;
		mm->total_vm += (vma->vm_end - vma->vm_start) >> PAGE_SHIFT;
		error = copy_page_range(mm, oldmm, vma);
	}
	up(&oldmm->mmap_sem);
	return error;
}

/* Anonymous memory at a fixed place: the heap, and a program's bss. */
unsigned long do_brk(unsigned long addr, unsigned long len)
{
	if (!len)
		return addr;
	return do_mmap_pgoff(NULL, addr, len,
			     PROT_READ | PROT_WRITE | PROT_EXEC,
			     MAP_PRIVATE | MAP_FIXED, 0);
}

asmlinkage long sys_brk(unsigned long brk)
{
	struct mm_struct *mm = current->mm;
	unsigned long newbrk, oldbrk;
	struct vm_area_struct *next;
	long ret;

	down(&mm->mmap_sem);
	newbrk = PAGE_ALIGN(brk);
	oldbrk = PAGE_ALIGN(mm->brk);
	if (brk < mm->start_brk || brk > TASK_SIZE - PAGE_SIZE ||
	    brk - mm->start_data > rlimit(RLIMIT_DATA))
		goto out;
	if (newbrk < oldbrk && do_munmap(mm, newbrk, oldbrk - newbrk))
		goto out;
	if (newbrk > oldbrk) {
		next = find_vma(mm, oldbrk);
		if (next && next->vm_start < newbrk)
			goto out;
		if (do_brk(oldbrk, newbrk - oldbrk) != oldbrk)
			goto out;
	}
	mm->brk = brk;
out:
	ret = mm->brk;
	up(&mm->mmap_sem);
	return ret;
}
