/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests go in batches in the order of their sectors, since a head moves
 * slowly; a batch begins with the oldest request if that one has waited too
 * long. Reads go first, since somebody waits for them, but may pass over
 * writes only so often.
 *
 * Each request is in two lists of its direction: by sector and by age. There
 * are at most BLKDEV_MAX_RQ, so that a walk along a list is short.
 */
#include <linux/blkdev.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/slab.h>

#define READ_EXPIRE	(HZ / 2)
#define WRITE_EXPIRE	(5 * HZ)
#define FIFO_BATCH	16	/* requests in a row in sorted order */
#define WRITES_STARVED	2	/* batches of reads that pass over writes */

struct deadline_data {
	struct list_head sorted[2];
	struct list_head fifo[2];
	struct request *next_rq;	/* goes on with the batch, or NULL */
	int batching;			/* requests of the batch so far */
	int starved;			/* batches of reads since a write */
};

static int deadline_merge(request_queue_t *q, struct request **req,
			  struct bio *bio)
{
	struct deadline_data *dd = q->elevator->data;
	struct request *rq;

	list_for_each_entry(rq, &dd->sorted[bio_data_dir(bio)], sorted) {
		int where = elv_try_merge(rq, bio);

		if (where != ELEVATOR_NO_MERGE) {
			*req = rq;
			return where;
		}
		if (rq->sector > bio->bi_sector + bio_sectors(bio))
			break;
	}
	return ELEVATOR_NO_MERGE;
}

static struct request *deadline_latter(request_queue_t *q, struct request *rq)
{
	struct deadline_data *dd = q->elevator->data;

	if (rq->sorted.next == &dd->sorted[rq_data_dir(rq)])
		return NULL;
	return list_entry(rq->sorted.next, struct request, sorted);
}

static struct request *deadline_former(request_queue_t *q, struct request *rq)
{
	struct deadline_data *dd = q->elevator->data;

	if (rq->sorted.prev == &dd->sorted[rq_data_dir(rq)])
		return NULL;
	return list_entry(rq->sorted.prev, struct request, sorted);
}

/* From the end, where most belong. Equal sectors stay in order of age. */
static void deadline_add(request_queue_t *q, struct request *rq)
{
	struct deadline_data *dd = q->elevator->data;
	int dir = rq_data_dir(rq);
	struct list_head *at = dd->sorted[dir].prev;

	while (at != &dd->sorted[dir] &&
	       list_entry(at, struct request, sorted)->sector > rq->sector)
		at = at->prev;
	list_add(&rq->sorted, at);
	rq->expires = jiffies + (dir == READ ? READ_EXPIRE : WRITE_EXPIRE);
	list_add_tail(&rq->fifo, &dd->fifo[dir]);
}

static void deadline_remove(request_queue_t *q, struct request *rq)
{
	struct deadline_data *dd = q->elevator->data;

	if (dd->next_rq == rq)
		dd->next_rq = deadline_latter(q, rq);
	list_del_init(&rq->sorted);
	list_del_init(&rq->fifo);
}

/* The direction of a new batch, or -1. */
static int deadline_choose(struct deadline_data *dd)
{
	int reads = !list_empty(&dd->fifo[READ]);
	int writes = !list_empty(&dd->fifo[WRITE]);

	if (reads && !(writes && dd->starved >= WRITES_STARVED)) {
		dd->starved += writes;
		return READ;
	}
	dd->starved = 0;
	return writes ? WRITE : -1;
}

static struct request *deadline_first(struct deadline_data *dd, int dir)
{
	return list_entry(dd->fifo[dir].next, struct request, fifo);
}

/* Goes on behind the last batch's end, if that has the same direction. */
static struct request *deadline_new_batch(struct deadline_data *dd)
{
	int dir = deadline_choose(dd);
	struct request *oldest, *next = dd->next_rq;

	if (dir < 0)
		return NULL;
	dd->batching = 0;
	oldest = deadline_first(dd, dir);
	if (!next || rq_data_dir(next) != dir ||
	    time_after_eq(jiffies, oldest->expires))
		return oldest;
	return next;
}

static int deadline_dispatch(request_queue_t *q)
{
	struct deadline_data *dd = q->elevator->data;
	struct request *rq = dd->next_rq;

	if (!rq || dd->batching >= FIFO_BATCH)
		rq = deadline_new_batch(dd);
	if (!rq)
		return 0;
	dd->batching++;
	dd->next_rq = rq;
	/* Leaves its successor as the next one. */
	deadline_remove(q, rq);
	elv_dispatch(q, rq);
	return 1;
}

static int deadline_init(elevator_t *e)
{
	struct deadline_data *dd = kzalloc(sizeof(*dd), GFP_KERNEL);
	int dir;

	if (!dd)
		return -ENOMEM;
	for (dir = READ; dir <= WRITE; dir++) {
		INIT_LIST_HEAD(&dd->sorted[dir]);
		INIT_LIST_HEAD(&dd->fifo[dir]);
	}
	e->data = dd;
	return 0;
}

static void deadline_exit(elevator_t *e)
{
	kfree(e->data);
}

struct elevator_type iosched_deadline = {
	.name = "deadline",
	.ops = {
		.merge = deadline_merge,
		.remove = deadline_remove,
		.add = deadline_add,
		.dispatch = deadline_dispatch,
		.former = deadline_former,
		.latter = deadline_latter,
		.init = deadline_init,
		.exit = deadline_exit,
	},
};
