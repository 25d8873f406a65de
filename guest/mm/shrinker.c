/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Caches of objects that can be made again. They are asked in proportion to
 * the scan of pages, weighted by what an object costs, and by how many there
 * are: a scan of all pages looks at all objects.
 */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/swap.h>
#include <asm/semaphore.h>

#define SHRINK_BATCH	128

struct shrinker {
	shrinker_t shrinker;
	struct list_head list;
	int seeks;		/* 2: as much as a page from disk */
	long nr;		/* objects still to be looked at */
};

static LIST_HEAD(shrinker_list);
static DECLARE_MUTEX(shrinker_sem);

struct shrinker *set_shrinker(int seeks, shrinker_t fn)
{
	struct shrinker *shrinker = kzalloc(sizeof(*shrinker), GFP_KERNEL);

	if (!shrinker)
		return NULL;
	shrinker->shrinker = fn;
	shrinker->seeks = seeks;
	down(&shrinker_sem);
	list_add_tail(&shrinker->list, &shrinker_list);
	up(&shrinker_sem);
	return shrinker;
}

void remove_shrinker(struct shrinker *shrinker)
{
	down(&shrinker_sem);
	list_del(&shrinker->list);
	up(&shrinker_sem);
	kfree(shrinker);
}

/* In batches, so that others get their turn in between. */
static void run_shrinker(struct shrinker *shrinker, unsigned int gfp_mask)
{
	long total = shrinker->nr;

	shrinker->nr = 0;
	for (; total >= SHRINK_BATCH; total -= SHRINK_BATCH) {
		if (shrinker->shrinker(SHRINK_BATCH, gfp_mask) < 0)
			break;
		add_page_state(slabs_scanned, SHRINK_BATCH);
		cond_resched();
	}
	/* What was not looked at now is the next call's. */
	shrinker->nr += total;
}

/* How many of its objects match the share of pages that were scanned. */
static long objects_to_scan(const struct shrinker *shrinker, long objects,
			    unsigned long scanned, unsigned long lru_pages)
{
	unsigned long weight = 4 * scanned / shrinker->seeks;

	/* Scaled down before the product, which has to fit a word. */
	while (weight > 4096 || lru_pages > 1UL << 20) {
		weight >>= 1;
		lru_pages >>= 1;
	}
	return weight * min(objects, 1L << 18) / (lru_pages + 1);
}

/* Pages that became free: objects that go leave slabs without any. */
int shrink_slab(unsigned long scanned, unsigned int gfp_mask,
		unsigned long lru_pages)
{
	unsigned long before = nr_slab_pages();
	struct shrinker *shrinker;

	if (!scanned)
		scanned = SWAP_CLUSTER_MAX;
	if (down_trylock(&shrinker_sem))
		return 0;
	list_for_each_entry(shrinker, &shrinker_list, list) {
		long objects = shrinker->shrinker(0, gfp_mask);

		if (objects <= 0)
			continue;
		shrinker->nr += objects_to_scan(shrinker, objects, scanned,
						lru_pages);
		shrinker->nr = min(shrinker->nr, 2 * objects + SHRINK_BATCH);
		run_shrinker(shrinker, gfp_mask);
	}
	up(&shrinker_sem);
	kmem_cache_reap();
	return max((long)(before - nr_slab_pages()), 0L);
}
