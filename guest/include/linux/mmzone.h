/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory in zones: NORMAL has addresses in the kernel's half, HIGHMEM has
 * none. Each has its own buddies, its own lists of pages that could be
 * reclaimed, and three marks for its free pages:
 *
 *	pages_high   kswapd goes back to sleep
 *	pages_low    kswapd is woken
 *	pages_min    who may wait must reclaim by itself; the rest is for
 *	             interrupts and for reclaim
 */
#ifndef _LINUX_MMZONE_H
#define _LINUX_MMZONE_H

#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#define MAX_ORDER	11

#define ZONE_NORMAL	0
#define ZONE_HIGHMEM	1
#define MAX_NR_ZONES	2

struct page;
struct task_struct;

struct free_area {
	struct list_head free_list;
	unsigned long nr_free;		/* blocks */
};

struct zone {
	spinlock_t lock;		/* irq-safe: the buddies */
	unsigned long free_pages;
	unsigned long pages_min, pages_low, pages_high;
	/* What requests that could have had a higher zone leave alone. */
	unsigned long lowmem_reserve;
	struct free_area free_area[MAX_ORDER];

	spinlock_t lru_lock;		/* irq-safe: the lists */
	struct list_head active_list, inactive_list;
	unsigned long nr_active, nr_inactive;
	unsigned long nr_scan_active, nr_scan_inactive;	/* still to scan */
	unsigned long pages_scanned;	/* since a page was freed */
	int all_unreclaimable;
	/*
	 * How hard the last reclaim had to try, 12 (hardly) to 0; the first
	 * while it runs, the second as its result.
	 */
	int temp_priority, prev_priority;

	unsigned long zone_start_pfn;
	unsigned long spanned_pages;	/* with holes */
	unsigned long present_pages;	/* given to the allocator */
	const char *name;
};

/* In the order in which to try them, up to a NULL. */
struct zonelist {
	struct zone *zones[MAX_NR_ZONES + 1];
};

#define GFP_ZONETYPES	2

typedef struct pglist_data {
	struct zone node_zones[MAX_NR_ZONES];
	struct zonelist node_zonelists[GFP_ZONETYPES];
	wait_queue_head_t kswapd_wait;
	struct task_struct *kswapd;
	int kswapd_woken;		/* below a mark since it last looked */
	int kswapd_max_order;		/* for a block of this order */
} pg_data_t;

extern pg_data_t contig_page_data;

#define for_each_zone(zone)						\
	for (zone = contig_page_data.node_zones;			\
	     zone < contig_page_data.node_zones + MAX_NR_ZONES; zone++)

static inline int is_highmem(const struct zone *zone)
{
	return zone == contig_page_data.node_zones + ZONE_HIGHMEM;
}

/* Frames of each zone, holes included; they follow each other from 0. */
void free_area_init(const unsigned long *zones_size);
extern int min_free_kbytes, min_free_high_kbytes;
int setup_per_zone_pages_min(void);
int zone_watermark_ok(const struct zone *zone, unsigned int order,
		      unsigned long mark, unsigned long reserve,
		      int can_try_harder, int gfp_high);
/* Pages that requests for this zone and those below it could have. */
unsigned long nr_free_buffer_pages(void);
struct zone *page_zone(const struct page *page);

#endif
