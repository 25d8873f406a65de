/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pages without an address of their own: kmap() lends them one of 512. What
 * is given back stays mapped until the places run out, since the next user
 * is often the same; then all unused ones are flushed at once.
 */
#include <linux/highmem.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <asm/fixmap.h>

#define HASH_SIZE	64

/* users: 0 free, 1 unused but still mapped, n + 1 used by n. */
static struct pkmap {
	struct page *page;
	int users;
	struct pkmap *next;	/* of the same hash */
} pkmaps[LAST_PKMAP];

static struct pkmap *pkmap_hash[HASH_SIZE];
static unsigned int last_pkmap;
static DEFINE_SPINLOCK(kmap_lock);
static DECLARE_WAIT_QUEUE_HEAD(pkmap_wait);

static inline struct pkmap **hash_of(const struct page *page)
{
	return &pkmap_hash[page_to_pfn(page) % HASH_SIZE];
}

static struct pkmap *find_pkmap(const struct page *page)
{
	struct pkmap *map;

	for (map = *hash_of(page); map; map = map->next)
		if (map->page == page)
			return map;
	return NULL;
}

static inline void *pkmap_address(const struct pkmap *map)
{
	return (void *)(PKMAP_BASE +
			((unsigned long)(map - pkmaps) << PAGE_SHIFT));
}

static void unhash(struct pkmap *map)
{
	struct pkmap **p = hash_of(map->page);

	while (*p != map)
		p = &(*p)->next;
	*p = map->next;
}

/* All that nobody uses; their translations must not outlive them. */
static void flush_unused(void)
{
	struct pkmap *map;

	for (map = pkmaps; map < pkmaps + LAST_PKMAP; map++) {
		unsigned long address = (unsigned long)pkmap_address(map);

		if (map->users != 1)
			continue;
		unhash(map);
		map->users = 0;
		pte_clear(pte_lookup(swapper_pg_dir, address));
		__flush_tlb_one(address);
	}
}

/* A free place, or NULL if all are used. */
static struct pkmap *find_free(void)
{
	unsigned int i;

	for (i = 0; i < LAST_PKMAP; i++) {
		last_pkmap = (last_pkmap + 1) % LAST_PKMAP;
		if (!last_pkmap)
			flush_unused();
		if (!pkmaps[last_pkmap].users)
			return &pkmaps[last_pkmap];
	}
	return NULL;
}

static struct pkmap *map_new(struct page *page)
{
	struct pkmap *map = find_free();
	unsigned long address;

	if (!map)
		return NULL;
	address = (unsigned long)pkmap_address(map);
	set_pte(pte_lookup(swapper_pg_dir, address),
		mk_pte(page, PAGE_KERNEL));
	map->page = page;
	map->users = 1;
	map->next = *hash_of(page);
	*hash_of(page) = map;
	return map;
}

/* May sleep until somebody gives a place back. */
void *kmap_high(struct page *page)
{
	struct pkmap *map;

	for (;;) {
		DEFINE_WAIT(wait);

		spin_lock(&kmap_lock);
		map = find_pkmap(page);
		if (!map)
			map = map_new(page);
		if (map)
			break;
		prepare_to_wait(&pkmap_wait, &wait, TASK_UNINTERRUPTIBLE);
		spin_unlock(&kmap_lock);
		schedule();
		finish_wait(&pkmap_wait, &wait);
	}
	map->users++;
	spin_unlock(&kmap_lock);
	return pkmap_address(map);
}

void kunmap_high(struct page *page)
{
	struct pkmap *map;
	int unused;

	spin_lock(&kmap_lock);
	map = find_pkmap(page);
	BUG_ON(!map || map->users < 2);
	unused = --map->users == 1;
	spin_unlock(&kmap_lock);
	if (unused)
		wake_up(&pkmap_wait);
}

/* Where kmap() has it; NULL if it has not. */
void *page_address_high(const struct page *page)
{
	struct pkmap *map;

	spin_lock(&kmap_lock);
	map = find_pkmap(page);
	spin_unlock(&kmap_lock);
	return map ? pkmap_address(map) : NULL;
}

/* The places that are in use, for /proc and the tests. */
unsigned int nr_pkmaps_used(void)
{
	unsigned int i, used = 0;

	for (i = 0; i < LAST_PKMAP; i++)
		used += pkmaps[i].users > 1;
	return used;
}

/* The table exists from the start: kmap() needs no memory. */
void __init kmap_init(void)
{
	kernel_pte_alloc(PKMAP_BASE);
}
