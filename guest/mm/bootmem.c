/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The allocator before the allocator: it hands out memory upwards from the
 * end of the kernel and its page tables, and nothing is ever given back.
 */
#include <linux/bitops.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/bootmem.h>

#define MAX_RESERVED 8

static struct {
	unsigned long start, end;
} reserved[MAX_RESERVED];
static int nr_reserved;
static unsigned long bootmem_next;

void init_bootmem(unsigned long phys_start)
{
	bootmem_next = PAGE_ALIGN(phys_start);
}

/* Keep [start, end), physical, from both allocators. */
void reserve_bootmem(unsigned long start, unsigned long end)
{
	if (start >= end)
		return;
	if (nr_reserved == MAX_RESERVED)
		panic("reserve_bootmem: too many ranges");
	reserved[nr_reserved].start = start & PAGE_MASK;
	reserved[nr_reserved++].end = PAGE_ALIGN(end);
}

static unsigned long reserved_until(unsigned long start, unsigned long end)
{
	int i;

	for (i = 0; i < nr_reserved; i++)
		if (start < reserved[i].end && end > reserved[i].start)
			return reserved[i].end;
	return 0;
}

/* Zeroed memory; panics when there is none. */
void *alloc_bootmem(unsigned long size, unsigned long align)
{
	unsigned long start = ALIGN(bootmem_next, align), past;

	while ((past = reserved_until(start, start + size)) != 0)
		start = ALIGN(past, align);
	if (start + size > max_low_pfn << PAGE_SHIFT)
		panic("alloc_bootmem: no room for %lu bytes", size);
	bootmem_next = start + size;
	return memset(__va(start), 0, size);
}

/* Where the first reserved range above start begins, at most end. */
static unsigned long unreserved_until(unsigned long start, unsigned long end)
{
	int i;

	for (i = 0; i < nr_reserved; i++)
		if (reserved[i].start > start && reserved[i].start < end)
			end = reserved[i].start;
	return end;
}

/* In blocks as large as their place allows: page by page takes long. */
static void free_run(unsigned long pfn, unsigned long end_pfn)
{
	while (pfn < end_pfn) {
		unsigned int order = min_t(unsigned int, MAX_ORDER - 1,
					   __ffs(pfn));

		while (pfn + (1UL << order) > end_pfn)
			order--;
		free_reserved_block(pfn_to_page(pfn), order);
		pfn += 1UL << order;
	}
}

/* Gives the usable, unreserved frames of [start, end) to the buddies. */
unsigned long free_bootmem(unsigned long start, unsigned long end)
{
	unsigned long phys = max(PAGE_ALIGN(start), PAGE_SIZE), freed = 0;

	end &= PAGE_MASK;
	while (phys < end) {
		unsigned long past = reserved_until(phys, phys + PAGE_SIZE);

		if (!past) {
			past = unreserved_until(phys, end);
			free_run(phys >> PAGE_SHIFT, past >> PAGE_SHIFT);
			freed += (past - phys) >> PAGE_SHIFT;
		}
		phys = past;
	}
	return freed;
}

/* The kernel, its tables, and all that alloc_bootmem() has given. */
void reserve_kernel(void)
{
	reserve_bootmem(1UL << 20, bootmem_next);
}

/* Frees what reserve_bootmem() kept, once nobody needs it any more. */
void free_reserved_range(unsigned long start, unsigned long end)
{
	unsigned long phys;

	for (phys = start & PAGE_MASK; phys < PAGE_ALIGN(end);
	     phys += PAGE_SIZE) {
		struct page *page = pfn_to_page(phys >> PAGE_SHIFT);

		if (PageReserved(page))
			free_reserved_block(page, 0);
	}
}
