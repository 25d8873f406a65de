/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Buffers on their way from and to their device. BH_Lock is held by who has
 * started the transfer; its end, in an interrupt, gives it back.
 */
#include <linux/blkdev.h>
#include <linux/buffer_head.h>
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include <linux/sched.h>
#include <linux/wait_bit.h>
#include <linux/writeback.h>

/* Whoever waits for a buffer gets its queue going. */
static void sync_buffer(void *word)
{
	struct buffer_head *bh = container_of(word, struct buffer_head,
					      b_state);
	struct block_device *bdev = bh->b_bdev;

	if (bdev)
		blk_run_address_space(bdev->bd_inode->i_mapping);
	schedule();
}

void __lock_buffer(struct buffer_head *bh)
{
	wait_on_bit_lock(&bh->b_state, BH_Lock, sync_buffer);
}

void unlock_buffer(struct buffer_head *bh)
{
	clear_buffer_locked(bh);
	wake_up_bit(&bh->b_state, BH_Lock);
}

void __wait_on_buffer(struct buffer_head *bh)
{
	wait_on_bit(&bh->b_state, BH_Lock, sync_buffer);
}

static void buffer_io_error(struct buffer_head *bh, const char *what)
{
	if (printk_ratelimit())
		printk(KERN_ERR "Buffer I/O error on device %s, logical "
		       "block %lu: %s\n", bdevname(bh->b_bdev), bh->b_blocknr,
		       what);
}

void end_buffer_read_sync(struct buffer_head *bh, int uptodate)
{
	if (uptodate)
		set_buffer_uptodate(bh);
	else
		clear_buffer_uptodate(bh);
	unlock_buffer(bh);
	put_bh(bh);
}

/* What could not be written is lost: it must not be taken for written. */
static void write_failed(struct buffer_head *bh)
{
	buffer_io_error(bh, "lost page write");
	set_buffer_write_io_error(bh);
	clear_buffer_uptodate(bh);
}

void end_buffer_write_sync(struct buffer_head *bh, int uptodate)
{
	if (uptodate)
		set_buffer_uptodate(bh);
	else
		write_failed(bh);
	unlock_buffer(bh);
	put_bh(bh);
}

/* Whether another buffer of the page is still under way; no interrupts. */
static int others_under_way(struct buffer_head *bh, int bit)
{
	struct buffer_head *other;

	for (other = bh->b_this_page; other != bh; other = other->b_this_page)
		if (test_bit(bit, &other->b_state))
			return 1;
	return 0;
}

static int all_uptodate(struct buffer_head *head)
{
	struct buffer_head *bh = head;

	do {
		if (!buffer_uptodate(bh))
			return 0;
		bh = bh->b_this_page;
	} while (bh != head);
	return 1;
}

/* The last one of a page unlocks it. */
static void end_buffer_async_read(struct buffer_head *bh, int uptodate)
{
	struct page *page = bh->b_page;
	unsigned long flags;
	int more;

	if (uptodate) {
		set_buffer_uptodate(bh);
	} else {
		clear_buffer_uptodate(bh);
		buffer_io_error(bh, "not readable");
		SetPageError(page);
	}
	local_irq_save(flags);
	clear_buffer_async_read(bh);
	unlock_buffer(bh);
	more = others_under_way(bh, BH_Async_Read);
	local_irq_restore(flags);
	if (more)
		return;
	if (!PageError(page) && all_uptodate(bh))
		SetPageUptodate(page);
	unlock_page(page);
}

static void end_buffer_async_write(struct buffer_head *bh, int uptodate)
{
	struct page *page = bh->b_page;
	unsigned long flags;
	int more;

	if (uptodate) {
		set_buffer_uptodate(bh);
	} else {
		write_failed(bh);
		mapping_set_error(page->mapping, -EIO);
		SetPageError(page);
	}
	local_irq_save(flags);
	clear_buffer_async_write(bh);
	unlock_buffer(bh);
	more = others_under_way(bh, BH_Async_Write);
	local_irq_restore(flags);
	if (!more)
		end_page_writeback(page);
}

void mark_buffer_async_read(struct buffer_head *bh)
{
	bh->b_end_io = end_buffer_async_read;
	set_buffer_async_read(bh);
}

void mark_buffer_async_write(struct buffer_head *bh)
{
	bh->b_end_io = end_buffer_async_write;
	set_buffer_async_write(bh);
}

static void end_bio_bh(struct bio *bio, int error)
{
	struct buffer_head *bh = bio->bi_private;

	bh->b_end_io(bh, !error);
	bio_put(bio);
}

/* A locked, mapped buffer; b_end_io is called once. */
void noinline submit_bh(unsigned long rw, struct buffer_head *bh)
{
	struct bio *bio = bio_alloc(GFP_NOIO, 1);

	BUG_ON(!buffer_locked(bh) || !buffer_mapped(bh) || !bh->b_end_io);
	if (rw & WRITE)
		clear_buffer_write_io_error(bh);
	bio->bi_sector = bh->b_blocknr * (bh->b_size >> SECTOR_SHIFT);
	bio->bi_bdev = bh->b_bdev;
	bio->bi_end_io = end_bio_bh;
	bio->bi_private = bh;
	bio_add_page(bio, bh->b_page, bh->b_size, bh_offset(bh));
	submit_bio(rw, bio);
}

void ll_rw_block(int rw, int nr, struct buffer_head *bhs[])
{
	int i;

	for (i = 0; i < nr; i++) {
		struct buffer_head *bh = bhs[i];

		if (test_set_buffer_locked(bh))
			continue;
		get_bh(bh);
		bh->b_end_io = rw == WRITE ? end_buffer_write_sync :
					     end_buffer_read_sync;
		if (rw == WRITE ? test_clear_buffer_dirty(bh) :
				  !buffer_uptodate(bh)) {
			submit_bh(rw, bh);
			continue;
		}
		unlock_buffer(bh);
		put_bh(bh);
	}
}

/* Written, and waited for; 0 or -EIO. */
int sync_dirty_buffer(struct buffer_head *bh)
{
	lock_buffer(bh);
	if (!test_clear_buffer_dirty(bh)) {
		unlock_buffer(bh);
		return 0;
	}
	get_bh(bh);
	bh->b_end_io = end_buffer_write_sync;
	submit_bh(WRITE | BIO_RW_SYNC, bh);
	wait_on_buffer(bh);
	return buffer_uptodate(bh) ? 0 : -EIO;
}
