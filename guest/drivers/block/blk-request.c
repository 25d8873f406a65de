/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A request's life outside the elevator. Each direction of a queue has a
 * number of them: who comes when all are in use sleeps, and that is what
 * holds back those who write faster than the disk.
 */
#include <linux/blkdev.h>
#include <linux/completion.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>
#include "blk.h"

static DECLARE_WAIT_QUEUE_HEAD(congestion_read);
static DECLARE_WAIT_QUEUE_HEAD(congestion_write);
static wait_queue_head_t *const congestion_wqh[2] = {
	&congestion_read, &congestion_write
};

static const int congested_bit[2] = {
	BDI_read_congested, BDI_write_congested
};

/* Between the two a queue stays what it was. */
#define congestion_on(q)	((q)->nr_requests - (q)->nr_requests / 8)
#define congestion_off(q)	(congestion_on(q) - (q)->nr_requests / 16 - 1)

static void count_request(request_queue_t *q, int rw)
{
	if (++q->rq.count[rw] >= (int)congestion_on(q))
		set_bit(congested_bit[rw], &q->backing_dev_info.state);
}

static void uncount_request(request_queue_t *q, int rw)
{
	unsigned long *state = &q->backing_dev_info.state;

	if (--q->rq.count[rw] < (int)congestion_off(q) &&
	    test_and_clear_bit(congested_bit[rw], state))
		wake_up_all(congestion_wqh[rw]);
	/* A direction without requests may wait for the other's memory. */
	wake_up(&q->rq.wait[READ]);
	wake_up(&q->rq.wait[WRITE]);
}

/* Never sleeps, needs no lock: NULL at the limit, or without memory. */
struct request *get_request(request_queue_t *q, int rw)
{
	struct request *rq = NULL;
	unsigned long flags;

	local_irq_save(flags);
	if (q->rq.count[rw] < (int)q->nr_requests)
		rq = mempool_alloc(q->rq.rq_pool, GFP_ATOMIC);
	if (rq)
		count_request(q, rw);
	local_irq_restore(flags);
	if (!rq)
		return NULL;
	memset(rq, 0, sizeof(*rq));
	INIT_LIST_HEAD(&rq->queuelist);
	rq->flags = rw == WRITE ? REQ_RW : 0;
	rq->start_time = jiffies;
	rq->q = q;
	return rq;
}

/* The lock is not held; what we wait for must not wait for a plug. */
noinline struct request *get_request_wait(request_queue_t *q, int rw)
{
	struct request *rq;
	DEFINE_WAIT(wait);

	generic_unplug_device(q);
	for (;;) {
		prepare_to_wait_exclusive(&q->rq.wait[rw], &wait,
					  TASK_UNINTERRUPTIBLE);
		rq = get_request(q, rw);
		if (rq)
			break;
		schedule();
	}
	finish_wait(&q->rq.wait[rw], &wait);
	return rq;
}

struct request *blk_get_request(request_queue_t *q, int rw,
				unsigned int gfp_mask)
{
	struct request *rq = get_request(q, rw);

	if (!rq && gfp_mask & __GFP_WAIT)
		rq = get_request_wait(q, rw);
	return rq;
}

void blk_put_request(struct request *rq)
{
	request_queue_t *q = rq->q;
	int rw = rq_data_dir(rq);
	unsigned long flags;

	mempool_free(rq, q->rq.rq_pool);
	local_irq_save(flags);
	uncount_request(q, rw);
	local_irq_restore(flags);
}

long noinline blk_congestion_wait(int rw, long timeout)
{
	wait_queue_head_t *wqh = congestion_wqh[rw];
	DEFINE_WAIT(wait);

	prepare_to_wait(wqh, &wait, TASK_UNINTERRUPTIBLE);
	timeout = schedule_timeout(timeout);
	finish_wait(wqh, &wait);
	return timeout;
}

static void blk_end_sync_rq(struct request *rq, int error)
{
	struct completion *waiting = rq->end_io_data;

	rq->errors = error;
	complete(waiting);
}

int blk_execute_rq(request_queue_t *q, struct request *rq)
{
	DECLARE_COMPLETION(wait);
	unsigned long flags;

	rq->end_io = blk_end_sync_rq;
	rq->end_io_data = &wait;
	rq->flags |= REQ_NOMERGE;
	spin_lock_irqsave(q->queue_lock, flags);
	elv_add_request(q, rq);
	blk_plug_device(q);
	__generic_unplug_device(q);
	spin_unlock_irqrestore(q->queue_lock, flags);
	wait_for_completion(&wait);
	return rq->errors;
}

int blkdev_issue_flush(struct block_device *bdev)
{
	request_queue_t *q;
	struct request *rq;
	int error;

	if (!bdev->bd_disk)
		return -ENXIO;
	q = bdev_get_queue(bdev);
	rq = blk_get_request(q, WRITE, GFP_KERNEL);
	rq->flags |= REQ_FLUSH;
	error = blk_execute_rq(q, rq);
	blk_put_request(rq);
	return error;
}
