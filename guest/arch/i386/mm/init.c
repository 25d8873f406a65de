/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the boot loader's page tables to a memory that has owners.
 *
 * Physical memory then, upwards: frame 0, never used; memory below 640 KiB
 * less the boot parameters; the hole; the kernel from 1 MiB to _end; its
 * page tables to pgtables_end; mem_map; free memory, with the initrd in it.
 */
#include <linux/bootmem.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <asm/entry_area.h>
#include <asm/fixmap.h>
#include <asm/paging_options.h>
#include <asm/setup.h>
#include <asm/system.h>

int pae_enabled, nx_enabled;
unsigned long task_size;
unsigned long __PAGE_NX;
unsigned long __PAGE_KERNEL = _PAGE_PRESENT | _PAGE_RW | _PAGE_ACCESSED |
			      _PAGE_DIRTY;

/* The top of usable memory below limit, in frames. */
static unsigned long __init ram_below(u64 limit)
{
	u64 top = 0;
	int i;

	for (i = 0; i < e820.nr_map; i++) {
		u64 end = e820.map[i].addr + e820.map[i].size;

		if (e820.map[i].type != E820_RAM || e820.map[i].addr >= limit)
			continue;
		top = max(top, min(end, limit));
	}
	return top >> PAGE_SHIFT;
}

/* Low memory is what the kernel's half reaches; the rest, if wanted, high. */
static void __init find_zones(unsigned long *zones_size)
{
	max_low_pfn = ram_below(0UL - PAGE_OFFSET - vmalloc_reserve);
	zones_size[ZONE_NORMAL] = max_low_pfn;
	if (paging_has(PAGING_HIGHMEM))
		zones_size[ZONE_HIGHMEM] = ram_below(FIXADDR_TOP) - max_low_pfn;
}

/* Head.S maps as much as any reserve would leave. */
static void __init trim_direct_map(void)
{
	unsigned long address = (unsigned long)__va(max_low_pfn << PAGE_SHIFT);

	address = (address + PMD_SIZE - 1) & PMD_MASK;
	for (; address && address < FIXADDR_TOP; address += PMD_SIZE)
		set_kernel_pmd(address, __pte(0));
}

/* From here on the user half belongs to nobody: NULL faults. */
static void __init zap_low_mappings(void)
{
	unsigned long entries = pae_enabled ? PAGE_OFFSET >> PDPT_SHIFT :
					      PAGE_OFFSET >> PMD_SHIFT;

	memset(swapper_pg_dir, 0, entries << PTE_ENTRY_SHIFT);
	/* PAE keeps the top level in the processor until CR3 is loaded. */
	write_cr3(__pa(swapper_pg_dir));
	__flush_tlb_all();
}

static void __init add_flags_to_table(pmd_t *pmd, unsigned long flags)
{
	unsigned long i;

	for (i = 0; i < PTRS_PER_PTE; i++) {
		pte_t *pte = pte_offset(pmd, i << PAGE_SHIFT);

		if (!pte_none(*pte))
			pte->val |= flags;
	}
}

/*
 * The kernel's directory entries are copied, and the processor must find
 * nothing to mark in one copy that it would not in another.
 */
static void __init mark_kernel_directory(void)
{
	unsigned long address, global = __PAGE_KERNEL & _PAGE_GLOBAL;

	for (address = PAGE_OFFSET; address >= PAGE_OFFSET;
	     address += PMD_SIZE) {
		pmd_t *pmd = pmd_offset(swapper_pg_dir, address);

		if (!pmd || pmd_none(*pmd))
			continue;
		pmd->val |= _PAGE_ACCESSED;
		if (pmd_large(*pmd))
			pmd->val |= _PAGE_DIRTY | global;
		else if (global)
			add_flags_to_table(pmd, global);
	}
}

/* What the processor must be told, and what new entries must have. */
static void __init enable_options(void)
{
	if (paging_has(PAGING_WP))
		write_cr0(read_cr0() | X86_CR0_WP);
	else
		write_cr0(read_cr0() & ~X86_CR0_WP);
	if (paging_has(PAGING_NX)) {
		wrmsr(MSR_EFER, rdmsr(MSR_EFER) | EFER_NX);
		nx_enabled = 1;
		__PAGE_NX = _PAGE_NX;
		__PAGE_KERNEL |= _PAGE_NX;
	}
	if (paging_has(PAGING_GLOBAL)) {
		write_cr4(read_cr4() | X86_CR4_PGE);
		__PAGE_KERNEL |= _PAGE_GLOBAL;
	}
}

void __init paging_init(void)
{
	unsigned long zones_size[MAX_NR_ZONES] = { 0 };

	pae_enabled = (read_cr4() & X86_CR4_PAE) != 0;
	paging_options_init();
	enable_options();
	task_size = paging_has(PAGING_4G) ? TASK_SIZE_4G : PAGE_OFFSET;
	find_zones(zones_size);
	trim_direct_map();
	zap_low_mappings();
	mark_kernel_directory();

	init_bootmem(pgtables_end_phys);
	reserve_bootmem(BOOT_PARAMS_PHYS,
			COMMAND_LINE_PHYS + COMMAND_LINE_SIZE);
	if (ramdisk_size)
		reserve_bootmem(ramdisk_image, ramdisk_image + ramdisk_size);
	fixmap_init();
	self_map_init();
	free_area_init(zones_size);
	empty_zero_page = virt_to_page(alloc_bootmem(PAGE_SIZE, PAGE_SIZE));
}

/* Gives the usable frames of [start, limit) to the buddies; how many. */
static unsigned long __init free_ram(unsigned long start, unsigned long limit)
{
	unsigned long freed = 0;
	int i;

	for (i = 0; i < e820.nr_map; i++) {
		u64 from = e820.map[i].addr, to = from + e820.map[i].size;

		from = max(from, (u64)start);
		to = min(to, (u64)limit);
		if (e820.map[i].type == E820_RAM && from < to)
			freed += free_bootmem(from, to);
	}
	return freed;
}

void __init mem_init(void)
{
	unsigned long limit = max_low_pfn << PAGE_SHIFT;
	unsigned long freed, high;

	reserve_kernel();
	kernel_map_use_buddies();
	freed = free_ram(0, limit);
	high = free_ram(limit, max_mapnr << PAGE_SHIFT);
	init_stack_guard();
	printk(KERN_INFO "Memory: %luk/%luk available, %s page tables\n",
	       (freed + high) << (PAGE_SHIFT - 10),
	       max_mapnr << (PAGE_SHIFT - 10),
	       pae_enabled ? "PAE" : "two-level");
	if (paging_has(PAGING_HIGHMEM))
		printk(KERN_INFO "%luMB HIGHMEM available.\n", high >> 8);
}

/* The __init code and data have run; nobody may call into them again. */
void free_initmem(void)
{
	extern char __init_begin[], __init_end[];

	free_reserved_range(__pa(__init_begin), __pa(__init_end));
	printk(KERN_INFO "Freeing unused kernel memory: %luk freed\n",
	       (unsigned long)(__init_end - __init_begin) >> 10);
	mark_rodata_ro();
}
