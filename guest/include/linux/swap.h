/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pages that reclaim may take. Each is on its zone's active or inactive
 * list; a page that is used twice while inactive becomes active, and one
 * that nobody uses for a round of the active list becomes inactive.
 */
#ifndef _LINUX_SWAP_H
#define _LINUX_SWAP_H

#include <linux/mm.h>
#include <linux/vmstat.h>

/* swap.c: the lists. The caller holds a reference to the page. */
void lru_cache_add(struct page *page);
void lru_cache_add_active(struct page *page);
void activate_page(struct page *page);
void mark_page_accessed(struct page *page);
unsigned long nr_lru_pages(void);

#endif
