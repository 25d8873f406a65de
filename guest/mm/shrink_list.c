/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What becomes of an inactive page: it was used again, or it is unmapped,
 * written if it is dirty, and taken from its owner. A page under writing is
 * left for the next round; its end puts it where that round begins.
 */
#include <linux/backing-dev.h>
#include <linux/buffer_head.h>
#include <linux/kernel.h>
#include <linux/mm_inline.h>
#include <linux/pagemap.h>
#include <linux/rmap.h>
#include <linux/sched.h>
#include <linux/writeback.h>
#include "vmscan.h"

enum verdict {
	PAGE_KEEP,		/* back to the inactive list */
	PAGE_ACTIVATE,		/* to the active one */
	PAGE_CLEAN,		/* locked, and as its device has it */
	PAGE_WRITTEN,		/* unlocked: its write has begun or ended */
	PAGE_FREED,
};

/* Unmapped, it may still be used through its mapping: as a file, say. */
static int page_mapping_inuse(struct page *page)
{
	struct address_space *mapping;

	if (page_mapped(page) || PageSwapCache(page))
		return 1;
	mapping = page_mapping(page);
	return mapping && !list_empty(&mapping->i_mmap);
}

/* Its cache, its buffers and we are all who know it. */
static int is_page_cache_freeable(const struct page *page)
{
	return page_count(page) - (PagePrivate(page) != 0) == 2;
}

/* Waiting for a full queue would keep us from pages that need no I/O. */
static int may_write_to_queue(struct backing_dev_info *bdi)
{
	return !bdi || !bdi_write_congested(bdi) || !current_is_kswapd();
}

static enum verdict start_write(struct page *page,
				struct address_space *mapping)
{
	struct writeback_control wbc = {
		.sync_mode = WB_SYNC_NONE,
		.nr_to_write = SWAP_CLUSTER_MAX,
		.nonblocking = 1,
		.for_reclaim = 1,
	};
	int error;

	SetPageReclaim(page);
	error = mapping->a_ops->writepage(page, &wbc);
	if (error < 0)
		mapping_set_error(mapping, error);
	/* Written at once, or failed: nobody else will clear it. */
	if (!PageWriteback(page))
		ClearPageReclaim(page);
	return PAGE_WRITTEN;
}

/* A dirty page without users begins its way to its device. */
static enum verdict pageout(struct page *page, struct scan_control *sc)
{
	struct address_space *mapping = page_mapping(page);
	unsigned int needed = PageSwapCache(page) ? __GFP_IO : __GFP_FS;

	if (!(sc->gfp_mask & needed) || !is_page_cache_freeable(page) ||
	    !mapping)
		return PAGE_KEEP;
	if (!mapping->a_ops || !mapping->a_ops->writepage)
		return PAGE_ACTIVATE;
	if (!may_write_to_queue(mapping->backing_dev_info))
		return PAGE_KEEP;
	if (!clear_page_dirty_for_io(page))
		return PAGE_CLEAN;
	return start_write(page, mapping);
}

/* The page's place in its tree goes, unless somebody has taken it up. */
static int remove_mapping(struct page *page)
{
	struct address_space *mapping = page_mapping(page);
	swp_entry_t entry = { .val = page->private };
	int swapcache = PageSwapCache(page);
	unsigned long flags;

	spin_lock_irqsave(&mapping->tree_lock, flags);
	/* Somebody may have found it there, and even have written to it. */
	if (page_count(page) != 2 || PageDirty(page)) {
		spin_unlock_irqrestore(&mapping->tree_lock, flags);
		return 0;
	}
	if (swapcache)
		__delete_from_swap_cache(page);
	else
		__remove_from_page_cache(page);
	spin_unlock_irqrestore(&mapping->tree_lock, flags);
	if (swapcache)
		swap_free(entry);
	put_page(page);
	return 1;
}

/* Clean, unmapped, locked: from its buffers and from its mapping. */
static enum verdict free_clean_page(struct page *page,
				    struct scan_control *sc)
{
	if (PagePrivate(page)) {
		if (!try_to_release_page(page, sc->gfp_mask))
			return PAGE_ACTIVATE;
		/* Truncated, it was kept for its buffers' sake alone. */
		if (!page_mapping(page) && page_count(page) == 1)
			return PAGE_FREED;
	}
	if (!page_mapping(page) || !remove_mapping(page))
		return PAGE_KEEP;
	return PAGE_FREED;
}

/* An anonymous page needs a slot, a mapped one has to leave its entries. */
static enum verdict detach(struct page *page, struct scan_control *sc)
{
	if (PageAnon(page) && !PageSwapCache(page) &&
	    (!(sc->gfp_mask & __GFP_IO) || !add_to_swap(page)))
		return PAGE_ACTIVATE;
	if (page_mapped(page) && page_mapping(page)) {
		switch (try_to_unmap(page)) {
		case SWAP_FAIL:
			return PAGE_ACTIVATE;
		case SWAP_AGAIN:
			return PAGE_KEEP;
		}
	}
	return PAGE_CLEAN;
}

/* With the page locked; unlocked afterwards only if it is PAGE_WRITTEN. */
static enum verdict reclaim_page(struct page *page, struct scan_control *sc)
{
	int referenced;
	enum verdict verdict;

	if (PageWriteback(page))
		return PAGE_KEEP;
	referenced = page_referenced(page, 1);
	if (referenced && page_mapping_inuse(page))
		return PAGE_ACTIVATE;
	verdict = detach(page, sc);
	if (verdict == PAGE_CLEAN && PageDirty(page)) {
		if (referenced)
			return PAGE_KEEP;
		verdict = pageout(page, sc);
		if (verdict == PAGE_WRITTEN) {
			/* A ram disk is that fast: the page may be clean. */
			if (PageWriteback(page) || PageDirty(page) ||
			    TestSetPageLocked(page))
				return PAGE_WRITTEN;
			verdict = PageDirty(page) || PageWriteback(page) ?
				  PAGE_KEEP : PAGE_CLEAN;
		}
	}
	return verdict == PAGE_CLEAN ? free_clean_page(page, sc) : verdict;
}

int shrink_list(struct list_head *page_list, struct scan_control *sc)
{
	LIST_HEAD(ret_pages);
	int reclaimed = 0;

	while (!list_empty(page_list)) {
		struct page *page = list_entry(page_list->prev, struct page,
					       lru);
		enum verdict verdict = PAGE_WRITTEN;

		cond_resched();
		list_del(&page->lru);
		BUG_ON(PageActive(page));
		if (!TestSetPageLocked(page)) {
			verdict = reclaim_page(page, sc);
			if (verdict != PAGE_WRITTEN)
				unlock_page(page);
		}
		if (verdict == PAGE_FREED) {
			reclaimed++;
			put_page(page);
			continue;
		}
		if (verdict == PAGE_ACTIVATE) {
			SetPageActive(page);
			inc_page_state(pgactivate);
		}
		list_add(&page->lru, &ret_pages);
	}
	list_splice_init(&ret_pages, page_list);
	add_page_state(pgsteal, reclaimed);
	sc->nr_reclaimed += reclaimed;
	return reclaimed;
}
