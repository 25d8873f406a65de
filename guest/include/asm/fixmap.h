/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What lies above the direct map; the same addresses at every split.
 *
 *	VMALLOC_START	vmalloc(), kernel stacks with guards
 *	SELF_MAP	the directory seen as a table, or nothing
 *	PKMAP_BASE	kmap()
 *	FIXADDR_START	one page for each of enum fixed_addresses
 */
#ifndef _ASM_FIXMAP_H
#define _ASM_FIXMAP_H

#include <linux/kmap_types.h>
#include <asm/page.h>
#include <asm/pgtable.h>

/* Between the direct map and vmalloc: whoever runs out of one faults. */
#define VMALLOC_OFFSET	(8UL << 20)
#define VMALLOC_START	(0UL - vmalloc_reserve + VMALLOC_OFFSET)
#define VMALLOC_END	0xfeffe000UL
#define SELF_MAP	0xff000000UL
#define PKMAP_BASE	0xff800000UL
#define LAST_PKMAP	512
#define FIXADDR_TOP	0xfffff000UL

/* Counted downwards from FIXADDR_TOP. */
enum fixed_addresses {
	FIX_HOLE,
	FIX_VSYSCALL,	/* ring 3 may run this one: asm/vsyscall.h */
	FIX_KMAP_BEGIN,
	FIX_KMAP_END = FIX_KMAP_BEGIN + KM_TYPE_NR - 1,
	__end_of_fixed_addresses
};

#define FIXADDR_START	__fix_to_virt(__end_of_fixed_addresses - 1)
#define __fix_to_virt(x) \
	(FIXADDR_TOP - ((unsigned long)(x) << PAGE_SHIFT))

/* How much of the top of the address space the direct map leaves alone. */
extern unsigned long vmalloc_reserve;

static inline unsigned long fix_to_virt(enum fixed_addresses idx)
{
	return __fix_to_virt(idx);
}

/*
 * A directory that is one of its own tables: with paging=recursive its entry
 * for SELF_MAP leads to itself, so that the entry for any address of the
 * present address space lies at a fixed place. Two levels only.
 */
static inline pte_t *self_pte(unsigned long address)
{
	return (pte_t *)(SELF_MAP + (address >> PAGE_SHIFT) * sizeof(pte_t));
}

static inline pmd_t *self_pmd(unsigned long address)
{
	return (pmd_t *)self_pte((unsigned long)self_pte(address));
}

void fixmap_init(void);
pte_t *fixmap_pte(enum fixed_addresses idx);
void set_fixmap(enum fixed_addresses idx, unsigned long phys, pgprot_t prot);
void clear_fixmap(enum fixed_addresses idx);

#endif
