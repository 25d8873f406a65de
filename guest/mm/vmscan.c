/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who reclaims: kswapd0, woken at pages_low, until all zones have pages_high
 * free; and, when that is not fast enough, those who want memory themselves.
 */
#include <linux/backing-dev.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include <linux/sched.h>
#include <linux/writeback.h>
#include "vmscan.h"

static void scan_begins(struct scan_control *sc, unsigned int gfp_mask)
{
	memset(sc, 0, sizeof(*sc));
	sc->gfp_mask = gfp_mask;
	sc->nr_mapped = read_page_state(nr_mapped);
}

static void scan_zone(struct zone *zone, struct scan_control *sc)
{
	zone->temp_priority = sc->priority;
	if (zone->prev_priority > (int)sc->priority)
		zone->prev_priority = sc->priority;
	shrink_zone(zone, sc);
}

/* Something was scanned twice over and little freed: wait for the disk. */
static void throttle(const struct scan_control *sc)
{
	if (sc->nr_scanned && sc->priority < DEF_PRIORITY - 2)
		blk_congestion_wait(WRITE, HZ / 10);
}

/*
 * A zone that looks as if nothing could be had from it is passed over, but
 * not in the last rounds: before a process is killed for it, each page has
 * been looked at once for its accessed bit and once without.
 */
static int is_hopeless(const struct zone *zone, const struct scan_control *sc)
{
	return zone->all_unreclaimable && sc->priority < DEF_PRIORITY &&
	       sc->priority > 2;
}

static int shrink_caches(struct zone *const *zones, struct scan_control *sc)
{
	int scanned = 0;

	for (; *zones; zones++) {
		struct zone *zone = *zones;

		if (!zone->present_pages || is_hopeless(zone, sc))
			continue;
		scanned = 1;
		scan_zone(zone, sc);
	}
	return scanned;
}

/*
 * From the first to the last priority, a longer part of the lists each time.
 * The caller waits, and has set PF_MEMALLOC: reclaim does not reclaim.
 */
int try_to_free_pages(struct zone *const *zones, unsigned int gfp_mask,
		      unsigned int order)
{
	unsigned long reclaimed = 0, total_scanned = 0;
	struct scan_control sc;
	struct zone *const *z;
	int priority;

	inc_page_state(allocstall);
	for (z = zones; *z; z++)
		(*z)->temp_priority = DEF_PRIORITY;
	for (priority = DEF_PRIORITY; priority >= 0; priority--) {
		scan_begins(&sc, gfp_mask);
		sc.priority = priority;
		shrink_caches(zones, &sc);
		sc.nr_reclaimed += shrink_slab(sc.nr_scanned, gfp_mask,
					       nr_lru_pages());
		total_scanned += sc.nr_scanned;
		reclaimed += sc.nr_reclaimed;
		if (reclaimed >= SWAP_CLUSTER_MAX)
			break;
		/* Dirty pages of files are pdflush's to write in order. */
		if (total_scanned > SWAP_CLUSTER_MAX * 3 / 2)
			wakeup_bdflush(total_scanned);
		throttle(&sc);
	}
	for (z = zones; *z; z++)
		(*z)->prev_priority = (*z)->temp_priority;
	return reclaimed != 0;
}

/* Nothing was freed in four scans of all its pages: do not try each time. */
static void note_unreclaimable(struct zone *zone)
{
	if (zone->pages_scanned >= (zone->nr_active + zone->nr_inactive) * 4)
		zone->all_unreclaimable = 1;
}

/* One round over the zones below their mark; were there any? */
static int balance_zones(pg_data_t *pgdat, struct scan_control *sc,
			 unsigned int order)
{
	struct zone *zone;
	int unbalanced = 0;

	for_each_zone(zone) {
		if (!zone->present_pages ||
		    (zone->all_unreclaimable && sc->priority != DEF_PRIORITY))
			continue;
		if (zone_watermark_ok(zone, order, zone->pages_high, 0, 0, 0))
			continue;
		unbalanced = 1;
		scan_zone(zone, sc);
		sc->nr_reclaimed += shrink_slab(sc->nr_scanned, sc->gfp_mask,
						nr_lru_pages());
		note_unreclaimable(zone);
	}
	return unbalanced;
}

static void balance_pgdat(pg_data_t *pgdat, unsigned int order)
{
	struct scan_control sc;
	struct zone *zone;
	int priority, unbalanced = 1;

	inc_page_state(pageoutrun);
	for_each_zone(zone)
		zone->temp_priority = DEF_PRIORITY;
	for (priority = DEF_PRIORITY; priority >= 0 && unbalanced;
	     priority--) {
		scan_begins(&sc, GFP_KERNEL);
		do {
			sc.priority = priority;
			sc.nr_reclaimed = 0;
			unbalanced = balance_zones(pgdat, &sc, order);
			/* As long as that is easy, it need not get harder. */
		} while (unbalanced && sc.nr_reclaimed >= SWAP_CLUSTER_MAX);
		if (unbalanced)
			throttle(&sc);
	}
	for_each_zone(zone)
		zone->prev_priority = zone->temp_priority;
}

int current_is_kswapd(void)
{
	return (current->flags & PF_KSWAPD) != 0;
}

/*
 * PF_MEMALLOC: it may use the last pages, since it makes more. Asked for a
 * larger order while at work, it does that before it sleeps.
 */
static int noinline kswapd(void *p)
{
	pg_data_t *pgdat = p;

	daemonize("kswapd%d", 0);
	pgdat->kswapd = current;
	current->flags |= PF_MEMALLOC | PF_KSWAPD;
	for (;;) {
		unsigned int order;
		DEFINE_WAIT(wait);

		prepare_to_wait(&pgdat->kswapd_wait, &wait,
				TASK_INTERRUPTIBLE);
		if (!pgdat->kswapd_woken)
			schedule();
		finish_wait(&pgdat->kswapd_wait, &wait);
		order = pgdat->kswapd_max_order;
		pgdat->kswapd_max_order = 0;
		pgdat->kswapd_woken = 0;
		balance_pgdat(pgdat, order);
	}
	return 0;
}

/* May be called from interrupts. */
void noinline wakeup_kswapd(struct zone *zone, unsigned int order)
{
	pg_data_t *pgdat = &contig_page_data;

	if (!zone->present_pages ||
	    zone_watermark_ok(zone, order, zone->pages_low, 0, 0, 0))
		return;
	if (pgdat->kswapd_max_order < (int)order)
		pgdat->kswapd_max_order = order;
	pgdat->kswapd_woken = 1;
	if (waitqueue_active(&pgdat->kswapd_wait))
		wake_up_interruptible(&pgdat->kswapd_wait);
}

static int __init kswapd_init(void)
{
	int pid = kernel_thread(kswapd, &contig_page_data, CLONE_KERNEL);

	return pid < 0 ? pid : 0;
}
/* Of a level, pdflush.c's come first: so do their pids. */
device_initcall(kswapd_init);
