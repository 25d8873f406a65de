/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The slab allocator. A slab is one block of pages:
 *
 *	struct slab | next-free index of each object | objects ...
 *
 * and is on one of its cache's three lists by how many of its objects are
 * in use. The pages of a slab name their cache and slab in page->lru.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmstat.h>
#include <linux/workqueue.h>
#include <asm/system.h>

#define BUFCTL_END	0xffff
#define MAX_SLAB_ORDER	3
#define REAPTIMEOUT	(2 * HZ)

struct kmem_cache {
	struct list_head slabs_full, slabs_partial, slabs_free;
	unsigned int objsize, align;
	unsigned int num;		/* objects in a slab */
	unsigned int gfporder;
	unsigned int nr_slabs;
	void (*ctor)(void *, kmem_cache_t *, unsigned long);
	void (*dtor)(void *, kmem_cache_t *, unsigned long);
	const char *name;
	struct list_head next;
};

struct slab {
	struct list_head list;
	char *s_mem;
	unsigned int inuse;
	unsigned short free;		/* first free object */
	unsigned short bufctl[];
};

static kmem_cache_t cache_cache;
static LIST_HEAD(cache_chain);
static DECLARE_MUTEX(cache_chain_sem);

static unsigned int slab_overhead(kmem_cache_t *cachep, unsigned int num)
{
	return ALIGN(sizeof(struct slab) + num * sizeof(unsigned short),
		     cachep->align);
}

/* The smallest block that wastes at most an eighth. */
static void calculate_slab_order(kmem_cache_t *cachep)
{
	unsigned int order, num, bytes;

	for (order = 0; order <= MAX_SLAB_ORDER; order++) {
		bytes = PAGE_SIZE << order;
		num = bytes / cachep->objsize;
		while (num && slab_overhead(cachep, num) +
		       num * cachep->objsize > bytes)
			num--;
		cachep->num = num;
		cachep->gfporder = order;
		if (num && (bytes - num * cachep->objsize) * 8 <= bytes)
			break;
	}
	if (cachep->gfporder > MAX_SLAB_ORDER)
		cachep->gfporder = MAX_SLAB_ORDER;
}

static void init_cache(kmem_cache_t *cachep, const char *name, size_t size,
		       size_t align)
{
	INIT_LIST_HEAD(&cachep->slabs_full);
	INIT_LIST_HEAD(&cachep->slabs_partial);
	INIT_LIST_HEAD(&cachep->slabs_free);
	cachep->align = align ? align : sizeof(void *);
	cachep->objsize = ALIGN(size, cachep->align);
	cachep->name = name;
	calculate_slab_order(cachep);
	down(&cache_chain_sem);
	list_add_tail(&cachep->next, &cache_chain);
	up(&cache_chain_sem);
}

static void unchain_cache(kmem_cache_t *cachep)
{
	down(&cache_chain_sem);
	list_del(&cachep->next);
	up(&cache_chain_sem);
}

void kmem_cache_init(void)
{
	init_cache(&cache_cache, "kmem_cache", sizeof(kmem_cache_t), 0);
	kmalloc_init();
}

kmem_cache_t *kmem_cache_create(const char *name, size_t size, size_t align,
				unsigned long flags,
				void (*ctor)(void *, kmem_cache_t *,
					     unsigned long),
				void (*dtor)(void *, kmem_cache_t *,
					     unsigned long))
{
	kmem_cache_t *cachep = kmem_cache_alloc(&cache_cache,
						GFP_KERNEL | __GFP_ZERO);

	if (cachep) {
		if (flags & SLAB_HWCACHE_ALIGN && !align)
			align = 32;
		init_cache(cachep, name, size, align);
		cachep->ctor = ctor;
		cachep->dtor = dtor;
		if (cachep->num)
			return cachep;
		unchain_cache(cachep);
		kmem_cache_free(&cache_cache, cachep);
	}
	if (flags & SLAB_PANIC)
		panic("kmem_cache_create: cannot make %s", name);
	return NULL;
}

static struct slab *cache_grow(kmem_cache_t *cachep, unsigned int gfp)
{
	struct page *page = alloc_pages(gfp & ~(__GFP_ZERO | __GFP_HIGHMEM),
					cachep->gfporder);
	unsigned long flags;
	struct slab *slabp;
	unsigned int i;

	if (!page)
		return NULL;
	slabp = page_address(page);
	slabp->s_mem = (char *)slabp + slab_overhead(cachep, cachep->num);
	slabp->inuse = 0;
	slabp->free = 0;
	for (i = 0; i < 1U << cachep->gfporder; i++) {
		SetPageSlab(page + i);
		page[i].lru.next = (struct list_head *)cachep;
		page[i].lru.prev = (struct list_head *)slabp;
	}
	for (i = 0; i < cachep->num; i++) {
		slabp->bufctl[i] = i + 1 < cachep->num ? i + 1 : BUFCTL_END;
		if (cachep->ctor)
			cachep->ctor(slabp->s_mem + i * cachep->objsize,
				     cachep, 1);
	}
	add_page_state(nr_slab, 1UL << cachep->gfporder);
	local_irq_save(flags);
	cachep->nr_slabs++;
	list_add(&slabp->list, &cachep->slabs_free);
	local_irq_restore(flags);
	return slabp;
}

static void slab_destroy(kmem_cache_t *cachep, struct slab *slabp)
{
	struct page *page = virt_to_page(slabp);
	unsigned int i;

	list_del(&slabp->list);
	for (i = 0; cachep->dtor && i < cachep->num; i++)
		cachep->dtor(slabp->s_mem + i * cachep->objsize, cachep, 0);
	for (i = 0; i < 1U << cachep->gfporder; i++)
		ClearPageSlab(page + i);
	cachep->nr_slabs--;
	sub_page_state(nr_slab, 1UL << cachep->gfporder);
	__free_pages(page, cachep->gfporder);
}

/* With interrupts off: an object, or NULL if no slab has room. */
static void *take_object(kmem_cache_t *cachep)
{
	struct slab *slabp;
	void *objp;

	if (!list_empty(&cachep->slabs_partial))
		slabp = list_entry(cachep->slabs_partial.next, struct slab,
				   list);
	else if (!list_empty(&cachep->slabs_free))
		slabp = list_entry(cachep->slabs_free.next, struct slab, list);
	else
		return NULL;
	objp = slabp->s_mem + slabp->free * cachep->objsize;
	slabp->free = slabp->bufctl[slabp->free];
	slabp->inuse++;
	list_move(&slabp->list, slabp->free == BUFCTL_END ?
		  &cachep->slabs_full : &cachep->slabs_partial);
	return objp;
}

/* May be called from interrupts with GFP_ATOMIC. NULL without memory. */
void *kmem_cache_alloc(kmem_cache_t *cachep, unsigned int gfp)
{
	unsigned long flags;
	void *objp;

	for (;;) {
		local_irq_save(flags);
		objp = take_object(cachep);
		local_irq_restore(flags);
		if (objp)
			break;
		/* Growing may sleep; others may take what it brings. */
		if (!cache_grow(cachep, gfp))
			return NULL;
	}
	if (gfp & __GFP_ZERO)
		memset(objp, 0, cachep->objsize);
	return objp;
}

void kmem_cache_free(kmem_cache_t *cachep, void *objp)
{
	struct page *page = virt_to_page(objp);
	struct slab *slabp = (struct slab *)page->lru.prev;
	unsigned int n = ((char *)objp - slabp->s_mem) / cachep->objsize;
	unsigned long flags;

	BUG_ON(!PageSlab(page) || (void *)page->lru.next != cachep);
	BUG_ON(slabp->s_mem + n * cachep->objsize != objp);
	local_irq_save(flags);
	slabp->bufctl[n] = slabp->free;
	slabp->free = n;
	slabp->inuse--;
	list_move(&slabp->list, slabp->inuse ? &cachep->slabs_partial :
		  &cachep->slabs_free);
	local_irq_restore(flags);
}

/* The cache that an object of a slab came from. */
kmem_cache_t *kmem_find_cache(struct page *page)
{
	return (kmem_cache_t *)page->lru.next;
}

/* Gives all empty slabs back; nonzero if others are left. */
int kmem_cache_shrink(kmem_cache_t *cachep)
{
	unsigned long flags;

	local_irq_save(flags);
	while (!list_empty(&cachep->slabs_free))
		slab_destroy(cachep, list_entry(cachep->slabs_free.next,
						struct slab, list));
	local_irq_restore(flags);
	return cachep->nr_slabs != 0;
}

int kmem_cache_destroy(kmem_cache_t *cachep)
{
	if (kmem_cache_shrink(cachep))
		return 1;
	unchain_cache(cachep);
	kmem_cache_free(&cache_cache, cachep);
	return 0;
}

unsigned long nr_slab_pages(void)
{
	return read_page_state(nr_slab);
}

static void cache_reap(void *unused);
static DECLARE_WORK(reap_work, cache_reap, NULL);

/* Pages whose objects have all gone, of all caches: reclaim's request. */
void kmem_cache_reap(void)
{
	kmem_cache_t *cachep;

	if (down_trylock(&cache_chain_sem))
		return;
	list_for_each_entry(cachep, &cache_chain, next)
		kmem_cache_shrink(cachep);
	up(&cache_chain_sem);
}

/* Runs in events/0 every REAPTIMEOUT and gives empty slabs back. */
static void cache_reap(void *unused)
{
	(void)unused;
	kmem_cache_reap();
	schedule_delayed_work(&reap_work, REAPTIMEOUT);
}

static int __init cpucache_init(void)
{
	schedule_delayed_work(&reap_work, REAPTIMEOUT);
	return 0;
}
late_initcall(cpucache_init);
