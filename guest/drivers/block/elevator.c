/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What all schedulers of requests have in common. */
#include <linux/blkdev.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include "blk.h"

static struct elevator_type *const elevators[] = {
	&iosched_deadline, &iosched_noop
};
static struct elevator_type *chosen_elevator = &iosched_deadline;

static int __init elevator_setup(char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(elevators); i++)
		if (!strcmp(elevators[i]->name, name))
			chosen_elevator = elevators[i];
	if (strcmp(chosen_elevator->name, name))
		printk(KERN_WARNING "elevator=%s: not known, using %s\n",
		       name, chosen_elevator->name);
	return 1;
}
__setup("elevator=", elevator_setup);

int elevator_init(request_queue_t *q)
{
	elevator_t *e = kzalloc(sizeof(*e), GFP_KERNEL);

	if (!e)
		return -ENOMEM;
	e->type = chosen_elevator;
	if (e->type->ops.init(e)) {
		kfree(e);
		return -ENOMEM;
	}
	q->elevator = e;
	return 0;
}

void elevator_exit(request_queue_t *q)
{
	q->elevator->type->ops.exit(q->elevator);
	kfree(q->elevator);
}

int elv_try_merge(struct request *rq, struct bio *bio)
{
	if (rq->flags & REQ_NOMERGE || rq_data_dir(rq) != bio_data_dir(bio) ||
	    rq->nr_sectors + bio_sectors(bio) > rq->q->max_sectors)
		return ELEVATOR_NO_MERGE;
	if (rq->sector + rq->nr_sectors == bio->bi_sector)
		return ELEVATOR_BACK_MERGE;
	if (bio->bi_sector + bio_sectors(bio) == rq->sector)
		return ELEVATOR_FRONT_MERGE;
	return ELEVATOR_NO_MERGE;
}

/* Files are read and written in order: the last request is the best guess. */
int elv_merge(request_queue_t *q, struct request **rq, struct bio *bio)
{
	int where;

	if (bio->bi_rw & (BIO_RW_BARRIER | BIO_RW_FUA))
		return ELEVATOR_NO_MERGE;
	if (q->last_merge) {
		where = elv_try_merge(q->last_merge, bio);
		*rq = q->last_merge;
		if (where != ELEVATOR_NO_MERGE)
			return where;
	}
	where = q->elevator->type->ops.merge(q, rq, bio);
	if (where != ELEVATOR_NO_MERGE)
		q->last_merge = *rq;
	return where;
}

static void elv_forget(request_queue_t *q, struct request *rq)
{
	q->elevator->nr_queued--;
	if (q->last_merge == rq)
		q->last_merge = NULL;
}

void elv_merge_requests(request_queue_t *q, struct request *rq,
			struct request *next)
{
	q->elevator->type->ops.remove(q, next);
	elv_forget(q, next);
	q->last_merge = rq;
}

struct request *elv_former_request(request_queue_t *q, struct request *rq)
{
	return q->elevator->type->ops.former(q, rq);
}

struct request *elv_latter_request(request_queue_t *q, struct request *rq)
{
	return q->elevator->type->ops.latter(q, rq);
}

void elv_dispatch(request_queue_t *q, struct request *rq)
{
	elv_forget(q, rq);
	list_add_tail(&rq->queuelist, &q->queue_head);
}

/*
 * The dispatch list is the driver's order. The elevator gives more only when
 * it is empty, so what stands there is not overtaken: a barrier's promise.
 */
void elv_add_request(request_queue_t *q, struct request *rq)
{
	elevator_t *e = q->elevator;

	if (rq->flags & (REQ_BARRIER | REQ_FLUSH)) {
		while (e->type->ops.dispatch(q))
			;
		list_add_tail(&rq->queuelist, &q->queue_head);
		return;
	}
	e->nr_queued++;
	e->type->ops.add(q, rq);
	if (!(rq->flags & REQ_NOMERGE))
		q->last_merge = rq;
	if (blk_queue_plugged(q) && e->nr_queued >= q->unplug_thresh)
		__generic_unplug_device(q);
}

int elv_queue_empty(request_queue_t *q)
{
	return list_empty(&q->queue_head) && !q->elevator->nr_queued;
}

noinline struct request *elv_next_request(request_queue_t *q)
{
	struct request *rq;

	if (list_empty(&q->queue_head) && !q->bar_rq)
		q->elevator->type->ops.dispatch(q);
	if (list_empty(&q->queue_head))
		return NULL;
	rq = list_entry(q->queue_head.next, struct request, queuelist);
	rq = blk_do_ordered(q, rq);
	if (rq)
		rq->flags |= REQ_STARTED;
	return rq;
}

void blkdev_dequeue_request(struct request *rq)
{
	list_del_init(&rq->queuelist);
}
