/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kmalloc() rounds up to one of a few caches; above the largest it takes
 * whole pages, whose first remembers the order.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>

static struct {
	size_t size;
	const char *name;
	kmem_cache_t *cachep;
} malloc_sizes[] = {
	{ 16, "size-16", NULL },     { 32, "size-32", NULL },
	{ 64, "size-64", NULL },     { 128, "size-128", NULL },
	{ 256, "size-256", NULL },   { 512, "size-512", NULL },
	{ 1024, "size-1024", NULL }, { 2048, "size-2048", NULL },
};

void kmalloc_init(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(malloc_sizes); i++)
		malloc_sizes[i].cachep =
			kmem_cache_create(malloc_sizes[i].name,
					  malloc_sizes[i].size, 0,
					  SLAB_PANIC, NULL, NULL);
}

static void *kmalloc_large(size_t size, unsigned int gfp)
{
	unsigned int order = 0;
	struct page *page;

	while (order < MAX_ORDER && (PAGE_SIZE << order) < size)
		order++;
	page = alloc_pages(gfp, order);
	if (!page)
		return NULL;
	SetPageLarge(page);
	page->private = order;
	return page_address(page);
}

void *kmalloc(size_t size, unsigned int gfp)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(malloc_sizes); i++)
		if (size <= malloc_sizes[i].size)
			return kmem_cache_alloc(malloc_sizes[i].cachep, gfp);
	return kmalloc_large(size, gfp);
}

void *kcalloc(size_t n, size_t size, unsigned int gfp)
{
	if (n && size > ~0UL / n)
		return NULL;
	return kmalloc(n * size, gfp | __GFP_ZERO);
}

void kfree(const void *objp)
{
	struct page *page;

	if (!objp)
		return;
	page = virt_to_page(objp);
	if (PageSlab(page)) {
		kmem_cache_free(kmem_find_cache(page), (void *)objp);
		return;
	}
	BUG_ON(!PageLarge(page));
	ClearPageLarge(page);
	__free_pages(page, page->private);
}
