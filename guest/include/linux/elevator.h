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
	/* next has become the end of another, and is leaving. */
	void (*remove)(struct request_queue *q, struct request *next);
	void (*add)(struct request_queue *q, struct request *rq);
	/* Has elv_dispatch() called for the next one; 0: there is none. */
	int (*dispatch)(struct request_queue *q);
	/* The neighbours by sector, or NULL. */
	struct request *(*former)(struct request_queue *q,
				  struct request *rq);
	struct request *(*latter)(struct request_queue *q,
				  struct request *rq);
	int (*init)(struct elevator_queue *e);
	void (*exit)(struct elevator_queue *e);
};

struct elevator_type {
	const char *name;
	struct elevator_ops ops;
};

typedef struct elevator_queue {
	struct elevator_type *type;
	void *data;			/* the type's */
	int nr_queued;			/* added, and not dispatched yet */
} elevator_t;

extern struct elevator_type iosched_deadline, iosched_noop;

int elevator_init(struct request_queue *q);
void elevator_exit(struct request_queue *q);
int elv_merge(struct request_queue *q, struct request **rq, struct bio *bio);
/* Where bio can join rq. */
int elv_try_merge(struct request *rq, struct bio *bio);
void elv_merge_requests(struct request_queue *q, struct request *rq,
			struct request *next);
struct request *elv_former_request(struct request_queue *q,
				   struct request *rq);
struct request *elv_latter_request(struct request_queue *q,
				   struct request *rq);
/* A barrier or a flush goes behind all that is there. */
void elv_add_request(struct request_queue *q, struct request *rq);
int elv_queue_empty(struct request_queue *q);
/* For the types: rq goes to the end of the dispatch list. */
void elv_dispatch(struct request_queue *q, struct request *rq);

#endif
