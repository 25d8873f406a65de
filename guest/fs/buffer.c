/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The buffers of a page: one for each block of it, in a ring. They hold one
 * reference to the page. The mapping's private_lock, or the page's lock,
 * keeps the ring from going away; a reference keeps a buffer.
 */
#include <linux/backing-dev.h>
#include <linux/buffer_head.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/jiffies.h>
#include <linux/pagemap.h>
#include <linux/slab.h>
#include <linux/vmstat.h>
#include <linux/writeback.h>

static kmem_cache_t *bh_cachep;

void __init buffer_init(void)
{
	bh_cachep = kmem_cache_create("buffer_head",
				      sizeof(struct buffer_head), 0,
				      SLAB_PANIC, NULL, NULL);
}

struct buffer_head *alloc_buffer_head(unsigned int gfp_mask)
{
	struct buffer_head *bh;

	bh = kmem_cache_alloc(bh_cachep, gfp_mask | __GFP_ZERO);
	if (bh)
		INIT_LIST_HEAD(&bh->b_assoc_buffers);
	return bh;
}

void free_buffer_head(struct buffer_head *bh)
{
	BUG_ON(!list_empty(&bh->b_assoc_buffers));
	kmem_cache_free(bh_cachep, bh);
}

/* A high page has no address: b_data is the offset then, and no pointer. */
void set_bh_page(struct buffer_head *bh, struct page *page,
		 unsigned long offset)
{
	bh->b_page = page;
	if (PageHighMem(page))
		bh->b_data = (char *)offset;
	else
		bh->b_data = (char *)page_address(page) + offset;
}

static void free_ring(struct buffer_head *head)
{
	struct buffer_head *bh = head, *next;

	do {
		next = bh->b_this_page;
		free_buffer_head(bh);
		bh = next;
	} while (bh && bh != head);
}

/* The page gets buffers without a place; 0, or -ENOMEM. */
int grow_page_buffers(struct page *page, unsigned long blocksize)
{
	struct buffer_head *bh, *head = NULL, *tail = NULL;
	long offset;

	for (offset = PAGE_SIZE - blocksize; offset >= 0;
	     offset -= blocksize) {
		bh = alloc_buffer_head(GFP_NOFS);
		if (!bh) {
			if (head)
				free_ring(head);
			return -ENOMEM;
		}
		bh->b_this_page = head;
		bh->b_size = blocksize;
		set_bh_page(bh, page, offset);
		head = bh;
		if (!tail)
			tail = bh;
	}
	tail->b_this_page = head;
	get_page(page);
	SetPagePrivate(page);
	page->private = (unsigned long)head;
	return 0;
}

/* For a locked page; tries until there is memory. */
void create_empty_buffers(struct page *page, unsigned long blocksize,
			  unsigned long b_state)
{
	struct address_space *mapping = page->mapping;
	struct buffer_head *head, *bh;

	while (grow_page_buffers(page, blocksize))
		blk_congestion_wait(WRITE, HZ / 50);
	spin_lock(&mapping->private_lock);
	bh = head = page_buffers(page);
	do {
		bh->b_state |= b_state;
		if (PageDirty(page))
			set_buffer_dirty(bh);
		if (PageUptodate(page))
			set_buffer_uptodate(bh);
		bh = bh->b_this_page;
	} while (bh != head);
	spin_unlock(&mapping->private_lock);
}

/* All of the page: whoever dirtied it did not say where. */
int __set_page_dirty_buffers(struct page *page)
{
	struct address_space *mapping = page->mapping;
	struct buffer_head *head, *bh;

	spin_lock(&mapping->private_lock);
	if (page_has_buffers(page)) {
		bh = head = page_buffers(page);
		do {
			set_buffer_dirty(bh);
			bh = bh->b_this_page;
		} while (bh != head);
	}
	spin_unlock(&mapping->private_lock);
	return __set_page_dirty_nobuffers(page);
}

/* The buffer is up to date, and the caller has a reference. */
void mark_buffer_dirty(struct buffer_head *bh)
{
	if (!test_set_buffer_dirty(bh))
		__set_page_dirty_nobuffers(bh->b_page);
}

void bforget(struct buffer_head *bh)
{
	clear_buffer_dirty(bh);
	if (!list_empty(&bh->b_assoc_buffers)) {
		spinlock_t *lock = &bh->b_page->mapping->private_lock;

		spin_lock(lock);
		list_del_init(&bh->b_assoc_buffers);
		spin_unlock(lock);
	}
	put_bh(bh);
}

static int buffer_busy(struct buffer_head *bh)
{
	return atomic_read(&bh->b_count) || buffer_dirty(bh) ||
	       buffer_locked(bh);
}

/* With private_lock: take the ring off the page, or NULL if it is in use. */
static struct buffer_head *drop_buffers(struct page *page)
{
	struct buffer_head *head = page_buffers(page), *bh = head;

	do {
		if (buffer_write_io_error(bh) && page->mapping)
			mapping_set_error(page->mapping, -EIO);
		if (buffer_busy(bh))
			return NULL;
		bh = bh->b_this_page;
	} while (bh != head);
	do {
		list_del_init(&bh->b_assoc_buffers);
		bh = bh->b_this_page;
	} while (bh != head);
	ClearPagePrivate(page);
	page->private = 0;
	return head;
}

/* The page is locked and not under way. 1: it has no buffers now. */
int try_to_free_buffers(struct page *page)
{
	struct address_space *mapping = page->mapping;
	struct buffer_head *head;

	if (!mapping)
		return 0;
	spin_lock(&mapping->private_lock);
	head = drop_buffers(page);
	spin_unlock(&mapping->private_lock);
	if (!head)
		return 0;
	/* All were clean: who wrote them by hand did not tell the page. */
	clear_page_dirty(page);
	free_ring(head);
	put_page(page);
	return 1;
}

int try_to_release_page(struct page *page, unsigned int gfp_mask)
{
	struct address_space *mapping = page->mapping;

	BUG_ON(!PageLocked(page));
	if (PageWriteback(page))
		return 0;
	if (mapping && mapping->a_ops->releasepage)
		return mapping->a_ops->releasepage(page, gfp_mask);
	return try_to_free_buffers(page);
}

/* What it held has been truncated; a transfer of it is waited for. */
static void discard_buffer(struct buffer_head *bh)
{
	lock_buffer(bh);
	clear_buffer_dirty(bh);
	bh->b_bdev = NULL;
	clear_buffer_mapped(bh);
	clear_buffer_new(bh);
	unlock_buffer(bh);
}

int block_invalidatepage(struct page *page, unsigned long offset)
{
	struct buffer_head *head, *bh;
	unsigned long at = 0;

	BUG_ON(!PageLocked(page));
	if (!page_has_buffers(page))
		return 1;
	bh = head = page_buffers(page);
	do {
		/* A block that is cut stays; what is behind it goes. */
		if (at >= offset)
			discard_buffer(bh);
		at += bh->b_size;
		bh = bh->b_this_page;
	} while (bh != head);
	return offset ? 1 : try_to_release_page(page, 0);
}
