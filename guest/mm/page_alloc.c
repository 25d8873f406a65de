/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The buddy allocator. A free block of 2^order pages begins at a multiple
 * of its size, so that its buddy's number differs in one bit. The first page
 * of a free block has PG_buddy and its order in `private`.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/bootmem.h>
#include <asm/system.h>

struct page *mem_map;
unsigned long max_low_pfn;
unsigned long totalram_pages;

static struct list_head free_area[MAX_ORDER];
static unsigned long free_pages_count;

/* Only atomic requests may dig below this. */
static unsigned long pages_min;

void free_area_init(void)
{
	unsigned long pfn;
	int order;

	for (order = 0; order < MAX_ORDER; order++)
		INIT_LIST_HEAD(&free_area[order]);
	mem_map = alloc_bootmem(max_low_pfn * sizeof(struct page), PAGE_SIZE);
	for (pfn = 0; pfn < max_low_pfn; pfn++)
		SetPageReserved(mem_map + pfn);
}

static inline void add_block(struct page *page, unsigned int order)
{
	SetPageBuddy(page);
	page->private = order;
	list_add(&page->lru, &free_area[order]);
}

static inline void del_block(struct page *page)
{
	ClearPageBuddy(page);
	list_del(&page->lru);
}

static void __free_pages_ok(struct page *page, unsigned int order)
{
	unsigned long pfn = page_to_pfn(page), flags;

	BUG_ON(PageBuddy(page) || PageSlab(page));
	BUG_ON(atomic_read(&page->_mapcount));
	page->flags = 0;
	page->mapping = NULL;

	local_irq_save(flags);
	free_pages_count += 1UL << order;
	while (order < MAX_ORDER - 1) {
		unsigned long other = pfn ^ (1UL << order);
		struct page *buddy = pfn_to_page(other);

		if (other >= max_low_pfn || !PageBuddy(buddy) ||
		    buddy->private != order)
			break;
		del_block(buddy);
		pfn &= other;
		order++;
	}
	add_block(pfn_to_page(pfn), order);
	local_irq_restore(flags);
}

/* Takes a block and gives back the halves that are too many. */
static struct page *__rmqueue(unsigned int order)
{
	unsigned int current_order;
	struct page *page;

	for (current_order = order; current_order < MAX_ORDER;
	     current_order++) {
		if (list_empty(&free_area[current_order]))
			continue;
		page = list_entry(free_area[current_order].next, struct page,
				  lru);
		del_block(page);
		while (current_order > order) {
			current_order--;
			add_block(page + (1UL << current_order),
				  current_order);
		}
		free_pages_count -= 1UL << order;
		return page;
	}
	return NULL;
}

/* May be called from interrupts with GFP_ATOMIC. NULL if there is none. */
struct page *alloc_pages(unsigned int gfp_mask, unsigned int order)
{
	struct page *page = NULL;
	unsigned long flags;
	unsigned long keep = gfp_mask & __GFP_HIGH ? 0 : pages_min;

	if (order >= MAX_ORDER)
		return NULL;
	local_irq_save(flags);
	if (free_pages_count >= (1UL << order) + keep)
		page = __rmqueue(order);
	local_irq_restore(flags);
	if (!page)
		return NULL;

	page->private = 0;
	page->index = 0;
	page->mapping = NULL;
	atomic_set(&page->_count, 1);
	if (gfp_mask & __GFP_ZERO)
		memset(page_address(page), 0, PAGE_SIZE << order);
	return page;
}

void __free_pages(struct page *page, unsigned int order)
{
	if (!PageReserved(page) && atomic_dec_and_test(&page->_count))
		__free_pages_ok(page, order);
}

void put_page(struct page *page)
{
	__free_pages(page, 0);
}

unsigned long __get_free_pages(unsigned int gfp_mask, unsigned int order)
{
	struct page *page = alloc_pages(gfp_mask, order);

	return page ? (unsigned long)page_address(page) : 0;
}

void free_pages(unsigned long addr, unsigned int order)
{
	if (addr)
		__free_pages(virt_to_page(addr), order);
}

unsigned long get_zeroed_page(unsigned int gfp_mask)
{
	return __get_free_pages(gfp_mask | __GFP_ZERO, 0);
}

unsigned long nr_free_pages(void)
{
	return free_pages_count;
}

/* A block that no allocator had yet. */
void free_reserved_block(struct page *page, unsigned int order)
{
	unsigned long i;

	for (i = 0; i < 1UL << order; i++)
		ClearPageReserved(page + i);
	atomic_set(&page->_count, 1);
	__free_pages(page, order);
	totalram_pages += 1UL << order;
	pages_min = min(totalram_pages / 128, 64UL);
}
