/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names for addresses.  The build links twice: the first image's symbols
 * become the second's table, behind everything else, so that no function
 * moves.  Offsets are from _stext, so that relocation does not touch them.
 */
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/linkage.h>

struct kallsym {
	u32 offset;		/* of the function, ascending */
	u32 name;		/* offset in kallsyms_names */
};

extern const struct kallsym kallsyms_table[];
extern const u32 kallsyms_num;
extern const char kallsyms_names[];
extern char _stext[], __init_begin[], __init_end[];

int kernel_text_address(unsigned long addr)
{
	return (addr >= (unsigned long)_stext &&
		addr < (unsigned long)_etext) ||
	       (addr >= (unsigned long)__init_begin &&
		addr < (unsigned long)__init_end);
}

/* The function that addr lies in, and how far; NULL if it is none. */
const char *kallsyms_lookup(unsigned long addr, unsigned long *offset)
{
	u32 low = 0, high = kallsyms_num;
	unsigned long wanted = addr - (unsigned long)_stext;

	if (!kernel_text_address(addr))
		return NULL;
	while (low < high) {
		u32 mid = low + (high - low) / 2;

		if (kallsyms_table[mid].offset <= wanted)
			low = mid + 1;
		else
			high = mid;
	}
	if (!low)
		return NULL;
	*offset = wanted - kallsyms_table[low - 1].offset;
	return kallsyms_names + kallsyms_table[low - 1].name;
}

void print_symbol(const char *fmt, unsigned long addr)
{
	unsigned long offset;
	const char *name = kallsyms_lookup(addr, &offset);
	char text[80];

	if (name)
		snprintf(text, sizeof(text), "%s+0x%lx", name, offset);
	else
		snprintf(text, sizeof(text), "0x%lx", addr);
	printk(fmt, text);
}
