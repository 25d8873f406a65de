/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel half, which all directories have in common. PAE directories
 * share its tables' tables; two-level ones hold copies of its entries, so
 * a new entry is written to each of them, and nobody ever meets a hole that
 * a fault would have to fill: a fault on a kernel stack cannot be served.
 */
#include <linux/bootmem.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <asm/fixmap.h>
#include <asm/paging_options.h>

/* Two-level directories but swapper_pg_dir, linked by their page's lru. */
static LIST_HEAD(pgd_list);

/* Set by mem_init(): until then only alloc_bootmem() gives memory. */
static int buddies_work;

void __init kernel_map_use_buddies(void)
{
	buddies_work = 1;
}

/* The one entry that is no directory's copy of another's. */
static void map_self(pgd_t *pgd)
{
	if (paging_has(PAGING_RECURSIVE))
		set_pte((pte_t *)pmd_offset(pgd, SELF_MAP),
			__pte(__pa(pgd) | _KERNPG_TABLE));
}

void __init self_map_init(void)
{
	map_self(swapper_pg_dir);
}

/* Copies the kernel half; no entry may change between copy and link. */
void pgd_link(pgd_t *pgd)
{
	unsigned long first = PAGE_OFFSET >> PMD_SHIFT;

	preempt_disable();
	memcpy(pgd + first, swapper_pg_dir + first,
	       (PTRS_PER_PTE - first) << PTE_ENTRY_SHIFT);
	map_self(pgd);
	list_add(&virt_to_page(pgd)->lru, &pgd_list);
	preempt_enable();
}

void pgd_unlink(pgd_t *pgd)
{
	preempt_disable();
	list_del(&virt_to_page(pgd)->lru);
	preempt_enable();
}

/* One entry of the kernel half, in every directory. */
void set_kernel_pmd(unsigned long address, pte_t entry)
{
	struct page *page;

	preempt_disable();
	set_pte((pte_t *)pmd_offset(swapper_pg_dir, address), entry);
	if (!pae_enabled)
		list_for_each_entry(page, &pgd_list, lru)
			set_pte((pte_t *)pmd_offset(page_address(page),
						    address), entry);
	preempt_enable();
}

static void *table_alloc(void)
{
	return buddies_work ? (void *)get_zeroed_page(GFP_KERNEL) :
			      alloc_bootmem(PAGE_SIZE, PAGE_SIZE);
}

/* The pte of a kernel address above the direct map; NULL without memory. */
pte_t *kernel_pte_alloc(unsigned long address)
{
	pmd_t *pmd = pmd_offset(swapper_pg_dir, address);

	if (pmd_none(*pmd)) {
		void *table = table_alloc();

		if (!table)
			return NULL;
		/* Somebody else may have had the same need meanwhile. */
		preempt_disable();
		if (pmd_none(*pmd))
			set_kernel_pmd(address,
				       __pte(__pa(table) | _KERNPG_TABLE));
		else
			free_page((unsigned long)table);
		preempt_enable();
	}
	return pte_offset(pmd, address);
}

/* Global entries outlive a reload of CR3, but not a change of PGE. */
void __flush_tlb_all(void)
{
	unsigned long cr4 = read_cr4();

	if (cr4 & X86_CR4_PGE) {
		write_cr4(cr4 & ~X86_CR4_PGE);
		write_cr4(cr4);
	} else {
		__flush_tlb();
	}
}
