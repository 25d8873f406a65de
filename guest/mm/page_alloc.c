/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The buddy allocator. A free block of 2^order pages begins at a multiple
 * of its size, so that its buddy's number differs in one bit. The first page
 * of a free block has PG_buddy and its order in `private`.
 */
#include <linux/backing-dev.h>
#include <linux/kernel.h>
#include <linux/highmem.h>
#include <linux/mm.h>
#include <linux/bootmem.h>
#include <linux/sched.h>
#include <linux/swap.h>
#include <linux/vmstat.h>
#include <asm/system.h>

unsigned long totalram_pages, totalhigh_pages;

/* How many pages an allocation has to leave: mmzone.h. */
enum mark { ANY, MIN, LOW, HIGH };

static inline void add_block(struct zone *zone, struct page *page,
			     unsigned int order)
{
	SetPageBuddy(page);
	page->private = order;
	list_add(&page->lru, &zone->free_area[order].free_list);
	zone->free_area[order].nr_free++;
}

static inline void del_block(struct zone *zone, struct page *page)
{
	ClearPageBuddy(page);
	list_del(&page->lru);
	zone->free_area[page->private].nr_free--;
}

static int is_free_buddy(struct zone *zone, unsigned long pfn,
			 unsigned int order)
{
	if (pfn - zone->zone_start_pfn >= zone->spanned_pages)
		return 0;
	return PageBuddy(pfn_to_page(pfn)) &&
	       pfn_to_page(pfn)->private == order;
}

/* What a page still is when nobody uses it any more is a bug of its user. */
static void free_pages_check(struct page *page)
{
	BUG_ON(PageBuddy(page) || PageSlab(page) || PageLRU(page) ||
	       PageActive(page) || PagePrivate(page) || PageLocked(page) ||
	       PageSwapCache(page) || PageWriteback(page));
	BUG_ON(page_mapcount(page));
	page->flags &= 1UL << PG_highmem;
	page->mapping = NULL;
}

static void __free_pages_ok(struct page *page, unsigned int order)
{
	unsigned long pfn = page_to_pfn(page), flags;
	struct zone *zone = page_zone(page);

	free_pages_check(page);
	add_page_state(pgfree, 1UL << order);
	spin_lock_irqsave(&zone->lock, flags);
	zone->all_unreclaimable = 0;
	zone->pages_scanned = 0;
	zone->free_pages += 1UL << order;
	while (order < MAX_ORDER - 1) {
		unsigned long other = pfn ^ (1UL << order);

		if (!is_free_buddy(zone, other, order))
			break;
		del_block(zone, pfn_to_page(other));
		pfn &= other;
		order++;
	}
	add_block(zone, pfn_to_page(pfn), order);
	spin_unlock_irqrestore(&zone->lock, flags);
}

/* Takes a block and gives back the halves that are too many. */
static struct page *__rmqueue(struct zone *zone, unsigned int order)
{
	unsigned int current_order;
	struct page *page;

	for (current_order = order; current_order < MAX_ORDER;
	     current_order++) {
		struct free_area *area = zone->free_area + current_order;

		if (list_empty(&area->free_list))
			continue;
		page = list_entry(area->free_list.next, struct page, lru);
		del_block(zone, page);
		while (current_order > order) {
			current_order--;
			add_block(zone, page + (1UL << current_order),
				  current_order);
		}
		zone->free_pages -= 1UL << order;
		return page;
	}
	return NULL;
}

static void prep_new_page(struct page *page, unsigned int order,
			  unsigned int gfp_mask)
{
	unsigned int i;

	page->private = 0;
	page->index = 0;
	page->mapping = NULL;
	atomic_set(&page->_count, 1);
	if (gfp_mask & __GFP_ZERO)
		for (i = 0; i < 1U << order; i++)
			clear_highpage(page + i);
}

static struct page *buffered_rmqueue(struct zone *zone, unsigned int order)
{
	struct page *page;
	unsigned long flags;

	spin_lock_irqsave(&zone->lock, flags);
	page = __rmqueue(zone, order);
	spin_unlock_irqrestore(&zone->lock, flags);
	if (page)
		add_page_state(pgalloc, 1UL << order);
	return page;
}

/* From the first zone that has mark pages and more; NULL if none has. */
static struct page *get_page_from(unsigned int gfp_mask, unsigned int order,
				  enum mark mark)
{
	struct zone *const *first = gfp_zonelist(gfp_mask)->zones, *const *z;
	struct page *page;

	for (z = first; *z; z++) {
		unsigned long marks[] = {
			[ANY] = 0, [MIN] = (*z)->pages_min,
			[LOW] = (*z)->pages_low, [HIGH] = (*z)->pages_high,
		};

		if (mark != ANY &&
		    !zone_watermark_ok(*z, order, marks[mark],
				       z != first ? (*z)->lowmem_reserve : 0,
				       !(gfp_mask & __GFP_WAIT),
				       gfp_mask & __GFP_HIGH))
			continue;
		page = buffered_rmqueue(*z, order);
		if (page)
			return page;
	}
	return NULL;
}

/* Who makes memory free, or dies for it, may have the last page. */
static int may_use_reserve(void)
{
	return !in_interrupt() && (current->flags & PF_MEMALLOC ||
				   test_thread_flag(TIF_MEMDIE));
}

static int reclaim_for(unsigned int gfp_mask, unsigned int order)
{
	int progress;

	current->flags |= PF_MEMALLOC;
	progress = try_to_free_pages(gfp_zonelist(gfp_mask)->zones, gfp_mask,
				     order);
	current->flags &= ~PF_MEMALLOC;
	cond_resched();
	return progress;
}

/* Small requests are worth any effort. */
static int worth_a_retry(unsigned int gfp_mask, unsigned int order)
{
	if (gfp_mask & __GFP_NORETRY)
		return 0;
	return order <= 3 || gfp_mask & (__GFP_REPEAT | __GFP_NOFAIL);
}

/* Without enough free pages: reclaim, and in the end kill for them. */
static struct page *alloc_with_reclaim(unsigned int gfp_mask,
				       unsigned int order)
{
	struct page *page;
	int failures = 0;

	do {
		int progress = reclaim_for(gfp_mask, order);

		if (test_thread_flag(TIF_MEMDIE))
			return get_page_from(gfp_mask, order, ANY);
		page = get_page_from(gfp_mask, order, MIN);
		if (page)
			return page;
		/* What was being written is to be had by another try. */
		failures = progress ? 0 : failures + 1;
		if (failures < 2 || !(gfp_mask & __GFP_FS) ||
		    gfp_mask & __GFP_NORETRY || read_page_state(nr_writeback)) {
			blk_congestion_wait(WRITE, HZ / 50);
			continue;
		}
		/* Has another's kill, or its own end, made room by now? */
		page = get_page_from(gfp_mask, order, HIGH);
		if (page)
			return page;
		out_of_memory(gfp_mask, order);
	} while (worth_a_retry(gfp_mask, order));
	return NULL;
}

static void report_failure(unsigned int gfp_mask, unsigned int order)
{
	if (gfp_mask & __GFP_NOWARN)
		return;
	printk(KERN_WARNING "%s: page allocation failure. order:%u, "
	       "mode:0x%x\n", current->comm, order, gfp_mask);
}

static struct page *__alloc_pages(unsigned int gfp_mask, unsigned int order)
{
	struct zone *const *z = gfp_zonelist(gfp_mask)->zones;
	struct page *page = get_page_from(gfp_mask, order, LOW);

	if (page)
		return page;
	for (; *z; z++)
		wakeup_kswapd(*z, order);
	page = get_page_from(gfp_mask, order, MIN);
	if (!page && may_use_reserve())
		page = get_page_from(gfp_mask, order, ANY);
	else if (!page && gfp_mask & __GFP_WAIT)
		page = alloc_with_reclaim(gfp_mask, order);
	if (!page)
		report_failure(gfp_mask, order);
	return page;
}

/* May be called from interrupts with GFP_ATOMIC. NULL if there is none. */
struct page *alloc_pages(unsigned int gfp_mask, unsigned int order)
{
	struct page *page;

	if (gfp_mask & __GFP_WAIT)
		might_sleep();
	if (order >= MAX_ORDER)
		return NULL;
	page = __alloc_pages(gfp_mask, order);
	if (page)
		prep_new_page(page, order, gfp_mask);
	return page;
}

void __free_pages(struct page *page, unsigned int order)
{
	if (!PageReserved(page) && atomic_dec_and_test(&page->_count))
		__free_pages_ok(page, order);
}

void free_hot_page(struct page *page)
{
	__free_pages_ok(page, 0);
}

unsigned long __get_free_pages(unsigned int gfp_mask, unsigned int order)
{
	struct page *page = alloc_pages(gfp_mask & ~__GFP_HIGHMEM, order);

	return page ? (unsigned long)page_address(page) : 0;
}

void free_pages(unsigned long addr, unsigned int order)
{
	if (addr)
		__free_pages(virt_to_page(addr), order);
}

/* A block that no allocator had yet. */
void free_reserved_block(struct page *page, unsigned int order)
{
	unsigned long i;

	for (i = 0; i < 1UL << order; i++)
		ClearPageReserved(page + i);
	atomic_set(&page->_count, 1);
	page_zone(page)->present_pages += 1UL << order;
	totalram_pages += 1UL << order;
	if (PageHighMem(page))
		totalhigh_pages += 1UL << order;
	__free_pages(page, order);
}
