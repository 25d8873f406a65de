/* SPDX-License-Identifier: GPL-2.0-or-later */
/* First come, first served; for devices without a head to move. */
#include <linux/blkdev.h>
#include <linux/errno.h>
#include <linux/slab.h>

static int noop_merge(request_queue_t *q, struct request **req,
		      struct bio *bio)
{
	struct list_head *fifo = q->elevator->data;
	struct request *rq;

	list_for_each_entry(rq, fifo, fifo) {
		int where = elv_try_merge(rq, bio);

		if (where != ELEVATOR_NO_MERGE) {
			*req = rq;
			return where;
		}
	}
	return ELEVATOR_NO_MERGE;
}

static void noop_add(request_queue_t *q, struct request *rq)
{
	list_add_tail(&rq->fifo, q->elevator->data);
}

static void noop_remove(request_queue_t *q, struct request *next)
{
	(void)q;
	list_del_init(&next->fifo);
}

static int noop_dispatch(request_queue_t *q)
{
	struct list_head *fifo = q->elevator->data;
	struct request *rq;

	if (list_empty(fifo))
		return 0;
	rq = list_entry(fifo->next, struct request, fifo);
	list_del_init(&rq->fifo);
	elv_dispatch(q, rq);
	return 1;
}

/* Neighbours by age are none by sector. */
static struct request *noop_neighbour(request_queue_t *q, struct request *rq)
{
	(void)q;
	(void)rq;
	return NULL;
}

static int noop_init(elevator_t *e)
{
	struct list_head *fifo = kmalloc(sizeof(*fifo), GFP_KERNEL);

	if (!fifo)
		return -ENOMEM;
	INIT_LIST_HEAD(fifo);
	e->data = fifo;
	return 0;
}

static void noop_exit(elevator_t *e)
{
	kfree(e->data);
}

struct elevator_type iosched_noop = {
	.name = "noop",
	.ops = {
		.merge = noop_merge,
		.remove = noop_remove,
		.add = noop_add,
		.dispatch = noop_dispatch,
		.former = noop_neighbour,
		.latter = noop_neighbour,
		.init = noop_init,
		.exit = noop_exit,
	},
};
