/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Between the files of reclaim: shrink_list.c, shrink_zone.c, vmscan.c. */
#ifndef MM_VMSCAN_H
#define MM_VMSCAN_H

#include <linux/swap.h>

struct scan_control {
	unsigned long nr_to_scan;	/* pages of the list at hand */
	unsigned long nr_scanned;	/* inactive pages looked at */
	unsigned long nr_reclaimed;
	unsigned long nr_mapped;	/* in the system, when this began */
	int nr_to_reclaim;		/* pages after which a round stops */
	unsigned int priority;		/* 12: a little; 0: everything */
	unsigned int gfp_mask;
};

/* Frees what it can of locked-off pages; the rest stays on the list. */
int shrink_list(struct list_head *page_list, struct scan_control *sc);
void shrink_zone(struct zone *zone, struct scan_control *sc);

int current_is_kswapd(void);

#endif
