/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Page tables by the range: copied by fork(), emptied by munmap(). */
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/rmap.h>
#include <linux/sched.h>
#include <linux/swap.h>
#include <linux/writeback.h>

/* What the parent has on swap the child has there as well. */
static void copy_swap_pte(pte_t *dst_pte, pte_t *src_pte)
{
	swap_duplicate(pte_to_swp_entry(*src_pte));
	set_pte(dst_pte, *src_pte);
}

/* Both tables' locks are held. */
static void copy_one_pte(struct mm_struct *dst, pte_t *dst_pte, pte_t *src_pte,
			 unsigned long address, int cow)
{
	struct page *page = pte_page(*src_pte);

	if (cow && pte_write(*src_pte)) {
		set_pte(src_pte, pte_wrprotect(*src_pte));
		__flush_tlb_one(address);
	}
	if (!PageReserved(page)) {
		get_page(page);
		page_dup_rmap(page);
		dst->rss++;
		dst->anon_rss += PageAnon(page);
	}
	set_pte(dst_pte, pte_mkold(*src_pte));
}

static int copy_address(struct mm_struct *dst, struct mm_struct *src,
			pte_t *src_pte, unsigned long address, int cow)
{
	pte_t *dst_pte = pte_alloc_map(dst, address);

	if (!dst_pte)
		return -ENOMEM;
	/* Looked at here only: to get the table may have taken some sleep. */
	spin_lock(&dst->page_table_lock);
	spin_lock(&src->page_table_lock);
	if (pte_present(*src_pte))
		copy_one_pte(dst, dst_pte, src_pte, address, cow);
	else if (!pte_none(*src_pte))
		copy_swap_pte(dst_pte, src_pte);
	spin_unlock(&src->page_table_lock);
	spin_unlock(&dst->page_table_lock);
	return 0;
}

/* fork: both sides get the same pages, private ones read-only. */
int copy_page_range(struct mm_struct *dst, struct mm_struct *src,
		    struct vm_area_struct *vma)
{
	unsigned long address = vma->vm_start;
	int cow = (vma->vm_flags & (VM_SHARED | VM_MAYWRITE)) == VM_MAYWRITE;
	int error;

	while (address < vma->vm_end) {
		pte_t *ptep = pte_lookup(src->pgd, address);

		if (!ptep) {
			address = (address & PMD_MASK) + PMD_SIZE;
			if (!address)
				break;
			continue;
		}
		if (!pte_none(*ptep)) {
			error = copy_address(dst, src, ptep, address, cow);
			if (error)
				return error;
		}
		address += PAGE_SIZE;
	}
	return 0;
}

static void zap_present(struct mm_struct *mm, pte_t *ptep,
			unsigned long address)
{
	pte_t pte = ptep_clear_flush(ptep, address);
	struct page *page = pte_page(pte);

	if (PageReserved(page))
		return;
	if (pte_dirty(pte))
		set_page_dirty(page);
	if (pte_young(pte) && !PageAnon(page))
		mark_page_accessed(page);
	mm->rss--;
	mm->anon_rss -= PageAnon(page);
	page_remove_rmap(page);
	free_page_and_swap_cache(page);
}

static void zap_one(struct mm_struct *mm, pte_t *ptep, unsigned long address)
{
	pte_t pte = *ptep;

	if (pte_present(pte)) {
		zap_present(mm, ptep, address);
	} else if (!pte_none(pte)) {
		pte_clear(ptep);
		free_swap_and_cache(pte_to_swp_entry(pte));
	}
}

void zap_page_range(struct mm_struct *mm, unsigned long start,
		    unsigned long end)
{
	unsigned long address = start;

	while (address < end) {
		pte_t *ptep = pte_lookup(mm->pgd, address);

		if (!ptep) {
			address = (address & PMD_MASK) + PMD_SIZE;
			if (!address)
				break;
			continue;
		}
		/* One at a time, so that others get their turn. */
		spin_lock(&mm->page_table_lock);
		zap_one(mm, ptep, address);
		spin_unlock(&mm->page_table_lock);
		address += PAGE_SIZE;
	}
}

/* The pages [first, last] of the file, as far as the area has them. */
static void unmap_vma_pages(struct vm_area_struct *vma, unsigned long first,
			    unsigned long last)
{
	unsigned long pages = (vma->vm_end - vma->vm_start) >> PAGE_SHIFT;
	unsigned long pgoff = vma->vm_pgoff;

	if (last < pgoff || first >= pgoff + pages)
		return;
	first = max(first, pgoff) - pgoff;
	last = min(last, pgoff + pages - 1) - pgoff;
	zap_page_range(vma->vm_mm, vma->vm_start + (first << PAGE_SHIFT),
		       vma->vm_start + ((last + 1) << PAGE_SHIFT));
}

void unmap_mapping_range(struct address_space *mapping, loff_t holebegin,
			 loff_t holelen)
{
	unsigned long first = (holebegin + PAGE_SIZE - 1) >> PAGE_SHIFT;
	unsigned long last = ~0UL;
	struct vm_area_struct *vma;

	if (holelen)
		last = ((holebegin + holelen + PAGE_SIZE - 1) >> PAGE_SHIFT) -
		       1;
	spin_lock(&mapping->i_mmap_lock);
	list_for_each_entry(vma, &mapping->i_mmap, i_mmap_node)
		unmap_vma_pages(vma, first, last);
	spin_unlock(&mapping->i_mmap_lock);
}
