/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pages of files whose blocks a get_block() finds: reading a whole page, and
 * preparing one for a write to a part of it. Buffers that are not mapped
 * are holes, and read as zeros.
 */
#include <linux/blkdev.h>
#include <linux/buffer_head.h>
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include <linux/writeback.h>

/* Requests of one page, and a file's blocks in pages of them. */
#define MAX_BUF_PER_PAGE	(PAGE_SIZE / SECTOR_SIZE)

static void zero_range(struct page *page, unsigned int from, unsigned int to)
{
	char *kaddr = kmap_atomic(page, KM_USER0);

	memset(kaddr + from, 0, to - from);
	kunmap_atomic(kaddr, KM_USER0);
}

static sector_t first_block(struct page *page, struct inode *inode)
{
	return (sector_t)page->index << (PAGE_SHIFT - inode->i_blkbits);
}

static struct buffer_head *page_ring(struct page *page, struct inode *inode)
{
	if (!page_has_buffers(page))
		create_empty_buffers(page, 1UL << inode->i_blkbits, 0);
	return page_buffers(page);
}

/* 1: the buffer must be read. 0: it is up to date, or a hole and zero. */
static int needs_reading(struct page *page, struct inode *inode,
			 struct buffer_head *bh, sector_t block,
			 get_block_t *get_block)
{
	sector_t end = (inode->i_size + bh->b_size - 1) >> inode->i_blkbits;

	if (buffer_uptodate(bh))
		return 0;
	if (!buffer_mapped(bh)) {
		if (block < end && get_block(inode, block, bh, 0))
			SetPageError(page);
		if (!buffer_mapped(bh)) {
			zero_range(page, bh_offset(bh),
				   bh_offset(bh) + bh->b_size);
			if (!PageError(page))
				set_buffer_uptodate(bh);
			return 0;
		}
	}
	return !buffer_uptodate(bh);
}

/* Locks the buffers to read; how many. */
static int collect_reads(struct page *page, get_block_t *get_block,
			 struct buffer_head *reads[])
{
	struct inode *inode = page->mapping->host;
	sector_t block = first_block(page, inode);
	struct buffer_head *head = page_ring(page, inode), *bh = head;
	int nr = 0, i;

	do {
		if (needs_reading(page, inode, bh, block, get_block))
			reads[nr++] = bh;
		block++;
		bh = bh->b_this_page;
	} while (bh != head);
	for (i = 0; i < nr; i++) {
		lock_buffer(reads[i]);
		mark_buffer_async_read(reads[i]);
	}
	return nr;
}

/* A locked page: starts what there is to read, whose end unlocks it. */
int block_read_full_page(struct page *page, get_block_t *get_block)
{
	struct buffer_head *reads[MAX_BUF_PER_PAGE];
	int nr, i;

	ClearPageError(page);
	nr = collect_reads(page, get_block, reads);
	if (!nr) {
		if (!PageError(page))
			SetPageUptodate(page);
		unlock_page(page);
		return 0;
	}
	for (i = 0; i < nr; i++) {
		/* Read by others while we waited for its lock? */
		if (buffer_uptodate(reads[i]))
			reads[i]->b_end_io(reads[i], 1);
		else
			submit_bh(READ, reads[i]);
	}
	return 0;
}

/* A block that nobody has written yet: zero around [from, to). */
static void zero_new(struct page *page, struct buffer_head *bh,
		     unsigned int from, unsigned int to)
{
	unsigned int start = bh_offset(bh), end = start + bh->b_size;

	unmap_underlying_metadata(bh->b_bdev, bh->b_blocknr);
	if (PageUptodate(page)) {
		set_buffer_uptodate(bh);
		return;
	}
	if (end > to)
		zero_range(page, max(to, start), end);
	if (start < from)
		zero_range(page, start, min(from, end));
}

/* One buffer that [from, to) touches; *wait if it is being read now. */
static int prepare_buffer(struct page *page, struct buffer_head *bh,
			  sector_t block, unsigned int from, unsigned int to,
			  get_block_t *get_block, struct buffer_head **wait)
{
	unsigned int start = bh_offset(bh), end = start + bh->b_size;
	int error;

	if (!buffer_mapped(bh)) {
		error = get_block(page->mapping->host, block, bh, 1);
		if (error)
			return error;
		if (buffer_new(bh)) {
			zero_new(page, bh, from, to);
			return 0;
		}
	}
	if (PageUptodate(page))
		set_buffer_uptodate(bh);
	if (buffer_uptodate(bh) || (from <= start && end <= to))
		return 0;
	ll_rw_block(READ, 1, &bh);
	*wait = bh;
	return 0;
}

/* The change will not come: what was new is zero, and not what was there. */
static void zero_unused(struct page *page)
{
	struct buffer_head *head = page_buffers(page), *bh = head;

	do {
		if (buffer_new(bh)) {
			clear_buffer_new(bh);
			zero_range(page, bh_offset(bh),
				   bh_offset(bh) + bh->b_size);
			set_buffer_uptodate(bh);
			mark_buffer_dirty(bh);
		}
		bh = bh->b_this_page;
	} while (bh != head);
}

/*
 * Before a change of [from, to) of a locked page: each block it touches has
 * a place, and those it changes in part are read.
 */
int block_prepare_write(struct page *page, unsigned int from, unsigned int to,
			get_block_t *get_block)
{
	struct inode *inode = page->mapping->host;
	sector_t block = first_block(page, inode);
	struct buffer_head *head = page_ring(page, inode), *bh = head;
	struct buffer_head *waits[2] = { NULL, NULL };
	int i, error = 0, nr = 0;

	do {
		unsigned int start = bh_offset(bh);

		if (start < to && start + bh->b_size > from) {
			error = prepare_buffer(page, bh, block, from, to,
					       get_block, &waits[nr]);
			/* Only the first and the last are changed in part. */
			nr += waits[nr] && nr == 0;
		}
		block++;
		bh = bh->b_this_page;
	} while (bh != head && !error);
	for (i = 0; i < 2; i++) {
		if (!waits[i])
			continue;
		wait_on_buffer(waits[i]);
		if (!buffer_uptodate(waits[i]))
			error = -EIO;
	}
	if (error)
		zero_unused(page);
	return error;
}

/* After the change: those blocks are dirty. */
int block_commit_write(struct page *page, unsigned int from, unsigned int to)
{
	struct buffer_head *head = page_buffers(page), *bh = head;
	int partial = 0;

	do {
		unsigned int start = bh_offset(bh);

		if (start >= to || start + bh->b_size <= from) {
			partial |= !buffer_uptodate(bh);
		} else {
			clear_buffer_new(bh);
			set_buffer_uptodate(bh);
			mark_buffer_dirty(bh);
		}
		bh = bh->b_this_page;
	} while (bh != head);
	if (!partial)
		SetPageUptodate(page);
	return 0;
}

int generic_commit_write(struct file *file, struct page *page,
			 unsigned int from, unsigned int to)
{
	struct inode *inode = page->mapping->host;
	loff_t pos = ((loff_t)page->index << PAGE_SHIFT) + to;

	(void)file;
	if (from < to)
		block_commit_write(page, from, to);
	if (pos > inode->i_size) {
		inode->i_size = pos;
		mark_inode_dirty(inode);
	}
	return 0;
}

int block_sync_page(struct page *page)
{
	struct address_space *mapping = page_mapping(page);

	if (mapping)
		blk_run_backing_dev(mapping->backing_dev_info, page);
	return 0;
}
