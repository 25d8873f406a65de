/* SPDX-License-Identifier: GPL-2.0-or-later */
/* I/O for suites: a page to or from a device, and waiting for its end. */
#ifndef TESTS_BLOCK_IO_H
#define TESTS_BLOCK_IO_H

#include <kunit/test.h>
#include <linux/blkdev.h>
#include <linux/mm.h>
#include <linux/sched.h>

/* The end of a bio, as its owner hears of it. */
struct io_end {
	volatile int count;
	int error;
};

static inline void note_end(struct bio *bio, int error)
{
	struct io_end *end = bio->bi_private;

	end->error = error;
	end->count++;
	bio_put(bio);
}

/* A bio of so many bytes from the beginning of page. */
static inline struct bio *bio_for(struct block_device *bdev, sector_t sector,
				  struct page *page, unsigned int bytes,
				  struct io_end *end)
{
	struct bio *bio = bio_alloc(GFP_KERNEL, 1);

	end->count = 0;
	bio->bi_bdev = bdev;
	bio->bi_sector = sector;
	bio->bi_end_io = note_end;
	bio->bi_private = end;
	bio_add_page(bio, page, bytes, 0);
	return bio;
}

/* The error of one transfer, or -ETIMEDOUT. */
static inline int do_io(struct block_device *bdev, unsigned long rw,
			sector_t sector, struct page *page, unsigned int bytes)
{
	struct io_end end;

	submit_bio(rw | BIO_RW_SYNC, bio_for(bdev, sector, page, bytes, &end));
	return kunit_wait_for(&end.count) ? end.error : -ETIMEDOUT;
}

#endif
