/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The options of the page tables: from the boot parameters, or from the
 * command line, which wins:
 *
 *	paging=nowp,ro,nx,global,guard,4g,highmem,recursive
 *	pages=4k|4m|pae		the form of the first tables, on Multiboot
 *	reserve=SIZE[KMG]	what the direct map leaves at the top
 *
 * Read before the other words of the line: the direct map depends on it.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <asm/fixmap.h>
#include <asm/paging_options.h>
#include <asm/processor.h>
#include <asm/setup.h>

#include "layout.h"

#define RESERVE_STEP	(4UL << 20)
#define CPUID_NX	(1 << 20)
#define CPUID_PGE	(1 << 13)

unsigned long paging_options = PAGING_VALID | PAGING_WP;

static const struct {
	const char *word;
	unsigned long bit;
} words[] __initdata = {
	{ "ro", PAGING_RO },	     { "nx", PAGING_NX },
	{ "global", PAGING_GLOBAL }, { "guard", PAGING_GUARD },
	{ "4g", PAGING_4G },	     { "highmem", PAGING_HIGHMEM },
	{ "recursive", PAGING_RECURSIVE },
};

static void __init add_word(const char *word, size_t len)
{
	unsigned int i;

	if (len == 4 && !memcmp(word, "nowp", 4)) {
		paging_options &= ~PAGING_WP;
		return;
	}
	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (strlen(words[i].word) == len &&
		    !memcmp(word, words[i].word, len)) {
			paging_options |= words[i].bit;
			return;
		}
	panic("paging=: unknown word at '%s'", word);
}

static void __init parse_paging(const char *value)
{
	paging_options = PAGING_VALID | PAGING_WP;
	while (*value && *value != ' ') {
		const char *end = value;

		while (*end && *end != ',' && *end != ' ')
			end++;
		add_word(value, end - value);
		value = *end == ',' ? end + 1 : end;
	}
}

static void __init set_reserve(unsigned long bytes)
{
	if (bytes % RESERVE_STEP || bytes < LOWMEM_RESERVE ||
	    bytes > 0UL - PAGE_OFFSET - 2 * RESERVE_STEP)
		panic("reserve=: %lu MiB at the top cannot be; at least 128, "
		      "in steps of 4, and 8 for the kernel must stay",
		      bytes >> 20);
	vmalloc_reserve = bytes;
}

static void __init parse_reserve(const char *value)
{
	char *end;
	unsigned long bytes = simple_strtoul(value, &end, 0);

	if (*end == 'G' || *end == 'g')
		bytes <<= 10;
	if (*end && strchr("GgMm", *end))
		bytes <<= 10;
	if (*end && strchr("GgMmKk", *end))
		bytes <<= 10;
	set_reserve(bytes);
}

/* Obeyed long ago, in multiboot_tables.c, which cannot complain yet. */
static void __init check_pages(const char *value)
{
	static const char *const forms[] __initdata = { "4k", "4m", "pae" };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(forms); i++) {
		size_t len = strlen(forms[i]);

		if (!strncmp(value, forms[i], len) &&
		    (!value[len] || value[len] == ' '))
			return;
	}
	panic("pages=: no form of tables at '%s'; 4k, 4m or pae", value);
}

static void __init parse_line(const char *line)
{
	while (line) {
		if (!strncmp(line, "paging=", 7))
			parse_paging(line + 7);
		if (!strncmp(line, "pages=", 6))
			check_pages(line + 6);
		if (!strncmp(line, "reserve=", 8))
			parse_reserve(line + 8);
		line = strchr(line, ' ');
		if (line)
			line++;
	}
}

static int __init cpu_has(u32 leaf, u32 edx_bit)
{
	u32 eax, ebx, ecx, edx;

	cpuid(leaf & 0x80000000, &eax, &ebx, &ecx, &edx);
	if (eax < leaf)
		return 0;
	cpuid(leaf, &eax, &ebx, &ecx, &edx);
	return (edx & edx_bit) != 0;
}

static void __init refuse_what_cannot_be(void)
{
	if (pae_enabled && PAGE_OFFSET & ((1UL << PDPT_SHIFT) - 1))
		panic("PAE: the split %08lx is no multiple of 1 GiB, which "
		      "one directory of PAE spans", PAGE_OFFSET);
	if (paging_has(PAGING_NX) && !pae_enabled)
		panic("paging=nx: only entries of PAE have the bit; boot with "
		      "PAE page tables");
	if (paging_has(PAGING_NX) && !cpu_has(0x80000001, CPUID_NX))
		panic("paging=nx: this processor has no such bit");
	if (paging_has(PAGING_GLOBAL) && !cpu_has(1, CPUID_PGE))
		panic("paging=global: this processor has no global pages");
	if (paging_has(PAGING_RO) && !paging_has(PAGING_WP))
		panic("paging=ro,nowp: ring 0 would not honour it");
	if (paging_has(PAGING_4G) && paging_has(PAGING_GLOBAL))
		panic("paging=4g,global: kernel pages that outlive a load of "
		      "CR3 would hide the user's");
	if (paging_has(PAGING_4G) && paging_has(PAGING_RECURSIVE))
		panic("paging=4g,recursive: the kernel's directory maps no "
		      "user's entries");
	if (paging_has(PAGING_RECURSIVE) && pae_enabled)
		panic("paging=recursive: PAE directories share the kernel's "
		      "entries, so none can map itself; use two levels");
}

void __init paging_options_init(void)
{
	char *params = __va(boot_params_phys);
	u32 said = *(u32 *)(params + BP_PAGING);

	if (said & PAGING_VALID) {
		paging_options = said;
		set_reserve(*(u32 *)(params + BP_RESERVE));
	}
	parse_line(saved_command_line);
	refuse_what_cannot_be();
}
