/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Addresses that are known when the kernel is compiled, and what is there. */
#include <linux/highmem.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <asm/fixmap.h>

#include "layout.h"

unsigned long vmalloc_reserve = LOWMEM_RESERVE;

/* All fixed addresses are in one table. */
static pte_t *fixmap_top;

pte_t *fixmap_pte(enum fixed_addresses idx)
{
	return (pte_t *)((char *)fixmap_top -
			 ((unsigned long)idx << PTE_ENTRY_SHIFT));
}

void __init fixmap_init(void)
{
	fixmap_top = kernel_pte_alloc(FIXADDR_TOP);
	kmap_init();
	BUG_ON((FIXADDR_START & PMD_MASK) != (FIXADDR_TOP & PMD_MASK));
}

void set_fixmap(enum fixed_addresses idx, unsigned long phys, pgprot_t prot)
{
	BUG_ON(idx >= __end_of_fixed_addresses || phys & ~PAGE_MASK);
	set_pte(fixmap_pte(idx), __pte(phys | prot.val));
	__flush_tlb_one(fix_to_virt(idx));
}

void clear_fixmap(enum fixed_addresses idx)
{
	pte_clear(fixmap_pte(idx));
	__flush_tlb_one(fix_to_virt(idx));
}
