/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Order on the medium, on devices that may lose what their cache holds:
 *
 *	a barrier		FLUSH, its write with FUA
 *	  without FUA		FLUSH, its write, FLUSH
 *	a write with FUA	as it is
 *	  without FUA		its write, FLUSH
 *
 * What was queued before stands before it in the dispatch list, and what
 * came later behind it; while q->bar_rq goes through its steps nothing else
 * is given to the driver. Its bio ends after the last step, and with the
 * error of any of them; after a failed step the others are left out.
 */
#include <linux/blkdev.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include "blk.h"

static void ordered_finish(request_queue_t *q, int error)
{
	struct request *rq = q->bar_rq;

	q->bar_rq = NULL;
	bio_endio(rq->biotail, error);
	blk_put_request(rq);
}

/* At the head of the list, where the driver looks next. */
static struct request *ordered_flush(request_queue_t *q,
				     void (*end_io)(struct request *, int))
{
	struct request *flush = &q->flush_rq;

	memset(flush, 0, sizeof(*flush));
	flush->flags = REQ_RW | REQ_FLUSH | REQ_ORDERED;
	flush->q = q;
	flush->end_io = end_io;
	list_add(&flush->queuelist, &q->queue_head);
	return flush;
}

static void pre_flush_end_io(struct request *flush, int error)
{
	request_queue_t *q = flush->q;

	if (error)
		ordered_finish(q, error);
	else
		list_add(&q->bar_rq->queuelist, &q->queue_head);
}

static void post_flush_end_io(struct request *flush, int error)
{
	ordered_finish(flush->q, error);
}

void blk_ordered_end(struct request *rq, int error)
{
	request_queue_t *q = rq->q;

	if (error || q->ordered & QUEUE_HAS_FUA)
		ordered_finish(q, error);
	else
		ordered_flush(q, post_flush_end_io);
}

/* Whether the device's own order is not enough for rq. */
static int needs_sequence(const request_queue_t *q, const struct request *rq)
{
	if (!(q->ordered & QUEUE_HAS_CACHE))
		return 0;
	return rq->flags & REQ_BARRIER ||
	       (rq->flags & REQ_FUA && !(q->ordered & QUEUE_HAS_FUA));
}

noinline struct request *blk_do_ordered(request_queue_t *q,
					struct request *rq)
{
	int sequence;

	if (q->bar_rq)
		return rq->flags & REQ_ORDERED ? rq : NULL;
	sequence = needs_sequence(q, rq);
	/* To a driver it is a command, which the device has or has not. */
	if (!(q->ordered & QUEUE_HAS_FUA))
		rq->flags &= ~REQ_FUA;
	else if (rq->flags & REQ_BARRIER)
		rq->flags |= REQ_FUA;
	if (!sequence)
		return rq;
	q->bar_rq = rq;
	rq->flags |= REQ_ORDERED;
	if (!(rq->flags & REQ_BARRIER))
		return rq;
	list_del_init(&rq->queuelist);
	return ordered_flush(q, pre_flush_end_io);
}
