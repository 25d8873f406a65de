/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The blocks of a device, by their numbers: what file systems read their
 * tables with. They are the buffers of the device's own pages.
 */
#include <linux/blkdev.h>
#include <linux/buffer_head.h>
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include <linux/swap.h>

/* Blocks of a page, as a power of two. */
static unsigned int page_blkbits(unsigned int size)
{
	return PAGE_SHIFT - (__builtin_ffs(size) - 1);
}

static struct buffer_head *find_in_page(struct page *page, sector_t block)
{
	struct buffer_head *head = page_buffers(page), *bh = head;

	do {
		if (bh->b_blocknr == block && buffer_mapped(bh)) {
			get_bh(bh);
			return bh;
		}
		bh = bh->b_this_page;
	} while (bh != head);
	return NULL;
}

/* In memory already, whether up to date or not. */
struct buffer_head *__find_get_block(struct block_device *bdev, sector_t block,
				     unsigned int size)
{
	struct address_space *mapping = bdev->bd_inode->i_mapping;
	struct buffer_head *bh = NULL;
	struct page *page;

	page = find_get_page(mapping, block >> page_blkbits(size));
	if (!page)
		return NULL;
	spin_lock(&mapping->private_lock);
	if (page_has_buffers(page) && page_buffers(page)->b_size == size)
		bh = find_in_page(page, block);
	spin_unlock(&mapping->private_lock);
	if (bh)
		mark_page_accessed(page);
	put_page(page);
	return bh;
}

/* Blocks from first on, as far as the device goes. */
static void init_page_buffers(struct page *page, struct block_device *bdev,
			      sector_t first, unsigned int size)
{
	struct buffer_head *head = page_buffers(page), *bh = head;
	sector_t end = bdev_capacity(bdev) / (size >> SECTOR_SHIFT);

	do {
		if (!buffer_mapped(bh) && first < end) {
			bh->b_state &= ~(1UL << BH_New);
			if (PageUptodate(page))
				set_buffer_uptodate(bh);
			map_bh(bh, bdev, first);
		}
		first++;
		bh = bh->b_this_page;
	} while (bh != head);
}

/* The page gets buffers of this size; 0 if it cannot. */
static int grow_buffers(struct block_device *bdev, sector_t block,
			unsigned int size)
{
	struct address_space *mapping = bdev->bd_inode->i_mapping;
	unsigned long index = block >> page_blkbits(size);
	struct page *page;
	int ok = 1;

	page = find_or_create_page(mapping, index,
				   mapping_gfp_mask(mapping) & ~__GFP_FS);
	if (!page)
		return 0;
	/* Buffers of another size go, if nobody uses them. */
	if (page_has_buffers(page) && page_buffers(page)->b_size != size) {
		wait_on_page_writeback(page);
		ok = try_to_free_buffers(page);
	}
	if (ok && !page_has_buffers(page))
		ok = !grow_page_buffers(page, size);
	if (ok) {
		spin_lock(&mapping->private_lock);
		init_page_buffers(page, bdev,
				  (sector_t)index << page_blkbits(size), size);
		spin_unlock(&mapping->private_lock);
	}
	unlock_page(page);
	put_page(page);
	return ok;
}

/* Its contents need not be what the device has: see buffer_uptodate(). */
struct buffer_head *__getblk(struct block_device *bdev, sector_t block,
			     unsigned int size)
{
	struct buffer_head *bh;

	if (size < SECTOR_SIZE || size > PAGE_SIZE || size & (size - 1) ||
	    block >= bdev_capacity(bdev) / (size >> SECTOR_SHIFT))
		return NULL;
	do {
		bh = __find_get_block(bdev, block, size);
	} while (!bh && grow_buffers(bdev, block, size));
	return bh;
}

struct buffer_head *__bread(struct block_device *bdev, sector_t block,
			    unsigned int size)
{
	struct buffer_head *bh = __getblk(bdev, block, size);

	if (!bh || buffer_uptodate(bh))
		return bh;
	lock_buffer(bh);
	if (buffer_uptodate(bh)) {
		unlock_buffer(bh);
		return bh;
	}
	get_bh(bh);
	bh->b_end_io = end_buffer_read_sync;
	submit_bh(READ | BIO_RW_SYNC, bh);
	wait_on_buffer(bh);
	if (buffer_uptodate(bh))
		return bh;
	brelse(bh);
	return NULL;
}

void __breadahead(struct block_device *bdev, sector_t block, unsigned int size)
{
	struct buffer_head *bh = __getblk(bdev, block, size);

	if (bh)
		ll_rw_block(READ, 1, &bh);
	brelse(bh);
}

void unmap_underlying_metadata(struct block_device *bdev, sector_t block)
{
	struct buffer_head *old;

	old = __find_get_block(bdev, block, bdev->bd_block_size);
	if (!old)
		return;
	/* A write of what it was must not come after that of the new. */
	clear_buffer_dirty(old);
	wait_on_buffer(old);
	brelse(old);
}
