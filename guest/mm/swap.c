/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lists of pages that reclaim walks, and how a page moves on them. */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mm_inline.h>
#include <linux/swap.h>

void lru_cache_add(struct page *page)
{
	struct zone *zone = page_zone(page);
	unsigned long flags;

	spin_lock_irqsave(&zone->lru_lock, flags);
	BUG_ON(TestSetPageLRU(page));
	add_page_to_inactive_list(zone, page);
	spin_unlock_irqrestore(&zone->lru_lock, flags);
}

void lru_cache_add_active(struct page *page)
{
	struct zone *zone = page_zone(page);
	unsigned long flags;

	spin_lock_irqsave(&zone->lru_lock, flags);
	BUG_ON(TestSetPageLRU(page));
	SetPageActive(page);
	add_page_to_active_list(zone, page);
	spin_unlock_irqrestore(&zone->lru_lock, flags);
}

void activate_page(struct page *page)
{
	struct zone *zone = page_zone(page);
	unsigned long flags;

	spin_lock_irqsave(&zone->lru_lock, flags);
	if (PageLRU(page) && !PageActive(page)) {
		del_page_from_inactive_list(zone, page);
		SetPageActive(page);
		add_page_to_active_list(zone, page);
		inc_page_state(pgactivate);
	}
	spin_unlock_irqrestore(&zone->lru_lock, flags);
}

/*
 * For a use that no accessed bit tells of:
 *
 *	inactive, not referenced  ->  inactive, referenced
 *	inactive, referenced      ->  active, not referenced
 *	active, not referenced    ->  active, referenced
 */
void mark_page_accessed(struct page *page)
{
	if (!PageActive(page) && PageReferenced(page) && PageLRU(page)) {
		activate_page(page);
		ClearPageReferenced(page);
	} else if (!PageReferenced(page)) {
		SetPageReferenced(page);
	}
}

/*
 * From the interrupt that ends a write. The page goes to the inactive list's
 * tail, where reclaim begins: it can be freed at once.
 */
void rotate_reclaimable_page(struct page *page)
{
	struct zone *zone = page_zone(page);
	unsigned long flags;

	spin_lock_irqsave(&zone->lru_lock, flags);
	if (PageLRU(page) && !PageActive(page) && !PageDirty(page) &&
	    !PageLocked(page)) {
		list_move_tail(&page->lru, &zone->inactive_list);
		inc_page_state(pgrotated);
	}
	spin_unlock_irqrestore(&zone->lru_lock, flags);
}

/* The last reference has gone; reclaim may find the page until now. */
static void __page_cache_release(struct page *page)
{
	struct zone *zone = page_zone(page);
	unsigned long flags;

	spin_lock_irqsave(&zone->lru_lock, flags);
	if (TestClearPageLRU(page))
		del_page_from_lru(zone, page);
	spin_unlock_irqrestore(&zone->lru_lock, flags);
	free_hot_page(page);
}

void put_page(struct page *page)
{
	if (!PageReserved(page) && atomic_dec_and_test(&page->_count))
		__page_cache_release(page);
}

unsigned long nr_lru_pages(void)
{
	unsigned long sum = 0;
	struct zone *zone;

	for_each_zone(zone)
		sum += zone->nr_active + zone->nr_inactive;
	return sum;
}
