/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The page cache: pages come, are found, locked and waited for, and go.
 * A mapping's tree and its counts are under tree_lock with interrupts off,
 * since a transfer's end changes tags.
 */
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include <linux/sched.h>
#include <linux/swap.h>
#include <linux/wait_bit.h>
#include <linux/writeback.h>

unsigned long nr_pagecache;

/* The page comes locked, and with a reference for the cache. */
int add_to_page_cache(struct page *page, struct address_space *mapping,
		      unsigned long index, unsigned int gfp_mask)
{
	int error = radix_tree_preload(gfp_mask & ~__GFP_HIGHMEM);

	if (error)
		return error;
	spin_lock_irq(&mapping->tree_lock);
	error = radix_tree_insert(&mapping->page_tree, index, page);
	if (!error) {
		get_page(page);
		SetPageLocked(page);
		page->mapping = mapping;
		page->index = index;
		mapping->nrpages++;
		nr_pagecache++;
	}
	spin_unlock_irq(&mapping->tree_lock);
	radix_tree_preload_end();
	return error;
}

int add_to_page_cache_lru(struct page *page, struct address_space *mapping,
			  unsigned long index, unsigned int gfp_mask)
{
	int error = add_to_page_cache(page, mapping, index, gfp_mask);

	if (!error)
		lru_cache_add(page);
	return error;
}

/* With tree_lock. The cache's reference is the caller's to drop. */
void __remove_from_page_cache(struct page *page)
{
	struct address_space *mapping = page->mapping;

	radix_tree_delete(&mapping->page_tree, page->index);
	page->mapping = NULL;
	mapping->nrpages--;
	nr_pagecache--;
}

void remove_from_page_cache(struct page *page)
{
	struct address_space *mapping = page->mapping;

	BUG_ON(!PageLocked(page));
	spin_lock_irq(&mapping->tree_lock);
	__remove_from_page_cache(page);
	spin_unlock_irq(&mapping->tree_lock);
}

struct page *find_get_page(struct address_space *mapping, unsigned long index)
{
	struct page *page;

	spin_lock_irq(&mapping->tree_lock);
	page = radix_tree_lookup(&mapping->page_tree, index);
	if (page)
		get_page(page);
	spin_unlock_irq(&mapping->tree_lock);
	return page;
}

struct page *find_lock_page(struct address_space *mapping, unsigned long index)
{
	struct page *page;

	for (;;) {
		page = find_get_page(mapping, index);
		if (!page)
			return NULL;
		lock_page(page);
		/* While we slept it may have been truncated. */
		if (page->mapping == mapping && page->index == index)
			return page;
		unlock_page(page);
		put_page(page);
	}
}

struct page *find_or_create_page(struct address_space *mapping,
				 unsigned long index, unsigned int gfp_mask)
{
	struct page *page;
	int error;

	for (;;) {
		page = find_lock_page(mapping, index);
		if (page)
			return page;
		page = alloc_page(gfp_mask);
		if (!page)
			return NULL;
		error = add_to_page_cache_lru(page, mapping, index, gfp_mask);
		if (!error)
			return page;
		put_page(page);
		/* -EEXIST: somebody was faster. */
		if (error != -EEXIST)
			return NULL;
	}
}

static unsigned int get_batch(struct address_space *mapping,
			      unsigned long *index, int tag, unsigned int n,
			      struct page **pages)
{
	unsigned int i, got;

	spin_lock_irq(&mapping->tree_lock);
	got = __radix_tree_gang(&mapping->page_tree, (void **)pages, *index,
				n, tag);
	for (i = 0; i < got; i++)
		get_page(pages[i]);
	if (got)
		*index = page_index(pages[got - 1]) + 1;
	spin_unlock_irq(&mapping->tree_lock);
	return got;
}

unsigned int find_get_pages(struct address_space *mapping,
			    unsigned long *index, unsigned int n,
			    struct page **pages)
{
	return get_batch(mapping, index, -1, n, pages);
}

unsigned int find_get_pages_tag(struct address_space *mapping,
				unsigned long *index, int tag, unsigned int n,
				struct page **pages)
{
	return get_batch(mapping, index, tag, n, pages);
}

void release_pages(struct page **pages, unsigned int n)
{
	while (n--)
		put_page(pages[n]);
}

/* What the page waits for may still be queued for its device. */
static void sync_page(void *word)
{
	struct page *page = container_of(word, struct page, flags);
	struct address_space *mapping = page_mapping(page);

	if (mapping && mapping->a_ops && mapping->a_ops->sync_page)
		mapping->a_ops->sync_page(page);
	schedule();
}

void __lock_page(struct page *page)
{
	wait_on_bit_lock(&page->flags, PG_locked, sync_page);
}

/* May be called from interrupts: the end of a read. */
void unlock_page(struct page *page)
{
	BUG_ON(!TestClearPageLocked(page));
	wake_up_bit(&page->flags, PG_locked);
}

void wait_on_page_bit(struct page *page, int bit)
{
	wait_on_bit(&page->flags, bit, sync_page);
}

/* May be called from interrupts: the end of a write. */
void end_page_writeback(struct page *page)
{
	/* Reclaim wrote it, and will want it next. */
	if (TestClearPageReclaim(page))
		rotate_reclaimable_page(page);
	BUG_ON(!test_clear_page_writeback(page));
	wake_up_bit(&page->flags, PG_writeback);
}
