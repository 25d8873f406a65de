/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_SLAB_H
#define _LINUX_SLAB_H

#include <linux/types.h>
#include <linux/gfp.h>

struct page;
typedef struct kmem_cache kmem_cache_t;

#define SLAB_HWCACHE_ALIGN	0x2000
#define SLAB_PANIC		0x40000

void kmem_cache_init(void);
kmem_cache_t *kmem_cache_create(const char *name, size_t size, size_t align,
				unsigned long flags,
				void (*ctor)(void *, kmem_cache_t *,
					     unsigned long),
				void (*dtor)(void *, kmem_cache_t *,
					     unsigned long));
int kmem_cache_destroy(kmem_cache_t *cachep);
int kmem_cache_shrink(kmem_cache_t *cachep);
void kmem_cache_reap(void);
void *kmem_cache_alloc(kmem_cache_t *cachep, unsigned int gfp);
void kmem_cache_free(kmem_cache_t *cachep, void *objp);
void *kmalloc(size_t size, unsigned int gfp);
void *kcalloc(size_t n, size_t size, unsigned int gfp);
void kfree(const void *objp);

void kmalloc_init(void);
kmem_cache_t *kmem_find_cache(struct page *page);
unsigned long nr_slab_pages(void);

static inline void *kzalloc(size_t size, unsigned int gfp)
{
	return kmalloc(size, gfp | __GFP_ZERO);
}

#endif
