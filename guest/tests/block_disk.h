/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A disk for suites: its driver takes requests as the queue gives them,
 * writes down what they are, and ends them only when the case says so.
 */
#ifndef TESTS_BLOCK_DISK_H
#define TESTS_BLOCK_DISK_H

#include "block_io.h"

#define MOST_SEEN	64
#define DISK_SECTORS	100000

static struct test_disk {
	struct gendisk *disk;
	request_queue_t *q;
	struct block_device bdev;
	spinlock_t lock;
	int at_once;			/* requests it takes before one ends */
	int nr_taken, nr_ended;
	struct request *taken[MOST_SEEN];
	struct {
		sector_t sector;
		unsigned long nr_sectors, flags;
	} seen[MOST_SEEN];		/* the same, as they came */
	char comm[TASK_COMM_LEN];	/* who called the driver last */
	struct page *page;
} td;

static void take_requests(request_queue_t *q)
{
	struct request *rq;

	strlcpy(td.comm, current->comm, sizeof(td.comm));
	while (td.nr_taken - td.nr_ended < td.at_once &&
	       td.nr_taken < MOST_SEEN && (rq = elv_next_request(q))) {
		blkdev_dequeue_request(rq);
		td.seen[td.nr_taken].sector = rq->sector;
		td.seen[td.nr_taken].nr_sectors = rq->nr_sectors;
		td.seen[td.nr_taken].flags = rq->flags;
		td.taken[td.nr_taken++] = rq;
	}
}

/* Ends so many sectors of the oldest one, and with the last of them itself. */
static __maybe_unused void end_sectors(int error, unsigned int sectors)
{
	struct request *rq = td.taken[td.nr_ended];
	unsigned long flags;

	spin_lock_irqsave(&td.lock, flags);
	if (!sectors || !end_that_request_first(rq, error, sectors)) {
		td.nr_ended++;
		end_that_request_last(rq, error);
	}
	take_requests(td.q);
	spin_unlock_irqrestore(&td.lock, flags);
}

static __maybe_unused void end_oldest(int error)
{
	end_sectors(error, td.taken[td.nr_ended]->nr_sectors);
}

static __maybe_unused void end_all(void)
{
	generic_unplug_device(td.q);
	while (td.nr_ended < td.nr_taken)
		end_oldest(0);
}

static int make_disk(struct kunit *test __maybe_unused)
{
	memset(&td, 0, sizeof(td));
	td.at_once = MOST_SEEN;
	td.disk = alloc_disk(1);
	td.q = blk_init_queue(take_requests, &td.lock);
	td.page = alloc_page(GFP_KERNEL);
	if (!td.disk || !td.q || !td.page)
		return -ENOMEM;
	/* Only the case pulls the plug. */
	td.q->unplug_delay = 1000 * HZ;
	td.q->unplug_thresh = MOST_SEEN;
	td.disk->queue = td.q;
	td.bdev.bd_disk = td.disk;
	strcpy(td.disk->disk_name, "kunit0");
	set_capacity(td.disk, DISK_SECTORS);
	return 0;
}

static void remove_disk(struct kunit *test __maybe_unused)
{
	end_all();
	blk_cleanup_queue(td.q);
	put_disk(td.disk);
	__free_page(td.page);
}

/* Submits a transfer of up to a page, and does not wait for it. */
static __maybe_unused void send(unsigned long rw, sector_t sector,
				unsigned int sectors, struct io_end *end)
{
	submit_bio(rw, bio_for(&td.bdev, sector, td.page,
			       sectors * SECTOR_SIZE, end));
}

#endif
