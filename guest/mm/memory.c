/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Page faults on user memory: demand zero, file pages, copy on write. The
 * caller holds mmap_sem and has checked the access against the vma.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched.h>

struct page *empty_zero_page;

/* A vma's pte for a page: writable only where a write needs no copy. */
static pte_t vma_pte(struct vm_area_struct *vma, struct page *page, int write)
{
	pte_t pte = mk_pte(page, vma->vm_page_prot);

	return write ? pte_mkdirty(pte_mkwrite(pte)) : pte_wrprotect(pte);
}

static void map_page(struct mm_struct *mm, pte_t *ptep, struct page *page,
		     pte_t pte)
{
	if (!PageReserved(page)) {
		atomic_inc(&page->_mapcount);
		mm->rss++;
	}
	set_pte(ptep, pte);
}

static int do_anonymous_page(struct mm_struct *mm, struct vm_area_struct *vma,
			     pte_t *ptep, int write_access)
{
	struct page *page = empty_zero_page;

	if (write_access) {
		page = alloc_page(GFP_HIGHUSER | __GFP_ZERO);
		if (!page)
			return VM_FAULT_OOM;
	}
	map_page(mm, ptep, page, vma_pte(vma, page, write_access));
	return VM_FAULT_MINOR;
}

static struct page *private_copy(struct page *page)
{
	struct page *copy = alloc_page(GFP_HIGHUSER);

	if (copy)
		copy_page(page_address(copy), page_address(page));
	put_page(page);
	return copy;
}

static int do_no_page(struct mm_struct *mm, struct vm_area_struct *vma,
		      unsigned long address, pte_t *ptep, int write_access)
{
	struct page *page;
	pte_t pte;

	page = vma->vm_ops->nopage(vma, address & PAGE_MASK);
	if (!page)
		return VM_FAULT_SIGBUS;
	if (write_access && !(vma->vm_flags & VM_SHARED)) {
		page = private_copy(page);
		if (!page)
			return VM_FAULT_OOM;
	}
	pte = vma_pte(vma, page, write_access);
	if (vma->vm_flags & VM_SHARED && vma->vm_flags & VM_WRITE)
		pte = pte_mkwrite(pte);
	map_page(mm, ptep, page, pte);
	return VM_FAULT_MINOR;
}

/* A write to a present, read-only page of a writable vma. */
static int do_wp_page(struct mm_struct *mm, struct vm_area_struct *vma,
		      unsigned long address, pte_t *ptep)
{
	struct page *old_page = pte_page(*ptep), *new_page;

	if (vma->vm_flags & VM_SHARED ||
	    (!PageReserved(old_page) && page_count(old_page) == 1)) {
		set_pte(ptep, vma_pte(vma, old_page, 1));
		__flush_tlb_one(address);
		return VM_FAULT_MINOR;
	}
	new_page = alloc_page(GFP_HIGHUSER);
	if (!new_page)
		return VM_FAULT_OOM;
	copy_page(page_address(new_page), page_address(old_page));
	map_page(mm, ptep, new_page, vma_pte(vma, new_page, 1));
	__flush_tlb_one(address);
	if (!PageReserved(old_page)) {
		mm->rss--;
		atomic_dec(&old_page->_mapcount);
		put_page(old_page);
	}
	return VM_FAULT_MINOR;
}

int handle_mm_fault(struct mm_struct *mm, struct vm_area_struct *vma,
		    unsigned long address, int write_access)
{
	pte_t *ptep = pte_alloc_map(mm, address);

	if (!ptep)
		return VM_FAULT_OOM;
	if (pte_none(*ptep)) {
		if (vma->vm_ops && vma->vm_ops->nopage)
			return do_no_page(mm, vma, address, ptep,
					  write_access);
		return do_anonymous_page(mm, vma, ptep, write_access);
	}
	if (write_access && !pte_write(*ptep))
		return do_wp_page(mm, vma, address, ptep);
	/* Somebody was faster, or the TLB is older than the table. */
	__flush_tlb_one(address);
	return VM_FAULT_MINOR;
}

/* Map a page in advance; the mapping takes over the caller's reference. */
int install_page(struct mm_struct *mm, struct vm_area_struct *vma,
		 unsigned long address, struct page *page)
{
	pte_t *ptep = pte_alloc_map(mm, address);

	if (!ptep)
		return -ENOMEM;
	BUG_ON(!pte_none(*ptep));
	map_page(mm, ptep, page, vma_pte(vma, page, 1));
	return 0;
}

static int copy_one_pte(struct mm_struct *dst, pte_t *src_pte,
			unsigned long address, int cow)
{
	struct page *page = pte_page(*src_pte);
	pte_t *dst_pte = pte_alloc_map(dst, address);

	if (!dst_pte)
		return -ENOMEM;
	if (cow && pte_write(*src_pte)) {
		set_pte(src_pte, pte_wrprotect(*src_pte));
		__flush_tlb_one(address);
	}
	if (!PageReserved(page))
		get_page(page);
	map_page(dst, dst_pte, page, pte_mkold(*src_pte));
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
		if (pte_present(*ptep)) {
			error = copy_one_pte(dst, ptep, address, cow);
			if (error)
				return error;
		}
		address += PAGE_SIZE;
	}
	return 0;
}

static void zap_one_pte(struct mm_struct *mm, pte_t *ptep,
			unsigned long address)
{
	struct page *page = pte_page(*ptep);

	if (pte_dirty(*ptep) && page->mapping)
		SetPageDirty(page);
	pte_clear(ptep);
	/* Flush before the page can get another owner. */
	__flush_tlb_one(address);
	if (PageReserved(page))
		return;
	mm->rss--;
	atomic_dec(&page->_mapcount);
	put_page(page);
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
		if (pte_present(*ptep))
			zap_one_pte(mm, ptep, address);
		address += PAGE_SIZE;
	}
}
