/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/meminfo and /proc/vmstat: where the memory is, and what it does. */
#include <linux/blkdev.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/proc_fs.h>
#include <linux/slab.h>
#include <linux/swap.h>
#include <linux/vmstat.h>

#define K(pages)	((unsigned long)(pages) << (PAGE_SHIFT - 10))

struct line {
	const char *name;
	unsigned long pages;
};

static int show_lines(char *buf, int size, const struct line *line, int n)
{
	int len = 0;

	for (; n--; line++)
		len += scnprintf(buf + len, size - len, "%-13s %8lu kB\n",
				 line->name, K(line->pages));
	return len;
}

/* Kilobytes. What the devices' own pages hold is "Buffers". */
int meminfo_read(char *buf, int size, struct task_struct *tsk)
{
	const struct zone *zones = contig_page_data.node_zones;
	unsigned long high = zones[ZONE_HIGHMEM].present_pages;
	unsigned long high_free = zones[ZONE_HIGHMEM].free_pages;
	unsigned long buffers = nr_blockdev_pages();
	const struct line lines[] = {
		{ "MemTotal:", totalram_pages },
		{ "MemFree:", nr_free_pages() },
		{ "Buffers:", buffers },
		{ "Cached:", nr_pagecache - buffers },
		{ "SwapCached:", total_swapcache_pages },
		{ "Active:", zones[ZONE_NORMAL].nr_active +
			     zones[ZONE_HIGHMEM].nr_active },
		{ "Inactive:", zones[ZONE_NORMAL].nr_inactive +
			       zones[ZONE_HIGHMEM].nr_inactive },
		{ "HighTotal:", high },
		{ "HighFree:", high_free },
		{ "LowTotal:", totalram_pages - high },
		{ "LowFree:", nr_free_pages() - high_free },
		{ "SwapTotal:", total_swap_pages },
		{ "SwapFree:", nr_swap_pages },
		{ "Dirty:", read_page_state(nr_dirty) },
		{ "Writeback:", read_page_state(nr_writeback) },
		{ "Mapped:", read_page_state(nr_mapped) },
		{ "Slab:", nr_slab_pages() },
		{ "PageTables:", read_page_state(nr_page_table_pages) },
	};

	(void)tsk;
	return show_lines(buf, size, lines, ARRAY_SIZE(lines));
}

int vmstat_read(char *buf, int size, struct task_struct *tsk)
{
	const unsigned long *counter = (const unsigned long *)&page_states;
	int len = 0;
	unsigned int i;

	(void)tsk;
	for (i = 0; i < NR_VMSTATS; i++)
		len += scnprintf(buf + len, size - len, "%s %lu\n",
				 vmstat_text[i], counter[i]);
	return len;
}
