/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A page's dirty and writeback flags, its tags in the mapping's tree, the
 * system's counts and the inode's place on its super block's list: four
 * places that say the same, changed together here.
 *
 * The dirty tag stays while a page waits between clear_page_dirty_for_io()
 * and set_page_writeback(), so that nobody who looks for it passes it over.
 */
#include <linux/backing-dev.h>
#include <linux/buffer_head.h>
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include <linux/vmstat.h>
#include <linux/writeback.h>

static int accounts_dirty(struct address_space *mapping)
{
	return !(mapping->backing_dev_info->capabilities &
		 BDI_CAP_NO_ACCT_DIRTY);
}

/* For mappings whose pages have no buffers. 1 if the page was clean. */
int __set_page_dirty_nobuffers(struct page *page)
{
	struct address_space *mapping = page_mapping(page);
	unsigned long flags;

	if (TestSetPageDirty(page))
		return 0;
	if (!mapping)
		return 1;
	spin_lock_irqsave(&mapping->tree_lock, flags);
	/* Truncated in the meantime: nobody will write it. */
	if (page_mapping(page)) {
		if (accounts_dirty(mapping))
			inc_page_state(nr_dirty);
		radix_tree_tag_set(&mapping->page_tree, page_index(page),
				   PAGECACHE_TAG_DIRTY);
	}
	spin_unlock_irqrestore(&mapping->tree_lock, flags);
	if (mapping->host)
		__mark_inode_dirty(mapping->host, I_DIRTY_PAGES);
	return 1;
}

/* For mappings that live in memory: the flag keeps reclaim away. */
int __set_page_dirty_no_writeback(struct page *page)
{
	return !TestSetPageDirty(page);
}

int set_page_dirty(struct page *page)
{
	struct address_space *mapping = page_mapping(page);
	int (*spd)(struct page *);

	if (!mapping)
		return !TestSetPageDirty(page);
	spd = mapping->a_ops->set_page_dirty;
	return spd ? spd(page) : __set_page_dirty_buffers(page);
}

/* For callers who hold only a reference. */
int set_page_dirty_lock(struct page *page)
{
	int ret;

	lock_page(page);
	ret = set_page_dirty(page);
	unlock_page(page);
	return ret;
}

/* Nobody will write it: truncation. */
int test_clear_page_dirty(struct page *page)
{
	struct address_space *mapping = page_mapping(page);
	unsigned long flags;
	int was_dirty;

	if (!mapping)
		return TestClearPageDirty(page);
	spin_lock_irqsave(&mapping->tree_lock, flags);
	was_dirty = TestClearPageDirty(page);
	if (was_dirty) {
		radix_tree_tag_clear(&mapping->page_tree, page_index(page),
				     PAGECACHE_TAG_DIRTY);
		if (accounts_dirty(mapping))
			dec_page_state(nr_dirty);
	}
	spin_unlock_irqrestore(&mapping->tree_lock, flags);
	return was_dirty;
}

/* The caller will now write it: what changes from here on is dirty again. */
int clear_page_dirty_for_io(struct page *page)
{
	struct address_space *mapping = page_mapping(page);

	if (!TestClearPageDirty(page))
		return 0;
	if (mapping && accounts_dirty(mapping))
		dec_page_state(nr_dirty);
	return 1;
}

int test_set_page_writeback(struct page *page)
{
	struct address_space *mapping = page_mapping(page);
	unsigned long flags;
	int was_set;

	spin_lock_irqsave(&mapping->tree_lock, flags);
	was_set = TestSetPageWriteback(page);
	if (!was_set) {
		radix_tree_tag_set(&mapping->page_tree, page_index(page),
				   PAGECACHE_TAG_WRITEBACK);
		inc_page_state(nr_writeback);
	}
	if (!PageDirty(page))
		radix_tree_tag_clear(&mapping->page_tree, page_index(page),
				     PAGECACHE_TAG_DIRTY);
	spin_unlock_irqrestore(&mapping->tree_lock, flags);
	return was_set;
}

int test_clear_page_writeback(struct page *page)
{
	struct address_space *mapping = page_mapping(page);
	unsigned long flags;
	int was_set;

	spin_lock_irqsave(&mapping->tree_lock, flags);
	was_set = TestClearPageWriteback(page);
	if (was_set) {
		radix_tree_tag_clear(&mapping->page_tree, page_index(page),
				     PAGECACHE_TAG_WRITEBACK);
		dec_page_state(nr_writeback);
	}
	spin_unlock_irqrestore(&mapping->tree_lock, flags);
	return was_set;
}

int mapping_tagged(struct address_space *mapping, int tag)
{
	unsigned long flags;
	int tagged;

	spin_lock_irqsave(&mapping->tree_lock, flags);
	tagged = radix_tree_tagged(&mapping->page_tree, tag);
	spin_unlock_irqrestore(&mapping->tree_lock, flags);
	return tagged;
}
