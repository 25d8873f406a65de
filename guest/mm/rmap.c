/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The entries that map a page: counting them, asking them whether it was
 * used, and taking it away from them. Order of locks, where more than one
 * is held: mmap_sem, page lock, i_mmap_lock or anon_vma's, page_table_lock.
 */
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/rmap.h>
#include <linux/swap.h>

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
