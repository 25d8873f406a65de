/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Addresses for a moment: a fixed one for each purpose, no sleep meanwhile. */
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/preempt.h>
#include <asm/fixmap.h>

void *kmap_atomic_high(struct page *page, enum km_type type)
{
	enum fixed_addresses idx = FIX_KMAP_BEGIN + type;

	/* One holder a type: a second would see the first one's page go. */
	BUG_ON(!pte_none(*fixmap_pte(idx)));
	set_fixmap(idx, page_to_phys(page), PAGE_KERNEL);
	return (void *)fix_to_virt(idx);
}

void kunmap_atomic_high(void *kvaddr, enum km_type type)
{
	enum fixed_addresses idx = FIX_KMAP_BEGIN + type;

	BUG_ON((unsigned long)kvaddr != fix_to_virt(idx));
	clear_fixmap(idx);
}
