/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pages that leave the cache because what they hold is no more. */
#include <linux/buffer_head.h>
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include <linux/sched.h>
#include <linux/writeback.h>

#define BATCH	16

/* Forget what private holds of the page, from offset on. */
static void do_invalidatepage(struct page *page, unsigned long offset)
{
	struct address_space_operations *a_ops = page->mapping->a_ops;

	if (PagePrivate(page) && a_ops->invalidatepage)
		a_ops->invalidatepage(page, offset);
}

/* Locked and not under way: out of the cache, whatever it holds. */
static void truncate_complete_page(struct address_space *mapping,
				   struct page *page)
{
	if (page->mapping != mapping)
		return;
	do_invalidatepage(page, 0);
	clear_page_dirty(page);
	ClearPageUptodate(page);
	remove_from_page_cache(page);
	/* From here on no fault maps it; one may have just before. */
	if (atomic_read(&page->_mapcount))
		unmap_mapping_range(mapping, (loff_t)page->index << PAGE_SHIFT,
				    PAGE_SIZE);
	put_page(page);
}

static void truncate_partial_page(struct page *page, unsigned long offset)
{
	char *kaddr = kmap_atomic(page, KM_USER0);

	memset(kaddr + offset, 0, PAGE_SIZE - offset);
	kunmap_atomic(kaddr, KM_USER0);
	do_invalidatepage(page, offset);
}

/*
 * Drop the pages from start on, and zero what is left of the one it cuts.
 * The size has been changed already, so that none comes back; may sleep for
 * pages under way.
 */
void truncate_inode_pages(struct address_space *mapping, loff_t start)
{
	unsigned long index = (start + PAGE_SIZE - 1) >> PAGE_SHIFT;
	unsigned long offset = start & ~PAGE_MASK;
	struct page *pages[BATCH], *page;
	unsigned int n, i;

	if (!mapping->nrpages)
		return;
	if (offset) {
		page = find_lock_page(mapping, start >> PAGE_SHIFT);
		if (page) {
			wait_on_page_writeback(page);
			truncate_partial_page(page, offset);
			unlock_page(page);
			put_page(page);
		}
	}
	while ((n = find_get_pages(mapping, &index, BATCH, pages))) {
		for (i = 0; i < n; i++) {
			lock_page(pages[i]);
			wait_on_page_writeback(pages[i]);
			truncate_complete_page(mapping, pages[i]);
			unlock_page(pages[i]);
		}
		release_pages(pages, n);
		cond_resched();
	}
}

/* The file's new length; whoever has mapped more of it, sees it go. */
int vmtruncate(struct inode *inode, loff_t length)
{
	loff_t old = inode->i_size;

	if (length > inode->i_sb->s_maxbytes)
		return -EFBIG;
	if (length > inode->i_size && exceeds_fsize(length))
		return -EFBIG;
	inode->i_size = length;
	/* Even with the same: a write may have failed behind the end. */
	if (length <= old) {
		unmap_mapping_range(inode->i_mapping, length, 0);
		truncate_inode_pages(inode->i_mapping, length);
	}
	if (inode->i_op && inode->i_op->truncate)
		inode->i_op->truncate(inode);
	return 0;
}

/* A clean page that nobody uses, dropped; 0 if somebody does. */
static int invalidate_complete_page(struct address_space *mapping,
				    struct page *page)
{
	if (page->mapping != mapping || PageDirty(page) ||
	    PageWriteback(page) || atomic_read(&page->_mapcount))
		return 0;
	if (PagePrivate(page) && !try_to_release_page(page, GFP_KERNEL))
		return 0;
	spin_lock_irq(&mapping->tree_lock);
	if (PageDirty(page)) {
		spin_unlock_irq(&mapping->tree_lock);
		return 0;
	}
	__remove_from_page_cache(page);
	spin_unlock_irq(&mapping->tree_lock);
	ClearPageUptodate(page);
	put_page(page);
	return 1;
}

/* All pages that can go without a loss; how many went. */
unsigned long invalidate_mapping_pages(struct address_space *mapping)
{
	struct page *pages[BATCH];
	unsigned long index = 0, gone = 0;
	unsigned int n, i;

	while ((n = find_get_pages(mapping, &index, BATCH, pages))) {
		for (i = 0; i < n; i++) {
			if (TestSetPageLocked(pages[i]))
				continue;
			gone += invalidate_complete_page(mapping, pages[i]);
			unlock_page(pages[i]);
		}
		release_pages(pages, n);
		cond_resched();
	}
	return gone;
}
