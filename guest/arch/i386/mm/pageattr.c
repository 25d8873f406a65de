/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who may do what with the pages of the direct map. */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <asm/fixmap.h>
#include <asm/paging_options.h>

extern char _stext[], __start_rodata[], __end_rodata[];

/* A table of small pages that map what the large one does. */
static int split_large_page(unsigned long address, pmd_t large)
{
	unsigned long table = __get_free_page(GFP_KERNEL), i;
	unsigned long flags = large.val & ~PMD_MASK & ~_PAGE_PSE;
	pmd_t pmd = { __pa(table) | _KERNPG_TABLE };

	if (!table)
		return -ENOMEM;
	clear_page(table);
	for (i = 0; i < PTRS_PER_PTE; i++)
		set_pte(pte_offset(&pmd, i << PAGE_SHIFT),
			__pte(((large.val & PMD_MASK) + (i << PAGE_SHIFT)) |
			      flags));
	set_kernel_pmd(address, __pte(pmd.val));
	return 0;
}

static void change_pte(unsigned long address, pmd_t *pmd, unsigned long set,
		       unsigned long clear)
{
	pte_t *pte = pte_offset(pmd, address);

	set_pte(pte, __pte((pte->val & ~clear) | set));
}

/*
 * Sets and clears flags of [start, end) of the direct map, splitting large
 * pages that lie only partly in it. May sleep; -ENOMEM if it needs a table.
 */
int change_kernel_attr(unsigned long start, unsigned long end,
		       unsigned long set, unsigned long clear)
{
	unsigned long address = start & PAGE_MASK;
	int error = 0;

	while (address < end && !error) {
		pmd_t *pmd = pmd_offset(swapper_pg_dir, address);

		if (!pmd_large(*pmd)) {
			change_pte(address, pmd, set, clear);
			address += PAGE_SIZE;
		} else if (address & ~PMD_MASK || end - address < PMD_SIZE) {
			error = split_large_page(address, *pmd);
		} else {
			set_kernel_pmd(address,
				       __pte((pmd->val & ~clear) | set));
			address += PMD_SIZE;
		}
	}
	__flush_tlb_all();
	return error;
}

/*
 * Once the initialisation's code has gone, only text executes, and nobody
 * writes text or constants. What patches a kernel does it before it boots.
 */
void mark_rodata_ro(void)
{
	unsigned long text = (unsigned long)_stext, top;
	unsigned long rodata = (unsigned long)__start_rodata;
	unsigned long end = (unsigned long)__end_rodata;
	int error = 0;

	top = (unsigned long)__va(max_low_pfn << PAGE_SHIFT);
	if (nx_enabled) {
		error = change_kernel_attr(PAGE_OFFSET, text, _PAGE_NX, 0);
		if (!error)
			error = change_kernel_attr(rodata, top, _PAGE_NX, 0);
	}
	if (paging_has(PAGING_RO) && !error)
		error = change_kernel_attr(text, end, 0, _PAGE_RW);
	if (error)
		panic("mark_rodata_ro: no memory for page tables");
	if (paging_has(PAGING_RO))
		printk(KERN_INFO "Write protecting the kernel: %luk\n",
		       (end - text) >> 10);
}
