/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writing whole pages by their buffers, and cutting one at a file's end. */
#include <linux/blkdev.h>
#include <linux/buffer_head.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include <linux/writeback.h>

/* Somebody else has it: it stays dirty, and is not missed. */
static void redirty_page(struct page *page, struct writeback_control *wbc)
{
	wbc->pages_skipped++;
	__set_page_dirty_nobuffers(page);
}

/* A place for each dirty buffer within the file; 0 or an error. */
static int map_dirty_buffers(struct page *page, get_block_t *get_block)
{
	struct inode *inode = page->mapping->host;
	sector_t block = (sector_t)page->index <<
			 (PAGE_SHIFT - inode->i_blkbits);
	sector_t last = (inode->i_size - 1) >> inode->i_blkbits;
	struct buffer_head *head = page_buffers(page), *bh = head;
	int error = 0;

	do {
		if (block > last) {
			/* A mapping may have dirtied what is not the file. */
			clear_buffer_dirty(bh);
			set_buffer_uptodate(bh);
		} else if (!buffer_mapped(bh) && buffer_dirty(bh)) {
			error = get_block(inode, block, bh, 1);
			if (!error && buffer_new(bh)) {
				clear_buffer_new(bh);
				unmap_underlying_metadata(bh->b_bdev,
							  bh->b_blocknr);
			}
		}
		block++;
		bh = bh->b_this_page;
	} while (bh != head && !error);
	return error;
}

/* Those that will be written are locked now, and have a reference. */
static void lock_dirty_buffers(struct page *page,
			       struct writeback_control *wbc)
{
	struct buffer_head *head = page_buffers(page), *bh = head;

	do {
		get_bh(bh);
		if (!buffer_mapped(bh) || !buffer_dirty(bh))
			continue;
		if (wbc->sync_mode != WB_SYNC_NONE || !wbc->nonblocking) {
			lock_buffer(bh);
		} else if (test_set_buffer_locked(bh)) {
			redirty_page(page, wbc);
			continue;
		}
		if (test_clear_buffer_dirty(bh))
			mark_buffer_async_write(bh);
		else
			unlock_buffer(bh);
	} while ((bh = bh->b_this_page) != head);
}

/* Nothing of the page can be removed before the last reference is put. */
static int submit_writes(struct buffer_head *head)
{
	struct buffer_head *bh = head, *next;
	int nr = 0;

	do {
		next = bh->b_this_page;
		if (buffer_async_write(bh)) {
			submit_bh(WRITE, bh);
			nr++;
		}
		put_bh(bh);
		bh = next;
	} while (bh != head);
	return nr;
}

static int __block_write_full_page(struct page *page, get_block_t *get_block,
				   struct writeback_control *wbc)
{
	struct inode *inode = page->mapping->host;
	int error;

	if (!page_has_buffers(page))
		create_empty_buffers(page, 1UL << inode->i_blkbits,
				     (1UL << BH_Dirty) | (1UL << BH_Uptodate));
	error = map_dirty_buffers(page, get_block);
	/* What got a place is written even then: the rest is lost. */
	if (error)
		mapping_set_error(page->mapping, error);
	lock_dirty_buffers(page, wbc);
	ClearPageError(page);
	set_page_writeback(page);
	unlock_page(page);
	if (!submit_writes(page_buffers(page)))
		end_page_writeback(page);
	return error;
}

/* A locked page that was dirty; starts its writing and unlocks it. */
int block_write_full_page(struct page *page, get_block_t *get_block,
			  struct writeback_control *wbc)
{
	struct inode *inode = page->mapping->host;
	unsigned long end_index = inode->i_size >> PAGE_SHIFT;
	unsigned int offset = inode->i_size & ~PAGE_MASK;
	char *kaddr;

	if (page->index < end_index)
		return __block_write_full_page(page, get_block, wbc);
	if (page->index > end_index || !offset) {
		/* Truncated, by somebody who waits for the page's lock. */
		block_invalidatepage(page, 0);
		unlock_page(page);
		return 0;
	}
	/* A mapping of the last page may have written behind the end. */
	kaddr = kmap_atomic(page, KM_USER0);
	memset(kaddr + offset, 0, PAGE_SIZE - offset);
	kunmap_atomic(kaddr, KM_USER0);
	return __block_write_full_page(page, get_block, wbc);
}

static struct buffer_head *buffer_at(struct page *page, unsigned long offset)
{
	struct buffer_head *bh = page_buffers(page);

	while (offset >= bh->b_size) {
		offset -= bh->b_size;
		bh = bh->b_this_page;
	}
	return bh;
}

/*
 * The buffer at an offset into a locked page, up to date; NULL if it is a
 * hole; or an error pointer.
 */
struct buffer_head *block_get_buffer(struct page *page, unsigned long offset,
				     get_block_t *get_block)
{
	struct inode *inode = page->mapping->host;
	struct buffer_head *bh;
	sector_t block;
	int error = 0;

	if (!page_has_buffers(page))
		create_empty_buffers(page, 1UL << inode->i_blkbits, 0);
	bh = buffer_at(page, offset);
	block = ((sector_t)page->index << (PAGE_SHIFT - inode->i_blkbits)) +
		(offset >> inode->i_blkbits);
	if (!buffer_mapped(bh))
		error = get_block(inode, block, bh, 0);
	if (error)
		return ERR_PTR(error);
	if (!buffer_mapped(bh))
		return NULL;
	if (PageUptodate(page))
		set_buffer_uptodate(bh);
	if (!buffer_uptodate(bh)) {
		ll_rw_block(READ, 1, &bh);
		wait_on_buffer(bh);
	}
	return buffer_uptodate(bh) ? bh : ERR_PTR(-EIO);
}

/* The buffer's bytes from this offset of the page on. */
void block_zero_buffer(struct page *page, struct buffer_head *bh,
		       unsigned long offset)
{
	char *kaddr = kmap_atomic(page, KM_USER0);

	memset(kaddr + offset, 0, bh_offset(bh) + bh->b_size - offset);
	kunmap_atomic(kaddr, KM_USER0);
}

/* Zero the rest of the block in which the file will end. */
int block_truncate_page(struct address_space *mapping, loff_t from,
			get_block_t *get_block)
{
	unsigned long offset = from & ~PAGE_MASK;
	struct buffer_head *bh;
	struct page *page;

	if (!(offset & ((1UL << mapping->host->i_blkbits) - 1)))
		return 0;
	page = grab_cache_page(mapping, from >> PAGE_SHIFT);
	if (!page)
		return -ENOMEM;
	bh = block_get_buffer(page, offset, get_block);
	if (bh && !IS_ERR(bh)) {
		block_zero_buffer(page, bh, offset);
		mark_buffer_dirty(bh);
	}
	unlock_page(page);
	put_page(page);
	return IS_ERR(bh) ? PTR_ERR(bh) : 0;
}

sector_t generic_block_bmap(struct address_space *mapping, sector_t block,
			    get_block_t *get_block)
{
	struct buffer_head bh = { .b_state = 0 };

	bh.b_size = 1U << mapping->host->i_blkbits;
	get_block(mapping->host, block, &bh, 0);
	return buffer_mapped(&bh) ? bh.b_blocknr : 0;
}
