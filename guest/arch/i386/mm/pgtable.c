/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Page tables, and the two lookups that know how far apart their entries
 * are. The kernel half of every directory is that of swapper_pg_dir: see
 * kernel_map.c.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmstat.h>
#include <asm/entry_area.h>
#include <asm/fixmap.h>
#include <asm/paging_options.h>

#define PDPT_SIZE	32

static kmem_cache_t *pgd_cache;

/* Directory entry n, from the table at table. */
static inline void *entry(void *table, unsigned long n)
{
	return (char *)table + (n << PTE_ENTRY_SHIFT);
}

void __init pgtable_cache_init(void)
{
	unsigned long size = pae_enabled ? PDPT_SIZE : PAGE_SIZE;

	if (pae_enabled)
		pgd_cache = kmem_cache_create("pgd", size, size, SLAB_PANIC,
					      NULL, NULL);
	entry_area_init();
}

/* The entry of the lowest directory level that covers address. */
pmd_t *pmd_offset(pgd_t *pgd, unsigned long address)
{
	pgd_t *pdpte;

	if (!pae_enabled)
		return entry(pgd, address >> PMD_SHIFT);
	pdpte = entry(pgd, address >> PDPT_SHIFT);
	if (!(pdpte->val & _PAGE_PRESENT))
		return NULL;
	return entry(__va(pdpte->val & PAGE_MASK),
		     (address >> PMD_SHIFT) & (PTRS_PER_PTE - 1));
}

pte_t *pte_offset(pmd_t *pmd, unsigned long address)
{
	return entry(__va(pmd->val & PAGE_MASK),
		     (address >> PAGE_SHIFT) & (PTRS_PER_PTE - 1));
}

/* The pte of a user address, or NULL if there is no table for it. */
pte_t *pte_lookup(pgd_t *pgd, unsigned long address)
{
	pmd_t *pmd = pmd_offset(pgd, address);

	if (!pmd || pmd_none(*pmd) || pmd_large(*pmd))
		return NULL;
	return pte_offset(pmd, address);
}

/* The same with a table made if there is none; NULL without memory. */
pte_t *pte_alloc_map(struct mm_struct *mm, unsigned long address)
{
	pmd_t *pmd = pmd_offset(mm->pgd, address);

	if (pmd_none(*pmd)) {
		unsigned long table = get_zeroed_page(GFP_KERNEL);

		if (!table)
			return NULL;
		pmd->val = __pa(table) | _PAGE_TABLE;
		inc_page_state(nr_page_table_pages);
	}
	return pte_offset(pmd, address);
}

/* How much of a PDPT is the user's: with 4g all of it. */
static unsigned long user_pdptes(void)
{
	if (paging_has(PAGING_4G))
		return PTRS_PER_PDPT;
	return PAGE_OFFSET >> PDPT_SHIFT;
}

/* A PDPT may not change while it is loaded: all its parts come at once. */
static pgd_t *pdpt_alloc(void)
{
	pgd_t *pgd = kmem_cache_alloc(pgd_cache, GFP_KERNEL | __GFP_ZERO);
	unsigned long i, user = user_pdptes();

	if (!pgd)
		return NULL;
	if (user < PTRS_PER_PDPT)
		memcpy(entry(pgd, user), entry(swapper_pg_dir, user),
		       (PTRS_PER_PDPT - user) << PTE_ENTRY_SHIFT);
	for (i = 0; i < user; i++) {
		unsigned long pmd = get_zeroed_page(GFP_KERNEL);

		if (!pmd) {
			pgd_free(pgd);
			return NULL;
		}
		((pgd_t *)entry(pgd, i))->val = __pa(pmd) | _PAGE_PRESENT;
	}
	return pgd;
}

pgd_t *pgd_alloc(struct mm_struct *mm)
{
	pgd_t *pgd;

	(void)mm;
	if (pae_enabled)
		pgd = pdpt_alloc();
	else
		pgd = (pgd_t *)get_zeroed_page(GFP_KERNEL);
	if (!pgd)
		return NULL;
	if (paging_has(PAGING_4G))
		map_entry_area(pgd);
	else if (!pae_enabled)
		pgd_link(pgd);
	return pgd;
}

void pgd_free(pgd_t *pgd)
{
	unsigned long i;

	if (!pae_enabled) {
		if (!paging_has(PAGING_4G))
			pgd_unlink(pgd);
		free_page((unsigned long)pgd);
		return;
	}
	for (i = 0; i < user_pdptes(); i++) {
		pgd_t *pdpte = entry(pgd, i);

		if (pdpte->val & _PAGE_PRESENT)
			free_page((unsigned long)__va(pdpte->val & PAGE_MASK));
	}
	kmem_cache_free(pgd_cache, pgd);
}

/* The page tables of the user half; no page is mapped in them any more. */
void free_pgtables(struct mm_struct *mm)
{
	unsigned long address;

	for (address = 0; address < TASK_SIZE; address += PMD_SIZE) {
		pmd_t *pmd = pmd_offset(mm->pgd, address);
		unsigned long table;

		if (pmd_none(*pmd))
			continue;
		table = (unsigned long)__va(pmd->val & PAGE_MASK);
		pmd->val = 0;
		/* Also forgets what the processor keeps of directories. */
		__flush_tlb_one(address);
		if (paging_has(PAGING_RECURSIVE))
			__flush_tlb_one((unsigned long)self_pte(address));
		free_page(table);
		dec_page_state(nr_page_table_pages);
	}
}
