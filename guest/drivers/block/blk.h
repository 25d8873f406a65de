/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of the block layer have among themselves. */
#ifndef DRIVERS_BLOCK_BLK_H
#define DRIVERS_BLOCK_BLK_H

#include <linux/blkdev.h>

/* blk-plug.c */
void blk_plug_init(request_queue_t *q);
void blk_run_request_fn(request_queue_t *q);

/* blk-request.c */
struct request *get_request(request_queue_t *q, int rw);
struct request *get_request_wait(request_queue_t *q, int rw);

/*
 * blk-barrier.c. What the driver gets when rq is next: rq, a flush that must
 * go before, or NULL while another sequence goes on.
 */
struct request *blk_do_ordered(request_queue_t *q, struct request *rq);
/* rq, of a sequence, was written, or was not. */
void blk_ordered_end(struct request *rq, int error);

/* genhd.c: statistics */
void disk_account_queued(struct request *rq);
void disk_account_merge(struct request *rq);
/* rq went into another that was queued as well. */
void disk_account_joined(struct request *rq);
void disk_account_sectors(struct request *rq, unsigned int sectors);
void disk_account_end(struct request *rq);

#endif
