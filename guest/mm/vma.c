/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The areas of an address space, sorted by address in a list. Callers hold
 * mmap_sem unless nobody else can know the mm.
 */
#include <linux/kernel.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/rmap.h>
#include <linux/sched.h>

/* The first area that ends above addr, whether or not it holds it. */
struct vm_area_struct *find_vma(struct mm_struct *mm, unsigned long addr)
{
	struct vm_area_struct *vma = mm->mmap_cache;

	if (vma && vma->vm_start <= addr && addr < vma->vm_end)
		return vma;
	for (vma = mm->mmap; vma; vma = vma->vm_next)
		if (addr < vma->vm_end)
			break;
	if (vma)
		mm->mmap_cache = vma;
	return vma;
}

struct vm_area_struct *find_vma_prev(struct mm_struct *mm, unsigned long addr,
				     struct vm_area_struct **pprev)
{
	struct vm_area_struct *vma;

	*pprev = NULL;
	for (vma = mm->mmap; vma && vma->vm_end <= addr; vma = vma->vm_next)
		*pprev = vma;
	return vma;
}

static void link_vma(struct mm_struct *mm, struct vm_area_struct *vma,
		     struct vm_area_struct *prev)
{
	struct vm_area_struct **pnext = prev ? &prev->vm_next : &mm->mmap;

	vma->vm_next = *pnext;
	*pnext = vma;
	mm->map_count++;
}

/* The mm gets the area, which must overlap no other. */
int insert_vm_struct(struct mm_struct *mm, struct vm_area_struct *vma)
{
	struct vm_area_struct *prev, *next;

	next = find_vma_prev(mm, vma->vm_start, &prev);
	if (next && next->vm_start < vma->vm_end)
		return -ENOMEM;
	link_vma(mm, vma, prev);
	rmap_link_vma(vma);
	mm->total_vm += (vma->vm_end - vma->vm_start) >> PAGE_SHIFT;
	return 0;
}

void vma_free(struct vm_area_struct *vma)
{
	rmap_unlink_vma(vma);
	if (vma->vm_ops && vma->vm_ops->close)
		vma->vm_ops->close(vma);
	if (vma->vm_file)
		fput(vma->vm_file);
	vma_release(vma);
}

/* A copy that starts at start, with a reference of its own to the file. */
struct vm_area_struct *copy_vma(struct mm_struct *mm,
				struct vm_area_struct *vma,
				unsigned long start)
{
	struct vm_area_struct *copy = vma_alloc(mm);

	if (!copy)
		return NULL;
	*copy = *vma;
	copy->vm_mm = mm;
	copy->vm_next = NULL;
	copy->vm_start = start;
	copy->vm_pgoff += (start - vma->vm_start) >> PAGE_SHIFT;
	if (copy->vm_file)
		get_file(copy->vm_file);
	INIT_LIST_HEAD(&copy->i_mmap_node);
	if (copy->vm_ops && copy->vm_ops->open)
		copy->vm_ops->open(copy);
	rmap_link_vma(copy);
	return copy;
}

/* Afterwards vma ends at addr and its successor goes on from there. */
int split_vma(struct mm_struct *mm, struct vm_area_struct *vma,
	      unsigned long addr)
{
	struct vm_area_struct *upper;

	if (mm->map_count >= MAX_MAP_COUNT)
		return -ENOMEM;
	upper = copy_vma(mm, vma, addr);
	if (!upper)
		return -ENOMEM;
	vma->vm_end = addr;
	link_vma(mm, upper, vma);
	return 0;
}

/* Grow a stack's area down to hold address. */
int expand_stack(struct vm_area_struct *vma, unsigned long address)
{
	struct vm_area_struct *prev;

	address &= PAGE_MASK;
	find_vma_prev(vma->vm_mm, address, &prev);
	if (address < MMAP_MIN_ADDR ||
	    vma->vm_end - address > rlimit(RLIMIT_STACK) ||
	    !may_expand_vm(vma->vm_mm,
			   (vma->vm_start - address) >> PAGE_SHIFT) ||
	    (prev && prev->vm_end > address))
		return -ENOMEM;
	vma->vm_mm->total_vm += (vma->vm_start - address) >> PAGE_SHIFT;
	/* Together: reclaim computes a page's address from both. */
	spin_lock(&vma->vm_mm->page_table_lock);
	vma->vm_pgoff -= (vma->vm_start - address) >> PAGE_SHIFT;
	vma->vm_start = address;
	spin_unlock(&vma->vm_mm->page_table_lock);
	return 0;
}
