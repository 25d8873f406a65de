/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The scan of a zone's lists. Pages are taken off a list a few at a time and
 * looked at without its lock; an isolated page has a reference, but not
 * PG_lru. The active list is scanned in step with the inactive one, so that
 * both shrink in proportion.
 */
#include <linux/kernel.h>
#include <linux/mm_inline.h>
#include <linux/pagemap.h>
#include <linux/rmap.h>
#include <linux/sched.h>
#include "vmscan.h"

/* 0: processes' pages go only when all else fails; 100: like any other. */
int vm_swappiness = 60;

/*
 * Up to nr_to_scan pages from the list's tail, with a reference each. One
 * whose last user is just about to free it is passed over.
 */
static int isolate_lru_pages(unsigned long nr_to_scan, struct list_head *src,
			     struct list_head *dst, unsigned long *scanned)
{
	unsigned long scan;
	int taken = 0;

	for (scan = 0; scan < nr_to_scan && !list_empty(src); scan++) {
		struct page *page = list_entry(src->prev, struct page, lru);

		if (!page_count(page)) {
			list_move(&page->lru, src);
			continue;
		}
		BUG_ON(!TestClearPageLRU(page));
		get_page(page);
		list_move(&page->lru, dst);
		taken++;
	}
	*scanned = scan;
	return taken;
}

/* Isolated pages back to where their PG_active says. */
static void putback_lru_pages(struct zone *zone, struct list_head *pages)
{
	while (!list_empty(pages)) {
		struct page *page = list_entry(pages->prev, struct page, lru);

		list_del(&page->lru);
		spin_lock_irq(&zone->lru_lock);
		BUG_ON(TestSetPageLRU(page));
		if (PageActive(page))
			add_page_to_active_list(zone, page);
		else
			add_page_to_inactive_list(zone, page);
		spin_unlock_irq(&zone->lru_lock);
		/* Not under the lock: this may be the last reference. */
		put_page(page);
	}
}

static void count_scan(struct zone *zone, struct scan_control *sc,
		       unsigned long scanned, int freed)
{
	if (current_is_kswapd()) {
		add_page_state(pgscan_kswapd, scanned);
		add_page_state(kswapd_steal, freed);
	} else {
		add_page_state(pgscan_direct, scanned);
	}
	sc->nr_scanned += scanned;
}

/* Takes sc->nr_to_scan pages off the inactive list, to be freed. */
static void shrink_cache(struct zone *zone, struct scan_control *sc)
{
	long max_scan = sc->nr_to_scan;
	LIST_HEAD(page_list);

	while (max_scan > 0) {
		unsigned long scanned;
		int taken;

		spin_lock_irq(&zone->lru_lock);
		taken = isolate_lru_pages(SWAP_CLUSTER_MAX,
					  &zone->inactive_list, &page_list,
					  &scanned);
		zone->nr_inactive -= taken;
		zone->pages_scanned += scanned;
		spin_unlock_irq(&zone->lru_lock);
		if (!taken)
			return;
		max_scan -= scanned;
		count_scan(zone, sc, scanned, shrink_list(&page_list, sc));
		putback_lru_pages(zone, &page_list);
	}
}

/*
 * Are processes' pages to go as well? That depends on how hard the last
 * reclaim of the zone was, and how much of memory they are.
 */
static int reclaims_mapped(const struct zone *zone,
			   const struct scan_control *sc)
{
	int distress = 100 >> zone->prev_priority;
	int mapped_ratio = sc->nr_mapped * 100 / totalram_pages;

	return mapped_ratio / 2 + distress + vm_swappiness >= 100;
}

/* Active pages stay while they are mapped and in use; the others move. */
static void sort_active(struct list_head *l_hold, struct list_head *l_active,
			struct list_head *l_inactive, int reclaim_mapped)
{
	while (!list_empty(l_hold)) {
		struct page *page = list_entry(l_hold->prev, struct page, lru);
		int keep = 0;

		cond_resched();
		if (page_mapped(page))
			keep = !reclaim_mapped ||
			       (!total_swap_pages && PageAnon(page)) ||
			       page_referenced(page, 0);
		list_move(&page->lru, keep ? l_active : l_inactive);
	}
}

/*
 * Moves pages from the active list's tail to the inactive list. To know
 * whether a page is in use takes a walk of its entries, so it is done only
 * if mapped pages are to be reclaimed at all.
 */
static void refill_inactive_zone(struct zone *zone, struct scan_control *sc)
{
	LIST_HEAD(l_hold);
	LIST_HEAD(l_active);
	LIST_HEAD(l_inactive);
	unsigned long scanned;
	struct page *page;

	spin_lock_irq(&zone->lru_lock);
	zone->nr_active -= isolate_lru_pages(sc->nr_to_scan,
					     &zone->active_list, &l_hold,
					     &scanned);
	zone->pages_scanned += scanned;
	spin_unlock_irq(&zone->lru_lock);
	add_page_state(pgrefill, scanned);

	sort_active(&l_hold, &l_active, &l_inactive,
		    reclaims_mapped(zone, sc));
	list_for_each_entry(page, &l_inactive, lru) {
		ClearPageActive(page);
		inc_page_state(pgdeactivate);
	}
	putback_lru_pages(zone, &l_inactive);
	putback_lru_pages(zone, &l_active);
}

/* What is to be scanned of a list; a remainder below a batch is kept. */
static unsigned long scan_share(unsigned long *nr_scan, unsigned long size,
				unsigned int priority)
{
	unsigned long share;

	*nr_scan += (size >> priority) + 1;
	if (*nr_scan < SWAP_CLUSTER_MAX)
		return 0;
	share = *nr_scan;
	*nr_scan = 0;
	return share;
}

void shrink_zone(struct zone *zone, struct scan_control *sc)
{
	unsigned long nr_active = scan_share(&zone->nr_scan_active,
					     zone->nr_active, sc->priority);
	unsigned long nr_inactive = scan_share(&zone->nr_scan_inactive,
					       zone->nr_inactive,
					       sc->priority);

	sc->nr_to_reclaim = SWAP_CLUSTER_MAX;
	while (nr_active || nr_inactive) {
		if (nr_active) {
			sc->nr_to_scan = min(nr_active,
					     (unsigned long)SWAP_CLUSTER_MAX);
			nr_active -= sc->nr_to_scan;
			refill_inactive_zone(zone, sc);
		}
		if (nr_inactive) {
			unsigned long before = sc->nr_reclaimed;

			sc->nr_to_scan = min(nr_inactive,
					     (unsigned long)SWAP_CLUSTER_MAX);
			nr_inactive -= sc->nr_to_scan;
			shrink_cache(zone, sc);
			sc->nr_to_reclaim -= sc->nr_reclaimed - before;
			if (sc->nr_to_reclaim <= 0)
				break;
		}
	}
}
