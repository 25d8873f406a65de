/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a bio to a request. */
#include <linux/blkdev.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmstat.h>
#include "blk.h"

static kmem_cache_t *request_cachep;

static void init_request_from_bio(struct request *rq, struct bio *bio)
{
	rq->flags |= bio->bi_rw & (BIO_RW_FUA | BIO_RW_BARRIER | BIO_RW_SYNC);
	/* The end of such a bio may have to wait for a flush. */
	if (bio->bi_rw & (BIO_RW_FUA | BIO_RW_BARRIER))
		rq->flags |= REQ_NOMERGE;
	rq->sector = bio->bi_sector;
	rq->nr_sectors = bio_sectors(bio);
	rq->bio = rq->biotail = bio;
	rq->rq_disk = bio->bi_bdev->bd_disk;
}

/* Where the gap between two requests has closed: one of both. */
static void attempt_merge(request_queue_t *q, struct request *rq,
			  struct request *next)
{
	if (!rq || !next || (next->flags | rq->flags) & REQ_NOMERGE ||
	    rq->sector + rq->nr_sectors != next->sector ||
	    rq->nr_sectors + next->nr_sectors > q->max_sectors ||
	    rq_data_dir(rq) != rq_data_dir(next))
		return;
	elv_merge_requests(q, rq, next);
	rq->biotail->bi_next = next->bio;
	rq->biotail = next->biotail;
	rq->nr_sectors += next->nr_sectors;
	if (time_before(next->start_time, rq->start_time))
		rq->start_time = next->start_time;
	disk_account_joined(next);
	blk_put_request(next);
}

/* Whether bio has joined a request that waits. */
static int merge_bio(request_queue_t *q, struct bio *bio)
{
	struct request *rq;
	int where = elv_merge(q, &rq, bio);

	if (where == ELEVATOR_NO_MERGE)
		return 0;
	rq->flags |= bio->bi_rw & BIO_RW_SYNC;
	rq->nr_sectors += bio_sectors(bio);
	disk_account_merge(rq);
	if (where == ELEVATOR_BACK_MERGE) {
		rq->biotail->bi_next = bio;
		rq->biotail = bio;
		attempt_merge(q, rq, elv_latter_request(q, rq));
	} else {
		bio->bi_next = rq->bio;
		rq->bio = bio;
		rq->sector = bio->bi_sector;
		attempt_merge(q, elv_former_request(q, rq), rq);
	}
	return 1;
}

static void queue_request(request_queue_t *q, struct request *rq)
{
	disk_account_queued(rq);
	if (elv_queue_empty(q))
		blk_plug_device(q);
	elv_add_request(q, rq);
}

/* Sleeps when the queue has no requests left, and looks again then. */
noinline void __make_request(request_queue_t *q, struct bio *bio)
{
	struct request *rq = NULL;
	unsigned long flags;

	for (;;) {
		spin_lock_irqsave(q->queue_lock, flags);
		if (merge_bio(q, bio)) {
			if (rq)
				blk_put_request(rq);
			break;
		}
		if (!rq)
			rq = get_request(q, bio_data_dir(bio));
		if (rq) {
			init_request_from_bio(rq, bio);
			queue_request(q, rq);
			break;
		}
		spin_unlock_irqrestore(q->queue_lock, flags);
		rq = get_request_wait(q, bio_data_dir(bio));
	}
	if (bio->bi_rw & BIO_RW_SYNC)
		__generic_unplug_device(q);
	spin_unlock_irqrestore(q->queue_lock, flags);
}

/* What is wrong with a bio, in words, or NULL. */
static const char *refuse(const struct bio *bio)
{
	sector_t capacity = bdev_capacity(bio->bi_bdev);

	if (!bio->bi_bdev->bd_disk)
		return "without a disk";
	if (!bio->bi_size || bio->bi_size % SECTOR_SIZE)
		return "that is not whole sectors";
	if (bio_sectors(bio) > bdev_get_queue(bio->bi_bdev)->max_sectors)
		return "larger than a request";
	if (bio->bi_sector >= capacity ||
	    bio_sectors(bio) > capacity - bio->bi_sector)
		return "beyond the end of the device";
	if (bio_data_dir(bio) == WRITE && bdev_read_only(bio->bi_bdev))
		return "to a read-only device";
	return NULL;
}

/* In KiB; a lone sector counts as one. */
static void account_bio(const struct bio *bio)
{
	if (bio_data_dir(bio) == WRITE)
		add_page_state(pgpgout, (bio->bi_size + 512) >> 10);
	else
		add_page_state(pgpgin, (bio->bi_size + 512) >> 10);
}

void noinline submit_bio(unsigned long rw, struct bio *bio)
{
	const char *why;

	bio->bi_rw |= rw;
	bio->bi_next = NULL;
	why = refuse(bio);
	if (why) {
		printk(KERN_WARNING "%s: access %s: rw=%d, sector %lu+%u, "
		       "of %lu\n", bdevname(bio->bi_bdev), why,
		       bio_data_dir(bio), bio->bi_sector, bio_sectors(bio),
		       bdev_capacity(bio->bi_bdev));
		bio_endio(bio, -EIO);
		return;
	}
	account_bio(bio);
	__make_request(bdev_get_queue(bio->bi_bdev), bio);
}

request_queue_t *blk_init_queue(request_fn_proc *rfn, spinlock_t *lock)
{
	request_queue_t *q = kzalloc(sizeof(*q), GFP_KERNEL);

	if (!q)
		return NULL;
	q->rq.rq_pool = mempool_create(BLKDEV_MIN_RQ, request_cachep);
	if (!q->rq.rq_pool || elevator_init(q)) {
		if (q->rq.rq_pool)
			mempool_destroy(q->rq.rq_pool);
		kfree(q);
		return NULL;
	}
	INIT_LIST_HEAD(&q->queue_head);
	init_waitqueue_head(&q->rq.wait[READ]);
	init_waitqueue_head(&q->rq.wait[WRITE]);
	q->request_fn = rfn;
	q->queue_lock = lock;
	q->nr_requests = BLKDEV_MAX_RQ;
	q->max_sectors = MAX_SECTORS;
	q->backing_dev_info.ra_pages = VM_MAX_READAHEAD * 1024 / PAGE_SIZE;
	blk_plug_init(q);
	return q;
}

void blk_cleanup_queue(request_queue_t *q)
{
	blk_remove_plug(q);
	kblockd_flush();
	elevator_exit(q);
	mempool_destroy(q->rq.rq_pool);
	kfree(q);
}

static int __init blk_dev_init(void)
{
	request_cachep = kmem_cache_create("blkdev_requests",
					   sizeof(struct request), 0,
					   SLAB_PANIC, NULL, NULL);
	return 0;
}
core_initcall(blk_dev_init);
