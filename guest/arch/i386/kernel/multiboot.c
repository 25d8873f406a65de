/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a Multiboot loader's report to the boot parameters. */
#include <linux/kernel.h>
#include <linux/linkage.h>
#include <linux/string.h>
#include <asm/page.h>
#include <asm/setup.h>

#include "layout.h"

unsigned long multiboot_tables(unsigned long first_free,
			       unsigned long memory_end, unsigned long *pmds);

#define MBI_CMDLINE	0x04
#define MBI_MODULES	0x08

/* All tables of a directory: more than multiboot_tables() ever builds. */
#define TABLES_ROOM	(4UL << 20)

struct multiboot_info {
	u32 flags;
	u32 mem_lower, mem_upper;	/* KiB, the latter above 1 MiB */
	u32 boot_device;
	u32 cmdline;
	u32 mods_count, mods_addr;
};

struct multiboot_module {
	u32 start, end, string, reserved;
};

extern char _end[];

static void add_region(u8 *params, u64 addr, u64 size, u32 type)
{
	struct e820entry *map = (void *)(params + BP_E820_MAP);

	map[params[BP_E820_NR]++] = (struct e820entry){ addr, size, type };
}

/*
 * Many loaders, not all, put the image's name first.  A name has a dot or a
 * slash, and no '=', which no option without a value has.
 */
static int is_image_name(const char *line, size_t len)
{
	return !memchr(line, '=', len) &&
	       (memchr(line, '.', len) || memchr(line, '/', len));
}

static void copy_command_line(const char *line)
{
	const char *end = strchr(line, ' ');
	size_t len = end ? (size_t)(end - line) : strlen(line);

	if (is_image_name(line, len))
		line += len;
	while (*line == ' ')
		line++;
	strlcpy(__va(COMMAND_LINE_PHYS), line, COMMAND_LINE_SIZE);
}

/*
 * Called by head.S on init's stack.  Writes nothing but the parameter
 * block, which no loader uses for what it reports, and page tables behind
 * everything. Returns the directories of PAE, if it shall be switched on.
 */
asmlinkage unsigned long multiboot_main(unsigned long info_phys)
{
	struct multiboot_info *info = __va(info_phys);
	u8 *params = __va(BOOT_PARAMS_PHYS);
	unsigned long end = __pa(_end), pmds;

	memset(params, 0, PAGE_SIZE);
	*(u32 *)(params + BP_HEADER_MAGIC) = BP_MAGIC;
	*(u32 *)(params + BP_CMD_LINE_PTR) = COMMAND_LINE_PHYS;
	params[BP_TYPE_OF_LOADER] = LOADER_MULTIBOOT;
	add_region(params, 0, 0x9fc00, E820_RAM);
	add_region(params, 0x9fc00, 0x60400, E820_RESERVED);
	add_region(params, 0x100000, (u64)info->mem_upper << 10, E820_RAM);

	*(char *)__va(COMMAND_LINE_PHYS) = '\0';
	if (info->flags & MBI_CMDLINE)
		copy_command_line(__va(info->cmdline));
	if (info->flags & MBI_MODULES && info->mods_count) {
		struct multiboot_module *module = __va(info->mods_addr);

		*(u32 *)(params + BP_RAMDISK_IMAGE) = module->start;
		*(u32 *)(params + BP_RAMDISK_SIZE) =
			module->end - module->start;
		/* Loaders put it right behind the kernel, or far above. */
		if (module->start < end + TABLES_ROOM)
			end = max(end, (unsigned long)module->end);
	}
	*(u32 *)(params + BP_PGTABLES_END) =
		multiboot_tables(end, (1UL << 20) + (info->mem_upper << 10),
				 &pmds);
	return pmds;
}
