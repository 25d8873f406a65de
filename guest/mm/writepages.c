/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The dirty pages of one mapping, in the order of the file. */
#include <linux/backing-dev.h>
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include <linux/sched.h>
#include <linux/writeback.h>

#define BATCH	16

/* What there is of the file that one call shall go over: [index, end]. */
struct page_range {
	unsigned long index, end;
};

/* Locks the page; 0 if it needs no writing after all. */
static int prepare_page(struct address_space *mapping, struct page *page,
			struct writeback_control *wbc)
{
	lock_page(page);
	if (page->mapping == mapping) {
		if (wbc->sync_mode != WB_SYNC_NONE)
			wait_on_page_writeback(page);
		if (!PageWriteback(page) && clear_page_dirty_for_io(page))
			return 1;
	}
	unlock_page(page);
	return 0;
}

/* Whether wbc has had enough. */
static int enough(struct address_space *mapping,
		  struct writeback_control *wbc)
{
	if (wbc->nr_to_write <= 0)
		return 1;
	if (wbc->nonblocking &&
	    bdi_write_congested(mapping->backing_dev_info)) {
		wbc->encountered_congestion = 1;
		return 1;
	}
	return 0;
}

/* range->index ends up behind the last page written. */
static int write_range(struct address_space *mapping,
		       struct writeback_control *wbc,
		       struct page_range *range)
{
	struct page *pages[BATCH];
	unsigned long next = range->index;
	unsigned int n, i;
	int error = 0, other, stop = 0;

	while (!stop && next <= range->end &&
	       (n = find_get_pages_tag(mapping, &next, PAGECACHE_TAG_DIRTY,
				       BATCH, pages))) {
		for (i = 0; i < n && !stop; i++) {
			unsigned long index = pages[i]->index;

			stop = index > range->end;
			if (stop || !prepare_page(mapping, pages[i], wbc))
				continue;
			other = mapping->a_ops->writepage(pages[i], wbc);
			mapping_set_error(mapping, other);
			/* The others may have better luck. */
			if (!error)
				error = other;
			wbc->nr_to_write--;
			range->index = index + 1;
			stop = enough(mapping, wbc);
		}
		release_pages(pages, n);
		cond_resched();
	}
	return error;
}

/*
 * By writepage, one page after the other. A round that does not wait goes on
 * where the last one ended, and from the end to the beginning.
 */
int generic_writepages(struct address_space *mapping,
		       struct writeback_control *wbc)
{
	struct page_range range = { 0, -1UL };
	unsigned long first = 0;
	int error;

	if (!mapping->a_ops->writepage || enough(mapping, wbc))
		return 0;
	if (wbc->end) {
		range.index = wbc->start >> PAGE_SHIFT;
		range.end = wbc->end >> PAGE_SHIFT;
	} else if (wbc->sync_mode == WB_SYNC_NONE) {
		first = range.index = mapping->writeback_index;
	}
	error = write_range(mapping, wbc, &range);
	if (first && !error && !enough(mapping, wbc)) {
		range = (struct page_range){ 0, first - 1 };
		error = write_range(mapping, wbc, &range);
	}
	if (wbc->sync_mode == WB_SYNC_NONE && !wbc->end)
		mapping->writeback_index = range.index;
	return error;
}

int do_writepages(struct address_space *mapping, struct writeback_control *wbc)
{
	if (wbc->nr_to_write <= 0)
		return 0;
	if (mapping->a_ops->writepages)
		return mapping->a_ops->writepages(mapping, wbc);
	return generic_writepages(mapping, wbc);
}

/* A locked page; it comes back unlocked. With wait, until it is there. */
int write_one_page(struct page *page, int wait)
{
	struct address_space *mapping = page->mapping;
	struct writeback_control wbc = {
		.sync_mode = WB_SYNC_ALL, .nr_to_write = 1,
	};
	int error = 0;

	if (wait)
		wait_on_page_writeback(page);
	if (!clear_page_dirty_for_io(page)) {
		unlock_page(page);
		return 0;
	}
	get_page(page);
	error = mapping->a_ops->writepage(page, &wbc);
	if (!error && wait) {
		wait_on_page_writeback(page);
		if (PageError(page))
			error = -EIO;
	}
	put_page(page);
	return error;
}
