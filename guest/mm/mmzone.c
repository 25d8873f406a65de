/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Zones: how memory is divided, and how much of it must stay free. */
#include <linux/bootmem.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/swap.h>

struct page *mem_map;
unsigned long max_low_pfn, max_mapnr;
pg_data_t contig_page_data;

/* What interrupts and reclaim need while nothing else is free. */
int min_free_kbytes;

/* Of high memory, which nothing depends on, no more than asked for here. */
int min_free_high_kbytes;

struct zone *page_zone(const struct page *page)
{
	return contig_page_data.node_zones +
	       (PageHighMem(page) ? ZONE_HIGHMEM : ZONE_NORMAL);
}

static void zone_init(struct zone *zone, const char *name,
		      unsigned long start_pfn, unsigned long size)
{
	int order;

	zone->name = name;
	zone->zone_start_pfn = start_pfn;
	zone->spanned_pages = size;
	zone->temp_priority = zone->prev_priority = DEF_PRIORITY;
	INIT_LIST_HEAD(&zone->active_list);
	INIT_LIST_HEAD(&zone->inactive_list);
	for (order = 0; order < MAX_ORDER; order++)
		INIT_LIST_HEAD(&zone->free_area[order].free_list);
}

/* Who may have high memory tries it first: the other kind is rarer. */
static void build_zonelists(pg_data_t *pgdat)
{
	struct zone *zones = pgdat->node_zones;
	struct zonelist *high = pgdat->node_zonelists + 1;

	pgdat->node_zonelists[0].zones[0] = zones + ZONE_NORMAL;
	if (zones[ZONE_HIGHMEM].spanned_pages)
		high->zones[0] = zones + ZONE_HIGHMEM;
	high->zones[high->zones[0] != NULL] = zones + ZONE_NORMAL;
}

void free_area_init(const unsigned long *zones_size)
{
	static const char *const names[MAX_NR_ZONES] = { "Normal", "HighMem" };
	unsigned long pfn = 0;
	int i;

	for (i = 0; i < MAX_NR_ZONES; i++) {
		zone_init(contig_page_data.node_zones + i, names[i], pfn,
			  zones_size[i]);
		pfn += zones_size[i];
	}
	max_mapnr = pfn;
	mem_map = alloc_bootmem(max_mapnr * sizeof(struct page), PAGE_SIZE);
	for (pfn = 0; pfn < max_mapnr; pfn++) {
		SetPageReserved(mem_map + pfn);
		if (pfn >= zones_size[ZONE_NORMAL])
			SetPageHighMem(mem_map + pfn);
	}
	init_waitqueue_head(&contig_page_data.kswapd_wait);
	build_zonelists(&contig_page_data);
}

/*
 * How far kswapd gets ahead of those who allocate: by the size of memory,
 * also when a larger minimum is asked for. (In Linux 2.6 by the minimum: with
 * most of memory kept free, no more could ever be, and kswapd had no end.)
 */
static unsigned long mark_distance;

static void zone_set_marks(struct zone *zone)
{
	unsigned long min = min_free_kbytes >> (PAGE_SHIFT - 10);
	unsigned long distance = mark_distance;

	/* High memory is for processes: nothing atomic depends on it. */
	if (is_highmem(zone) && min_free_high_kbytes) {
		min = min_free_high_kbytes >> (PAGE_SHIFT - 10);
	} else if (is_highmem(zone)) {
		min = min(max(zone->present_pages / 1024,
			      (unsigned long)SWAP_CLUSTER_MAX), 128UL);
		distance = min / 4;
	}
	if (!zone->present_pages)
		min = distance = 0;
	zone->pages_min = min;
	zone->pages_low = min + distance;
	zone->pages_high = min + 2 * distance;
}

/* After a change of min_free_kbytes or min_free_high_kbytes. */
int setup_per_zone_pages_min(void)
{
	struct zone *zones = contig_page_data.node_zones, *zone;

	for_each_zone(zone)
		zone_set_marks(zone);
	zones[ZONE_NORMAL].lowmem_reserve =
		zones[ZONE_HIGHMEM].present_pages / 32;
	return 0;
}

/*
 * The reserve grows with the square root of memory: 4 times as much has
 * twice as many pages in flight. Linux's figures, 128 KiB to 64 MiB.
 */
static int __init init_per_zone_pages_min(void)
{
	struct zone *normal = contig_page_data.node_zones + ZONE_NORMAL;
	unsigned long kbytes = normal->present_pages << (PAGE_SHIFT - 10);

	min_free_kbytes = min(max(int_sqrt(kbytes * 16), 128UL), 65536UL);
	mark_distance = min_free_kbytes >> (PAGE_SHIFT - 10) >> 2;
	return setup_per_zone_pages_min();
}
core_initcall(init_per_zone_pages_min);

/*
 * Would a block of this order leave mark pages free, and a share of them in
 * blocks no smaller? Each order above halves what it must have.
 */
int zone_watermark_ok(const struct zone *zone, unsigned int order,
		      unsigned long mark, unsigned long reserve,
		      int can_try_harder, int gfp_high)
{
	long min = mark, free = zone->free_pages - (1L << order) + 1;
	unsigned int o;

	if (gfp_high)
		min -= min / 2;
	if (can_try_harder)
		min -= min / 4;
	if (free <= min + (long)reserve)
		return 0;
	for (o = 0; o < order; o++) {
		free -= zone->free_area[o].nr_free << o;
		min >>= 1;
		if (free <= min)
			return 0;
	}
	return 1;
}

unsigned long nr_free_pages(void)
{
	unsigned long sum = 0;
	struct zone *zone;

	for_each_zone(zone)
		sum += zone->free_pages;
	return sum;
}

unsigned long nr_free_buffer_pages(void)
{
	struct zone *zone = contig_page_data.node_zones + ZONE_NORMAL;

	return zone->present_pages > zone->pages_high ?
	       zone->present_pages - zone->pages_high : 0;
}
