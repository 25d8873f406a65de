/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A page onto a zone's list and off it; the caller holds the lru_lock. */
#ifndef _LINUX_MM_INLINE_H
#define _LINUX_MM_INLINE_H

#include <linux/list.h>
#include <linux/mmzone.h>
#include <linux/page-flags.h>

static inline void add_page_to_active_list(struct zone *zone,
					   struct page *page)
{
	list_add(&page->lru, &zone->active_list);
	zone->nr_active++;
}

static inline void add_page_to_inactive_list(struct zone *zone,
					     struct page *page)
{
	list_add(&page->lru, &zone->inactive_list);
	zone->nr_inactive++;
}

static inline void del_page_from_active_list(struct zone *zone,
					     struct page *page)
{
	list_del(&page->lru);
	zone->nr_active--;
}

static inline void del_page_from_inactive_list(struct zone *zone,
					       struct page *page)
{
	list_del(&page->lru);
	zone->nr_inactive--;
}

/* The page is about to be free. */
static inline void del_page_from_lru(struct zone *zone, struct page *page)
{
	if (TestClearPageActive(page))
		del_page_from_active_list(zone, page);
	else
		del_page_from_inactive_list(zone, page);
}

#endif
