/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How memory is divided, into the log: for those who ran out of it. */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/slab.h>
#include <linux/swap.h>

#define K(pages)	((pages) << (PAGE_SHIFT - 10))

static void show_zone(const struct zone *zone)
{
	printk(KERN_WARNING "%s free:%lukB min:%lukB low:%lukB high:%lukB "
	       "active:%lukB inactive:%lukB present:%lukB "
	       "pages_scanned:%lu all_unreclaimable? %s\n", zone->name,
	       K(zone->free_pages), K(zone->pages_min), K(zone->pages_low),
	       K(zone->pages_high), K(zone->nr_active),
	       K(zone->nr_inactive), K(zone->present_pages),
	       zone->pages_scanned, zone->all_unreclaimable ? "yes" : "no");
}

/* The free blocks of each order. */
static void show_blocks(const struct zone *zone)
{
	unsigned int order;

	printk(KERN_WARNING "%s:", zone->name);
	for (order = 0; order < MAX_ORDER; order++)
		printk(" %lu*%lukB", zone->free_area[order].nr_free,
		       K(1UL << order));
	printk("\n");
}

void show_mem(void)
{
	struct zone *zone;

	printk(KERN_WARNING "Mem-info: %lukB of %lukB free, page cache "
	       "%lukB, mapped %lukB, slab %lukB, dirty %lukB, "
	       "writeback %lukB\n", K(nr_free_pages()), K(totalram_pages),
	       K(nr_pagecache), K(read_page_state(nr_mapped)),
	       K(nr_slab_pages()), K(read_page_state(nr_dirty)),
	       K(read_page_state(nr_writeback)));
	for_each_zone(zone) {
		if (!zone->present_pages)
			continue;
		show_zone(zone);
		show_blocks(zone);
	}
	printk(KERN_WARNING "Swap: %ldkB of %ldkB free, swap cache %lukB\n",
	       K(nr_swap_pages), K(total_swap_pages),
	       K(total_swapcache_pages));
}
