/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A page to its slot and back; the ends come from interrupts. */
#include <linux/blkdev.h>
#include <linux/genhd.h>
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include <linux/swap.h>
#include <linux/writeback.h>

/* One page, from or to its slot; the page's private is the entry. */
static struct bio *get_swap_bio(unsigned int gfp_mask, struct page *page,
				bio_end_io_t *end_io)
{
	swp_entry_t entry = { .val = page->private };
	struct bio *bio = bio_alloc(gfp_mask, 1);

	if (!bio)
		return NULL;
	bio->bi_sector = swap_sector(entry);
	bio->bi_bdev = swap_bdev(entry);
	bio->bi_end_io = end_io;
	bio_add_page(bio, page, PAGE_SIZE, 0);
	return bio;
}

static void report_error(const char *what, const struct page *page)
{
	swp_entry_t entry = { .val = page->private };

	if (printk_ratelimit())
		printk(KERN_ALERT "%s-error on swap-device %s, slot %lu\n",
		       what, swap_bdev(entry)->bd_disk->disk_name,
		       swp_offset(entry));
}

/* Only memory has the page now: it is dirty again, and will be tried again. */
static void end_swap_bio_write(struct bio *bio, int error)
{
	struct page *page = bio->bi_io_vec[0].bv_page;

	if (error) {
		SetPageError(page);
		SetPageDirty(page);
		ClearPageReclaim(page);
		report_error("Write", page);
	}
	swap_write_ended((swp_entry_t){ .val = page->private }, error);
	end_page_writeback(page);
	bio_put(bio);
}

/* A page that is not up to date is its reader's to answer for. */
static void end_swap_bio_read(struct bio *bio, int error)
{
	struct page *page = bio->bi_io_vec[0].bv_page;

	if (error) {
		SetPageError(page);
		ClearPageUptodate(page);
		report_error("Read", page);
	} else {
		SetPageUptodate(page);
	}
	unlock_page(page);
	bio_put(bio);
}

/* The caller has cleared the page's dirty flag; unlocks it. */
int swap_writepage(struct page *page, struct writeback_control *wbc)
{
	struct bio *bio;

	/* Its last process has gone, or has it back: nothing to keep. */
	if (remove_exclusive_swap_page(page)) {
		unlock_page(page);
		return 0;
	}
	if (swap_is_given_up((swp_entry_t){ .val = page->private })) {
		set_page_dirty(page);
		unlock_page(page);
		return 0;
	}
	bio = get_swap_bio(GFP_NOIO, page, end_swap_bio_write);
	if (!bio) {
		set_page_dirty(page);
		unlock_page(page);
		return -ENOMEM;
	}
	inc_page_state(pswpout);
	set_page_writeback(page);
	unlock_page(page);
	submit_bio(WRITE, bio);
	return 0;
}

/* A locked page, which the end of the read unlocks. */
int noinline swap_readpage(struct file *file, struct page *page)
{
	struct bio *bio = get_swap_bio(GFP_KERNEL, page, end_swap_bio_read);

	BUG_ON(!PageLocked(page));
	ClearPageUptodate(page);
	if (!bio) {
		unlock_page(page);
		return -ENOMEM;
	}
	inc_page_state(pswpin);
	submit_bio(READ, bio);
	return 0;
}
