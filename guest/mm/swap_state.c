/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The swap cache: the pages that have a slot. A page that several processes
 * map leaves one entry after the other, and comes back to one after the
 * other: all of them find the same page here, as long as it is there.
 */
#include <linux/backing-dev.h>
#include <linux/blkdev.h>
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include <linux/radix-tree.h>
#include <linux/sched.h>
#include <linux/swap.h>
#include <linux/writeback.h>

unsigned long total_swapcache_pages;

/* Whoever waits for a page of the cache gets its device going. */
static void swap_unplug_io_fn(struct backing_dev_info *bdi, struct page *page)
{
	swp_entry_t entry = { .val = page ? page->private : 0 };
	struct block_device *bdev;

	if (!page || !PageSwapCache(page))
		return;
	bdev = swap_bdev(entry);
	if (bdev)
		blk_run_backing_dev(&bdev_get_queue(bdev)->backing_dev_info,
				    page);
}

static struct backing_dev_info swap_backing_dev_info = {
	.capabilities = BDI_CAP_NO_ACCT_DIRTY | BDI_CAP_NO_WRITEBACK,
	.unplug_io_fn = swap_unplug_io_fn,
};

static int swap_sync_page(struct page *page)
{
	swap_unplug_io_fn(&swap_backing_dev_info, page);
	return 0;
}

static struct address_space_operations swap_aops = {
	.writepage = swap_writepage,
	.sync_page = swap_sync_page,
	.set_page_dirty = __set_page_dirty_nobuffers,
};

struct address_space swapper_space = {
	.i_mmap = LIST_HEAD_INIT(swapper_space.i_mmap),
	.private_list = LIST_HEAD_INIT(swapper_space.private_list),
	.a_ops = &swap_aops,
	.backing_dev_info = &swap_backing_dev_info,
};

/* The slot's count for the cache is the caller's, and goes over to it. */
static int __add_to_swap_cache(struct page *page, swp_entry_t entry,
			       unsigned int gfp_mask)
{
	int error = radix_tree_preload(gfp_mask);

	BUG_ON(PageSwapCache(page) || PagePrivate(page));
	if (error)
		return error;
	spin_lock_irq(&swapper_space.tree_lock);
	error = radix_tree_insert(&swapper_space.page_tree, entry.val, page);
	if (!error) {
		get_page(page);
		SetPageLocked(page);
		SetPageSwapCache(page);
		page->private = entry.val;
		total_swapcache_pages++;
	}
	spin_unlock_irq(&swapper_space.tree_lock);
	radix_tree_preload_end();
	return error;
}

/*
 * Reclaim's way in. The tree's nodes come from the reserve, like all that
 * PF_MEMALLOC asks for: what is freed by it is more.
 */
int add_to_swap(struct page *page)
{
	swp_entry_t entry = get_swap_page();

	BUG_ON(!PageLocked(page));
	if (!entry.val)
		return 0;
	if (__add_to_swap_cache(page, entry, GFP_ATOMIC | __GFP_NOWARN)) {
		swap_free(entry);
		return 0;
	}
	/* Its entries may be clean: the slot holds nothing yet. */
	SetPageUptodate(page);
	SetPageDirty(page);
	return 1;
}

/* With the tree's lock and the page's. */
void __delete_from_swap_cache(struct page *page)
{
	BUG_ON(!PageLocked(page) || !PageSwapCache(page) ||
	       PageWriteback(page));
	radix_tree_delete(&swapper_space.page_tree, page->private);
	page->private = 0;
	ClearPageSwapCache(page);
	total_swapcache_pages--;
}

void delete_from_swap_cache(struct page *page)
{
	swp_entry_t entry = { .val = page->private };
	unsigned long flags;

	spin_lock_irqsave(&swapper_space.tree_lock, flags);
	__delete_from_swap_cache(page);
	spin_unlock_irqrestore(&swapper_space.tree_lock, flags);
	swap_free(entry);
	put_page(page);
}

void free_page_and_swap_cache(struct page *page)
{
	if (PageSwapCache(page) && !TestSetPageLocked(page)) {
		remove_exclusive_swap_page(page);
		unlock_page(page);
	}
	put_page(page);
}

struct page *lookup_swap_cache(swp_entry_t entry)
{
	return find_get_page(&swapper_space, entry.val);
}

/* A new page in the cache, locked; -EEXIST: it has one; -ENOENT: no slot. */
static int add_new_page(struct page *page, swp_entry_t entry)
{
	int error;

	/* Its owner may have gone while we got the page. */
	if (!swap_duplicate(entry))
		return -ENOENT;
	error = __add_to_swap_cache(page, entry, GFP_KERNEL);
	if (error)
		swap_free(entry);
	return error;
}

struct page *read_swap_cache_async(swp_entry_t entry)
{
	struct page *page, *new_page = NULL;
	int error;

	for (;;) {
		page = lookup_swap_cache(entry);
		if (page)
			break;
		if (!new_page)
			new_page = alloc_page(GFP_HIGHUSER);
		if (!new_page)
			return NULL;
		error = add_new_page(new_page, entry);
		if (!error) {
			lru_cache_add_active(new_page);
			swap_readpage(NULL, new_page);
			return new_page;
		}
		if (error != -EEXIST)
			break;
		/* Between its slot and its place in the tree: let it run. */
		yield();
	}
	if (new_page)
		put_page(new_page);
	return page;
}

/* The slots around: what left together is wanted together. */
void swapin_readahead(swp_entry_t entry)
{
	unsigned long offset;
	int n = valid_swaphandles(entry, &offset);

	for (; n > 0; n--, offset++) {
		swp_entry_t near = swp_entry(swp_type(entry), offset);
		struct page *page = read_swap_cache_async(near);

		if (!page)
			break;
		put_page(page);
	}
}

struct page *swapin(swp_entry_t entry, int *ret)
{
	struct page *page = lookup_swap_cache(entry);

	*ret = VM_FAULT_MINOR;
	if (!page) {
		swapin_readahead(entry);
		page = read_swap_cache_async(entry);
		inc_page_state(pgmajfault);
		*ret = VM_FAULT_MAJOR;
	}
	if (page) {
		mark_page_accessed(page);
		lock_page(page);
	}
	return page;
}
