/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the page cache knows of the device behind a mapping. */
#ifndef _LINUX_BACKING_DEV_H
#define _LINUX_BACKING_DEV_H

#include <linux/bio.h>
#include <linux/bitops.h>

struct page;

#define BDI_pdflush		0	/* a pdflush writes to it */
#define BDI_write_congested	1	/* nearly out of requests */
#define BDI_read_congested	2

#define BDI_CAP_NO_ACCT_DIRTY	1	/* its dirty pages are not counted */
#define BDI_CAP_NO_WRITEBACK	2	/* there is nothing to write to */

struct backing_dev_info {
	unsigned long ra_pages;		/* how far to read ahead, in pages */
	unsigned long state;		/* BDI_* bits */
	unsigned int capabilities;
	/* Start what is queued; page is what somebody waits for, or NULL. */
	void (*unplug_io_fn)(struct backing_dev_info *bdi, struct page *page);
	void *unplug_io_data;
};

static inline int bdi_write_congested(struct backing_dev_info *bdi)
{
	return test_bit(BDI_write_congested, &bdi->state);
}

static inline int bdi_read_congested(struct backing_dev_info *bdi)
{
	return test_bit(BDI_read_congested, &bdi->state);
}

static inline void blk_run_backing_dev(struct backing_dev_info *bdi,
				       struct page *page)
{
	if (bdi && bdi->unplug_io_fn)
		bdi->unplug_io_fn(bdi, page);
}

#define blk_run_address_space(mapping) \
	blk_run_backing_dev((mapping)->backing_dev_info, NULL)

/* Of files that live in the page cache alone. */
extern struct backing_dev_info memory_backing_dev_info;

/* Sleep until a queue is no longer congested, or so many ticks. */
long blk_congestion_wait(int rw, long timeout);

#endif
