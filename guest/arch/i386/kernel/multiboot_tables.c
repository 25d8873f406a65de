/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The page tables that the command line's pages= asks for, where a boot
 * loader of this project would have built them before the kernel ran: small
 * pages, or PAE, in place of head.S's pages of 4 MiB.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include <asm/page.h>
#include <asm/pgtable.h>
#include <asm/setup.h>
#include <asm/system.h>

#include "layout.h"

#define LARGE_2M	(2UL << 20)
#define LARGE_4M	(4UL << 20)
#define LARGE_RW	(_PAGE_PRESENT | _PAGE_RW | _PAGE_ACCESSED | \
			 _PAGE_DIRTY | _PAGE_PSE)
#define SMALL_RW	(LARGE_RW & ~_PAGE_PSE)
#define TABLE		(_PAGE_PRESENT | _PAGE_RW | _PAGE_ACCESSED)

/* What the direct map may reach, and what there is. */
static unsigned long lowmem_end(unsigned long memory_end)
{
	return min(memory_end, 0UL - PAGE_OFFSET - LOWMEM_RESERVE);
}

/* Tables at phys on; the new end. The same translations all the time. */
static unsigned long build_small(unsigned long phys, unsigned long end)
{
	unsigned long address, *entry, *pde;

	pde = (unsigned long *)swapper_pg_dir + (PAGE_OFFSET >> 22);
	for (address = 0; address < end; phys += PAGE_SIZE) {
		unsigned long *table = __va(phys);

		memset(table, 0, PAGE_SIZE);
		for (entry = table; entry < table + 1024 && address < end;
		     entry++, address += PAGE_SIZE)
			*entry = address | SMALL_RW;
		*pde++ = phys | TABLE;
	}
	/* What ran at its physical address is done, and was a large page. */
	((unsigned long *)swapper_pg_dir)[0] = 0;
	write_cr3(__pa(swapper_pg_dir));
	write_cr4(read_cr4() & ~X86_CR4_PSE);
	return phys;
}

/* Four directories at phys; head.S makes the PDPT of them its last act. */
static unsigned long build_pae(unsigned long phys, unsigned long end)
{
	u64 *pmd = __va(phys), *entry = pmd + (PAGE_OFFSET >> 21);
	unsigned long address;

	memset(pmd, 0, 4 * PAGE_SIZE);
	for (address = 0; address < end; address += LARGE_2M)
		*entry++ = address | LARGE_RW;
	/* Only until head.S has jumped back. */
	pmd[0] = LARGE_RW;
	pmd[1] = LARGE_2M | LARGE_RW;
	return phys + 4 * PAGE_SIZE;
}

static const char *pages_word(const char *line)
{
	for (; line; line = strchr(line, ' ')) {
		while (*line == ' ')
			line++;
		if (!strncmp(line, "pages=", 6))
			return line + 6;
	}
	return "4m";
}

/*
 * first_free is the first physical byte that nobody has; there must be RAM
 * in the large pages above it. Returns the end of the tables, and in *pmds
 * the directories for a PDPT, or 0.
 */
unsigned long multiboot_tables(unsigned long first_free,
			       unsigned long memory_end, unsigned long *pmds)
{
	const char *pages = pages_word(__va(COMMAND_LINE_PHYS));
	unsigned long phys = PAGE_ALIGN(first_free);

	*pmds = 0;
	if (!strncmp(pages, "4k", 2))
		return build_small(phys, lowmem_end(memory_end));
	if (!strncmp(pages, "pae", 3)) {
		*pmds = phys;
		return build_pae(phys, lowmem_end(memory_end));
	}
	return phys;
}
