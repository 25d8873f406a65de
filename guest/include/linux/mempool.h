/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Objects that can always be had, a few of them: what writes dirty pages out
 * must not wait for the memory that only that writing will free.
 */
#ifndef _LINUX_MEMPOOL_H
#define _LINUX_MEMPOOL_H

#include <linux/slab.h>
#include <linux/wait.h>

typedef struct mempool {
	int min_nr;			/* kept in reserve */
	int curr_nr;			/* of these there are now */
	void **elements;
	kmem_cache_t *cache;
	wait_queue_head_t wait;
} mempool_t;

/* With min_nr objects of the cache set aside; NULL without memory. */
mempool_t *mempool_create(int min_nr, kmem_cache_t *cache);
/* All objects must have come back. */
void mempool_destroy(mempool_t *pool);
/*
 * With __GFP_WAIT never NULL: the caller sleeps until somebody's object comes
 * back, so nobody may hold one for ever, or two while others wait.
 */
void *mempool_alloc(mempool_t *pool, unsigned int gfp_mask);
void mempool_free(void *element, mempool_t *pool);

#endif
