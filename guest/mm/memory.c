/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Page faults on user memory: demand zero, file pages, copy on write. The
 * caller holds mmap_sem and has checked the access against the vma; each
 * do_*() is entered with page_table_lock held and returns without it.
 *
 * Reclaim changes entries without mmap_sem. Whoever drops page_table_lock
 * to sleep therefore looks whether the entry is still the same afterwards.
 */
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/rmap.h>
#include <linux/sched.h>
#include <linux/swap.h>

struct page *empty_zero_page;

/* A vma's pte for a page: writable only where a write needs no copy. */
static pte_t vma_pte(struct vm_area_struct *vma, struct page *page, int write)
{
	pte_t pte = mk_pte(page, vma->vm_page_prot);

	return write ? pte_mkdirty(pte_mkwrite(pte)) : pte_wrprotect(pte);
}

/* A page that was just allocated becomes part of the address space. */
static void map_anon_page(struct vm_area_struct *vma, unsigned long address,
			  pte_t *ptep, struct page *page)
{
	vma->vm_mm->rss++;
	vma->vm_mm->anon_rss++;
	SetPageReferenced(page);
	lru_cache_add_active(page);
	page_add_anon_rmap(page, vma, address);
	set_pte(ptep, vma_pte(vma, page, 1));
}

static struct page *alloc_anon_page(struct vm_area_struct *vma,
				    unsigned int zero)
{
	if (anon_vma_prepare(vma))
		return NULL;
	return alloc_page(GFP_HIGHUSER | zero);
}

static int do_anonymous_page(struct mm_struct *mm, struct vm_area_struct *vma,
			     unsigned long address, pte_t *ptep,
			     int write_access)
{
	struct page *page;

	if (!write_access) {
		set_pte(ptep, vma_pte(vma, empty_zero_page, 0));
		spin_unlock(&mm->page_table_lock);
		return VM_FAULT_MINOR;
	}
	spin_unlock(&mm->page_table_lock);
	page = alloc_anon_page(vma, __GFP_ZERO);
	if (!page)
		return VM_FAULT_OOM;
	spin_lock(&mm->page_table_lock);
	if (pte_none(*ptep))
		map_anon_page(vma, address, ptep, page);
	else
		put_page(page);
	spin_unlock(&mm->page_table_lock);
	return VM_FAULT_MINOR;
}

static struct page *private_copy(struct vm_area_struct *vma,
				 struct page *page)
{
	struct page *copy = alloc_anon_page(vma, 0);

	if (copy)
		copy_highpage(copy, page);
	put_page(page);
	return copy;
}

static void map_file_page(struct vm_area_struct *vma, pte_t *ptep,
			  struct page *page, int write_access)
{
	pte_t pte = vma_pte(vma, page, write_access);

	if (vma->vm_flags & VM_SHARED && vma->vm_flags & VM_WRITE)
		pte = pte_mkwrite(pte);
	if (!PageReserved(page))
		vma->vm_mm->rss++;
	page_add_file_rmap(page);
	set_pte(ptep, pte);
}

static int do_no_page(struct mm_struct *mm, struct vm_area_struct *vma,
		      unsigned long address, pte_t *ptep, int write_access)
{
	int type = VM_FAULT_MINOR;
	struct page *page;
	int copy = write_access && !(vma->vm_flags & VM_SHARED);

	if (!vma->vm_ops || !vma->vm_ops->nopage)
		return do_anonymous_page(mm, vma, address, ptep, write_access);
	spin_unlock(&mm->page_table_lock);
	page = vma->vm_ops->nopage(vma, address, &type);
	if (page == NOPAGE_SIGBUS)
		return VM_FAULT_SIGBUS;
	if (page == NOPAGE_OOM)
		return VM_FAULT_OOM;
	if (copy) {
		page = private_copy(vma, page);
		if (!page)
			return VM_FAULT_OOM;
	}
	spin_lock(&mm->page_table_lock);
	/* A file's page without a mapping was cut off meanwhile: look again. */
	if (!pte_none(*ptep) || (!copy && !page->mapping))
		put_page(page);
	else if (copy)
		map_anon_page(vma, address, ptep, page);
	else
		map_file_page(vma, ptep, page, write_access);
	spin_unlock(&mm->page_table_lock);
	return type;
}

/* Has the one entry that maps the page the only reference to it? */
static int can_reuse(struct page *page)
{
	int reuse;

	if (PageReserved(page) || !PageAnon(page) || TestSetPageLocked(page))
		return 0;
	reuse = can_share_swap_page(page);
	unlock_page(page);
	return reuse;
}

/* The entry gets a copy of old_page, to which the caller has a reference. */
static int copy_on_write(struct mm_struct *mm, struct vm_area_struct *vma,
			 unsigned long address, pte_t *ptep, pte_t orig_pte,
			 struct page *old_page)
{
	struct page *new_page = alloc_anon_page(vma, 0);

	if (!new_page)
		return VM_FAULT_OOM;
	copy_highpage(new_page, old_page);
	spin_lock(&mm->page_table_lock);
	if (!pte_same(*ptep, orig_pte)) {
		put_page(new_page);
	} else {
		map_anon_page(vma, address, ptep, new_page);
		__flush_tlb_one(address);
		if (!PageReserved(old_page)) {
			mm->rss--;
			mm->anon_rss -= PageAnon(old_page);
			page_remove_rmap(old_page);
			/* The entry's reference; the caller's is another. */
			put_page(old_page);
		}
	}
	spin_unlock(&mm->page_table_lock);
	return VM_FAULT_MINOR;
}

/* A write to a present, read-only page of a writable vma. */
static int do_wp_page(struct mm_struct *mm, struct vm_area_struct *vma,
		      unsigned long address, pte_t *ptep)
{
	struct page *old_page = pte_page(*ptep);
	pte_t orig_pte = *ptep;
	int ret;

	if (vma->vm_flags & VM_SHARED || can_reuse(old_page)) {
		set_pte(ptep, vma_pte(vma, old_page, 1));
		__flush_tlb_one(address);
		spin_unlock(&mm->page_table_lock);
		return VM_FAULT_MINOR;
	}
	if (!PageReserved(old_page))
		get_page(old_page);
	spin_unlock(&mm->page_table_lock);
	ret = copy_on_write(mm, vma, address, ptep, orig_pte, old_page);
	put_page(old_page);
	return ret;
}

/* The entry gives way to the page, which is locked until here. */
static void map_swap_page(struct vm_area_struct *vma, unsigned long address,
			  pte_t *ptep, struct page *page, int *write_access)
{
	swp_entry_t entry = pte_to_swp_entry(*ptep);
	pte_t pte = vma_pte(vma, page, 0);

	swap_free(entry);
	if (vm_swap_full())
		remove_exclusive_swap_page(page);
	vma->vm_mm->rss++;
	vma->vm_mm->anon_rss++;
	if (*write_access && can_share_swap_page(page)) {
		pte = vma_pte(vma, page, 1);
		*write_access = 0;
	}
	unlock_page(page);
	set_pte(ptep, pte);
	page_add_anon_rmap(page, vma, address);
}

static int swapin_error(swp_entry_t entry, unsigned long address)
{
	printk(KERN_ERR "swap: %s[%d]: slot %lu cannot be read: the page at "
	       "%08lx is lost\n", current->comm, current->pid,
	       swp_offset(entry), address);
	return VM_FAULT_SIGBUS;
}

static int do_swap_page(struct mm_struct *mm, struct vm_area_struct *vma,
			unsigned long address, pte_t *ptep, int write_access)
{
	pte_t orig_pte = *ptep;
	swp_entry_t entry = pte_to_swp_entry(orig_pte);
	struct page *page;
	int ret;

	spin_unlock(&mm->page_table_lock);
	page = swapin(entry, &ret);
	if (!page)
		return pte_same(*ptep, orig_pte) ? VM_FAULT_OOM : ret;
	spin_lock(&mm->page_table_lock);
	if (!pte_same(*ptep, orig_pte) || !PageUptodate(page)) {
		if (pte_same(*ptep, orig_pte))
			ret = swapin_error(entry, address);
		spin_unlock(&mm->page_table_lock);
		unlock_page(page);
		put_page(page);
		return ret;
	}
	map_swap_page(vma, address, ptep, page, &write_access);
	if (write_access)
		return do_wp_page(mm, vma, address, ptep) == VM_FAULT_OOM ?
		       VM_FAULT_OOM : ret;
	spin_unlock(&mm->page_table_lock);
	return ret;
}

int handle_mm_fault(struct mm_struct *mm, struct vm_area_struct *vma,
		    unsigned long address, int write_access)
{
	pte_t *ptep = pte_alloc_map(mm, address);

	inc_page_state(pgfault);
	if (!ptep)
		return VM_FAULT_OOM;
	address &= PAGE_MASK;
	spin_lock(&mm->page_table_lock);
	if (pte_none(*ptep))
		return do_no_page(mm, vma, address, ptep, write_access);
	if (!pte_present(*ptep))
		return do_swap_page(mm, vma, address, ptep, write_access);
	if (write_access && !pte_write(*ptep))
		return do_wp_page(mm, vma, address, ptep);
	/* Somebody was faster, or the TLB is older than the table. */
	set_pte(ptep, pte_mkyoung(*ptep));
	__flush_tlb_one(address);
	spin_unlock(&mm->page_table_lock);
	return VM_FAULT_MINOR;
}

/* Map a page in advance; the mapping takes over the caller's reference. */
int install_page(struct mm_struct *mm, struct vm_area_struct *vma,
		 unsigned long address, struct page *page)
{
	pte_t *ptep = pte_alloc_map(mm, address);

	if (!ptep || anon_vma_prepare(vma))
		return -ENOMEM;
	spin_lock(&mm->page_table_lock);
	BUG_ON(!pte_none(*ptep));
	map_anon_page(vma, address, ptep, page);
	spin_unlock(&mm->page_table_lock);
	return 0;
}
