/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/kernel.h>
#include <linux/mempool.h>
#include <linux/sched.h>

/* One reserve may be empty while another's objects come back: look again. */
#define MEMPOOL_RETRY	(5 * HZ)

static void add_element(mempool_t *pool, void *element)
{
	BUG_ON(pool->curr_nr >= pool->min_nr);
	pool->elements[pool->curr_nr++] = element;
}

static void *remove_element(mempool_t *pool)
{
	unsigned long flags;
	void *element = NULL;

	local_irq_save(flags);
	if (pool->curr_nr)
		element = pool->elements[--pool->curr_nr];
	local_irq_restore(flags);
	return element;
}

mempool_t *mempool_create(int min_nr, kmem_cache_t *cache)
{
	mempool_t *pool = kzalloc(sizeof(*pool), GFP_KERNEL);

	if (!pool)
		return NULL;
	pool->cache = cache;
	pool->min_nr = min_nr;
	init_waitqueue_head(&pool->wait);
	pool->elements = kcalloc(min_nr, sizeof(void *), GFP_KERNEL);
	while (pool->elements && pool->curr_nr < min_nr) {
		void *element = kmem_cache_alloc(cache, GFP_KERNEL);

		if (!element)
			break;
		add_element(pool, element);
	}
	if (pool->elements && pool->curr_nr == min_nr)
		return pool;
	mempool_destroy(pool);
	return NULL;
}

void mempool_destroy(mempool_t *pool)
{
	while (pool->curr_nr)
		kmem_cache_free(pool->cache, remove_element(pool));
	kfree(pool->elements);
	kfree(pool);
}

/*
 * The reserve is for when memory is out, so memory is asked first; but it is
 * not waited for, since freeing it may need the very object.
 */
noinline void *mempool_alloc(mempool_t *pool, unsigned int gfp_mask)
{
	unsigned int gfp = gfp_mask & ~(__GFP_WAIT | __GFP_IO | __GFP_FS);
	DEFINE_WAIT(wait);
	void *element;

	for (;;) {
		element = kmem_cache_alloc(pool->cache, gfp);
		if (!element)
			element = remove_element(pool);
		if (element || !(gfp_mask & __GFP_WAIT))
			return element;
		prepare_to_wait(&pool->wait, &wait, TASK_UNINTERRUPTIBLE);
		if (!pool->curr_nr)
			schedule_timeout(MEMPOOL_RETRY);
		finish_wait(&pool->wait, &wait);
	}
}

/* May be called from interrupts. The reserve is filled first. */
void mempool_free(void *element, mempool_t *pool)
{
	unsigned long flags;

	local_irq_save(flags);
	if (pool->curr_nr < pool->min_nr) {
		add_element(pool, element);
		element = NULL;
	}
	local_irq_restore(flags);
	if (element)
		kmem_cache_free(pool->cache, element);
	else
		wake_up(&pool->wait);
}
