/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What drivers say of requests, mostly in interrupts. */
#include <linux/blkdev.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include "blk.h"

unsigned int rq_segment(const struct request *rq, struct page **page,
			unsigned int *offset)
{
	const struct bio_vec *bv = &rq->bio->bi_io_vec[rq->cur_vec];

	*page = bv->bv_page;
	*offset = bv->bv_offset + rq->cur_done;
	return bv->bv_len - rq->cur_done;
}

unsigned int rq_bio_sectors(const struct request *rq)
{
	const struct bio *bio = rq->bio;
	unsigned int i, bytes = 0;

	for (i = rq->cur_vec; i < bio->bi_vcnt; i++)
		bytes += bio->bi_io_vec[i].bv_len;
	return (bytes - rq->cur_done) >> SECTOR_SHIFT;
}

/* Past the bio at the cursor. A barrier's is told at its sequence's end. */
static void finish_bio(struct request *rq)
{
	struct bio *bio = rq->bio;
	int error = rq->bio_error;

	rq->bio = bio->bi_next;
	rq->cur_vec = 0;
	rq->cur_done = 0;
	rq->bio_error = 0;
	if (rq->flags & REQ_ORDERED)
		rq->q->ordered_error = error;
	else
		bio_endio(bio, error);
}

/* Within the bio at the cursor, by at most so many bytes; by how many. */
static unsigned int advance(struct request *rq, unsigned int bytes)
{
	const struct bio_vec *bv = &rq->bio->bi_io_vec[rq->cur_vec];
	unsigned int n = min(bytes, bv->bv_len - rq->cur_done);

	rq->cur_done += n;
	if (rq->cur_done == bv->bv_len) {
		rq->cur_vec++;
		rq->cur_done = 0;
	}
	return n;
}

int noinline end_that_request_first(struct request *rq, int error,
				    unsigned int nr_sectors)
{
	unsigned int bytes = nr_sectors << SECTOR_SHIFT;

	disk_account_sectors(rq, nr_sectors);
	rq->sector += nr_sectors;
	rq->nr_sectors -= nr_sectors;
	while (bytes) {
		if (error)
			rq->bio_error = error;
		bytes -= advance(rq, bytes);
		if (rq->cur_vec == rq->bio->bi_vcnt)
			finish_bio(rq);
	}
	return rq->nr_sectors != 0;
}

void noinline end_that_request_last(struct request *rq, int error)
{
	disk_account_end(rq);
	if (rq->end_io)
		rq->end_io(rq, error);
	else if (rq->flags & REQ_ORDERED)
		blk_ordered_end(rq, rq->q->ordered_error);
	else
		blk_put_request(rq);
}

void end_request(struct request *rq, int error)
{
	if (rq->nr_sectors)
		end_that_request_first(rq, error, rq->nr_sectors);
	end_that_request_last(rq, error);
}
