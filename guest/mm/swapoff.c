/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Emptying a swap area. First each process faults in what it has there;
 * what is in use then is in the swap cache only, and is taken out of it.
 */
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include <linux/sched.h>
#include "swapfile.h"

#define MAX_PASSES	8

static int unuse_pte(struct vm_area_struct *vma, unsigned long address)
{
	switch (handle_mm_fault(vma->vm_mm, vma, address, 0)) {
	case VM_FAULT_OOM:
		return -ENOMEM;
	case VM_FAULT_SIGBUS:
		return -EIO;
	}
	return 0;
}

static int unuse_vma(struct vm_area_struct *vma, unsigned int type)
{
	unsigned long address = vma->vm_start;
	int error = 0;

	while (address < vma->vm_end && !error) {
		pte_t *ptep = pte_lookup(vma->vm_mm->pgd, address);

		if (!ptep) {
			address = (address & PMD_MASK) + PMD_SIZE;
			if (!address)
				break;
			continue;
		}
		if (!pte_none(*ptep) && !pte_present(*ptep) &&
		    swp_type(pte_to_swp_entry(*ptep)) == type)
			error = unuse_pte(vma, address);
		address += PAGE_SIZE;
	}
	return error;
}

static int unuse_mm(struct mm_struct *mm, unsigned int type)
{
	struct vm_area_struct *vma;
	int error = 0;

	down(&mm->mmap_sem);
	for (vma = mm->mmap; vma && !error; vma = vma->vm_next)
		error = signal_pending(current) ? -EINTR :
						  unuse_vma(vma, type);
	up(&mm->mmap_sem);
	return error;
}

/* The next address space that has users, with one more, or NULL. */
static struct mm_struct *next_mm(struct mm_struct *mm)
{
	spin_lock(&mmlist_lock);
	do {
		mm = list_entry(mm->mmlist.next, struct mm_struct, mmlist);
	} while (mm != &init_mm && !atomic_read(&mm->mm_users));
	if (mm != &init_mm)
		atomic_inc(&mm->mm_users);
	spin_unlock(&mmlist_lock);
	return mm == &init_mm ? NULL : mm;
}

static int unuse_processes(unsigned int type)
{
	struct mm_struct *mm = next_mm(&init_mm), *next;
	int error = 0;

	for (; mm; mm = next) {
		if (!error)
			error = unuse_mm(mm, type);
		/* Ours keeps its place on the list until here. */
		next = error ? NULL : next_mm(mm);
		mmput(mm);
	}
	return error;
}

/* A slot that only the cache has; who still reads it counts, too. */
static void unuse_cached(swp_entry_t entry)
{
	struct page *page = lookup_swap_cache(entry);

	if (!page)
		return;
	lock_page(page);
	wait_on_page_writeback(page);
	if (PageSwapCache(page) && page->private == entry.val &&
	    swap_count(entry) == 1) {
		delete_from_swap_cache(page);
		SetPageDirty(page);
	}
	unlock_page(page);
	put_page(page);
}

int try_to_unuse(unsigned int type)
{
	struct swap_info_struct *si = swap_info + type;
	unsigned long offset;
	int pass, error = 0;

	for (pass = 0; si->inuse_pages && !error; pass++) {
		/* A fork() may have been faster than a pass, but not often. */
		if (pass == MAX_PASSES)
			return -EBUSY;
		error = unuse_processes(type);
		for (offset = 1; offset < si->max; offset++)
			if (si->swap_map[offset] &&
			    si->swap_map[offset] != SWAP_MAP_BAD)
				unuse_cached(swp_entry(type, offset));
	}
	return error;
}
