/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who decides which request is next. */
#ifndef _LINUX_ELEVATOR_H
#define _LINUX_ELEVATOR_H

#include <linux/list.h>

struct bio;
struct request;
struct request_queue;
struct elevator_queue;

enum { ELEVATOR_NO_MERGE, ELEVATOR_BACK_MERGE, ELEVATOR_FRONT_MERGE };

/* All are called with the queue's lock held. */
struct elevator_ops {
	/* A request that bio can join at one of its ends, and at which. */
	int (*merge)(struct request_queue *q, struct request **rq,
		     struct bio *bio);
	/* rq begins at another sector than it did. */
	void (*merged)(struct request_queue *q, struct request *rq);
	/* next has become the end of rq, and is leaving. */
	void (*merge_req)(struct request_queue *q, struct request *rq,
			  struct request *next);
	void (*add_req)(struct request_queue *q, struct request *rq);
	/* Moves one or more to the dispatch list's end; 0: had none. */
	int (*dispatch)(struct request_queue *q, int force);
	/* The one that begins where rq ends, or NULL. */
	struct request *(*latter_req)(struct request_queue *q,
				      struct request *rq);
	int (*queue_empty)(struct request_queue *q);
	int (*init)(struct request_queue *q, struct elevator_queue *e);
	void (*exit)(struct elevator_queue *e);
};

struct elevator_type {
	const char *name;
	struct elevator_ops ops;
};

typedef struct elevator_queue {
	struct elevator_type *type;
	void *data;			/* the type's */
	int nr_sorted;			/* added, and not dispatched yet */
} elevator_t;

extern struct elevator_type iosched_deadline, iosched_noop;

int elevator_init(struct request_queue *q);
void elevator_exit(struct request_queue *q);
int elv_merge(struct request_queue *q, struct request **rq, struct bio *bio);
int elv_rq_merge_ok(struct request *rq, struct bio *bio);
void elv_merged_request(struct request_queue *q, struct request *rq);
/* rq is in the elevator, or, a barrier or flush, behind all in the queue. */
void elv_add_request(struct request_queue *q, struct request *rq);
int elv_queue_empty(struct request_queue *q);
/* For the types: rq goes to the end of the dispatch list. */
void elv_dispatch(struct request_queue *q, struct request *rq);

#endif
