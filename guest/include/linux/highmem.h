/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * High memory has no address of its own (ZONE_HIGHMEM: RAM past the direct
 * map). Who touches a page that may be one asks for an address first; for
 * any other page these calls cost next to nothing.
 */
#ifndef _LINUX_HIGHMEM_H
#define _LINUX_HIGHMEM_H

#include <linux/kmap_types.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <asm/fixmap.h>

void *kmap_high(struct page *page);
void kunmap_high(struct page *page);
void *kmap_atomic_high(struct page *page, enum km_type type);
void kunmap_atomic_high(void *kvaddr, enum km_type type);
unsigned int nr_pkmaps_used(void);
void kmap_init(void);

/* A page's contents, for as long as the caller likes; may sleep. */
static inline void *kmap(struct page *page)
{
	return PageHighMem(page) ? kmap_high(page) : lowmem_page_address(page);
}

static inline void kunmap(struct page *page)
{
	if (PageHighMem(page))
		kunmap_high(page);
}

/* The same where nobody may sleep: one at a time for each type. */
static inline void *kmap_atomic(struct page *page, enum km_type type)
{
	preempt_disable();
	return PageHighMem(page) ? kmap_atomic_high(page, type) :
				   lowmem_page_address(page);
}

static inline void kunmap_atomic(void *kvaddr, enum km_type type)
{
	if ((unsigned long)kvaddr >= FIXADDR_START)
		kunmap_atomic_high((void *)((unsigned long)kvaddr & PAGE_MASK),
				   type);
	preempt_enable();
}

static inline void clear_highpage(struct page *page)
{
	void *kaddr = kmap_atomic(page, KM_USER0);

	clear_page(kaddr);
	kunmap_atomic(kaddr, KM_USER0);
}

static inline void copy_highpage(struct page *to, struct page *from)
{
	void *vfrom = kmap_atomic(from, KM_USER0);
	void *vto = kmap_atomic(to, KM_USER1);

	copy_page(vto, vfrom);
	kunmap_atomic(vto, KM_USER1);
	kunmap_atomic(vfrom, KM_USER0);
}

#endif
