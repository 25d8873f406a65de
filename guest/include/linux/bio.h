/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One transfer between memory and a run of sectors. Its owner fills it and
 * gives it to submit_bio(); bi_end_io is called once, perhaps from an
 * interrupt, when all of it is done or has failed.
 */
#ifndef _LINUX_BIO_H
#define _LINUX_BIO_H

#include <linux/types.h>
#include <asm/atomic.h>

struct block_device;
struct page;
struct bio;

/* 32 bits of sectors are 2 TiB, and need no 64-bit division. */
typedef unsigned long sector_t;

#define SECTOR_SIZE	512
#define SECTOR_SHIFT	9

/* Whole sectors. */
struct bio_vec {
	struct page *bv_page;
	unsigned int bv_len;
	unsigned int bv_offset;
};

typedef void bio_end_io_t(struct bio *bio, int error);

struct bio {
	sector_t bi_sector;		/* of 512 bytes, on bi_bdev */
	struct bio *bi_next;		/* in its request */
	struct block_device *bi_bdev;
	unsigned long bi_flags;		/* BIO_* */
	unsigned long bi_rw;		/* READ or WRITE, and REQ_* */
	unsigned short bi_vcnt;		/* segments */
	unsigned short bi_max_vecs;
	unsigned int bi_size;		/* bytes in all */
	atomic_t bi_cnt;
	bio_end_io_t *bi_end_io;
	void *bi_private;
	struct bio_vec bi_io_vec[];
};

#define BIO_MAX_PAGES	32	/* segments */
#define bio_sectors(bio)	((bio)->bi_size >> SECTOR_SHIFT)
#define bio_data_dir(bio)	((int)((bio)->bi_rw & WRITE))
#define bio_barrier(bio)	((bio)->bi_rw & BIO_RW_BARRIER)

#define READ		0
#define WRITE		1
#define BIO_RW_FUA	(1UL << 4)	/* on the medium before it ends */
#define BIO_RW_BARRIER	(1UL << 5)	/* flush before, and FUA */
#define BIO_RW_SYNC	(1UL << 6)	/* somebody waits: unplug at once */

/* NULL without memory; one reference. */
struct bio *bio_alloc(unsigned int gfp_mask, int nr_iovecs);
void bio_put(struct bio *bio);
/* Bytes added: len, or 0 if the bio is full. */
int bio_add_page(struct bio *bio, struct page *page, unsigned int len,
		 unsigned int offset);
void bio_endio(struct bio *bio, int error);

/* Consumes the bio's end; errors, also of the range, come to bi_end_io. */
void submit_bio(unsigned long rw, struct bio *bio);

#endif
