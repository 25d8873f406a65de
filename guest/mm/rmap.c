/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The entries that map a page: counting them, asking them whether it was
 * used, and taking it away from them. Order of locks, where more than one
 * is held: mmap_sem, page lock, i_mmap_lock or anon_vma's, page_table_lock.
 */
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include <linux/rmap.h>
#include <linux/swap.h>
#include <linux/writeback.h>

static void count_mapping(struct page *page)
{
	atomic_inc(&page->_mapcount);
	if (page_mapcount(page) == 1)
		inc_page_state(nr_mapped);
}

void page_add_anon_rmap(struct page *page, struct vm_area_struct *vma,
			unsigned long address)
{
	BUG_ON(PageReserved(page) || !vma->anon_vma);
	page->index = linear_page_index(vma, address);
	page->mapping = (void *)((char *)vma->anon_vma + PAGE_MAPPING_ANON);
	count_mapping(page);
}

void page_add_file_rmap(struct page *page)
{
	BUG_ON(PageAnon(page));
	if (!PageReserved(page))
		count_mapping(page);
}

void page_dup_rmap(struct page *page)
{
	count_mapping(page);
}

void page_remove_rmap(struct page *page)
{
	BUG_ON(PageReserved(page) || page_mapcount(page) <= 0);
	if (atomic_dec_and_test(&page->_mapcount))
		dec_page_state(nr_mapped);
}

/* Where the area has the page, or -EFAULT. */
static unsigned long vma_address(const struct page *page,
				 const struct vm_area_struct *vma)
{
	unsigned long address = vma->vm_start +
				((page->index - vma->vm_pgoff) << PAGE_SHIFT);

	if (address < vma->vm_start || address >= vma->vm_end)
		return -EFAULT;
	return address;
}

/* The entry if it maps the page; page_table_lock is held until then. */
static pte_t *page_check_address(struct page *page, struct mm_struct *mm,
				 unsigned long address)
{
	pte_t *ptep = pte_lookup(mm->pgd, address);

	if (ptep && pte_present(*ptep) && pte_pfn(*ptep) == page_to_pfn(page))
		return ptep;
	return NULL;
}

/* Was it used since the last call? A function, so that it can be broken. */
int noinline ptep_clear_flush_young(pte_t *ptep, unsigned long address)
{
	if (!pte_young(*ptep))
		return 0;
	set_pte(ptep, pte_mkold(*ptep));
	__flush_tlb_one(address);
	return 1;
}

static int page_referenced_one(struct page *page, struct vm_area_struct *vma)
{
	unsigned long address = vma_address(page, vma);
	struct mm_struct *mm = vma->vm_mm;
	int referenced = 0;
	pte_t *ptep;

	if (address == (unsigned long)-EFAULT)
		return 0;
	spin_lock(&mm->page_table_lock);
	ptep = page_check_address(page, mm, address);
	if (ptep)
		referenced = ptep_clear_flush_young(ptep, address);
	spin_unlock(&mm->page_table_lock);
	return referenced;
}

/* The page out of one entry; not static: tools watch what is taken. */
int noinline unmap_entry(struct vm_area_struct *vma, struct page *page,
			 pte_t *ptep, unsigned long address)
{
	swp_entry_t entry = { .val = page->private };
	struct mm_struct *mm = vma->vm_mm;
	pte_t pte;

	/* Used since page_referenced() looked: it is not the one to take. */
	if (ptep_clear_flush_young(ptep, address))
		return SWAP_FAIL;
	pte = ptep_clear_flush(ptep, address);
	if (PageAnon(page)) {
		swap_duplicate(entry);
		set_pte(ptep, swp_entry_to_pte(entry));
	}
	if (pte_dirty(pte))
		set_page_dirty(page);
	mm->rss--;
	mm->anon_rss -= PageAnon(page);
	page_remove_rmap(page);
	put_page(page);
	return SWAP_AGAIN;
}

static int try_to_unmap_one(struct page *page, struct vm_area_struct *vma)
{
	unsigned long address = vma_address(page, vma);
	struct mm_struct *mm = vma->vm_mm;
	int ret = SWAP_AGAIN;
	pte_t *ptep;

	if (address == (unsigned long)-EFAULT)
		return ret;
	spin_lock(&mm->page_table_lock);
	ptep = page_check_address(page, mm, address);
	if (ptep && vma->vm_flags & VM_LOCKED)
		ret = SWAP_FAIL;
	else if (ptep)
		ret = unmap_entry(vma, page, ptep, address);
	spin_unlock(&mm->page_table_lock);
	return ret;
}

/*
 * Without preemption from here: the page is mapped, so its anon_vma is
 * there, and stays until the end of the walk.
 */
static struct anon_vma *page_lock_anon_vma(struct page *page)
{
	unsigned long mapping = (unsigned long)page->mapping;
	struct anon_vma *anon_vma;

	preempt_disable();
	if (!page_mapped(page) || !(mapping & PAGE_MAPPING_ANON)) {
		preempt_enable();
		return NULL;
	}
	anon_vma = (struct anon_vma *)(mapping & ~PAGE_MAPPING_ANON);
	spin_lock(&anon_vma->lock);
	preempt_enable();
	return anon_vma;
}

static int page_referenced_anon(struct page *page)
{
	struct anon_vma *anon_vma = page_lock_anon_vma(page);
	struct vm_area_struct *vma;
	int referenced = 0;

	if (!anon_vma)
		return 0;
	list_for_each_entry(vma, &anon_vma->head, anon_vma_node)
		referenced += page_referenced_one(page, vma);
	spin_unlock(&anon_vma->lock);
	return referenced;
}

static int page_referenced_file(struct page *page)
{
	struct address_space *mapping = page->mapping;
	struct vm_area_struct *vma;
	int referenced = 0;

	spin_lock(&mapping->i_mmap_lock);
	list_for_each_entry(vma, &mapping->i_mmap, i_mmap_node)
		referenced += page_referenced_one(page, vma);
	spin_unlock(&mapping->i_mmap_lock);
	return referenced;
}

int noinline page_referenced(struct page *page, int is_locked)
{
	int referenced = TestClearPageReferenced(page) != 0;

	if (!page_mapped(page) || !page->mapping)
		return referenced;
	if (PageAnon(page))
		return referenced + page_referenced_anon(page);
	/* Its lock keeps the file's mapping; a page in use is referenced. */
	if (!is_locked && TestSetPageLocked(page))
		return referenced + 1;
	if (page->mapping)
		referenced += page_referenced_file(page);
	if (!is_locked)
		unlock_page(page);
	return referenced;
}

static int try_to_unmap_anon(struct page *page)
{
	struct anon_vma *anon_vma = page_lock_anon_vma(page);
	struct vm_area_struct *vma;
	int ret = SWAP_AGAIN;

	if (!anon_vma)
		return ret;
	list_for_each_entry(vma, &anon_vma->head, anon_vma_node) {
		ret = try_to_unmap_one(page, vma);
		if (ret == SWAP_FAIL || !page_mapped(page))
			break;
	}
	spin_unlock(&anon_vma->lock);
	return ret;
}

static int try_to_unmap_file(struct page *page)
{
	struct address_space *mapping = page->mapping;
	struct vm_area_struct *vma;
	int ret = SWAP_AGAIN;

	spin_lock(&mapping->i_mmap_lock);
	list_for_each_entry(vma, &mapping->i_mmap, i_mmap_node) {
		ret = try_to_unmap_one(page, vma);
		if (ret == SWAP_FAIL || !page_mapped(page))
			break;
	}
	spin_unlock(&mapping->i_mmap_lock);
	return ret;
}

int noinline try_to_unmap(struct page *page)
{
	int ret;

	BUG_ON(PageReserved(page) || !PageLocked(page));
	ret = PageAnon(page) ? try_to_unmap_anon(page) :
			       try_to_unmap_file(page);
	return page_mapped(page) ? ret : SWAP_SUCCESS;
}
