/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the boot loader said, copied out before its memory is reused. */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <asm/desc.h>
#include <asm/page.h>
#include <asm/setup.h>

struct e820map e820;
/* Set by head.S; in .data, since a boot loader clears .bss before that. */
unsigned long boot_params_phys __section(".data") = BOOT_PARAMS_PHYS;
unsigned long pgtables_end_phys;
int loader_type;
unsigned long ramdisk_image, ramdisk_size;
char saved_command_line[COMMAND_LINE_SIZE];
static char command_line[COMMAND_LINE_SIZE];

static u32 __init boot_param(unsigned int offset)
{
	return *(u32 *)((char *)__va(boot_params_phys) + offset);
}

static void __init copy_e820_map(void)
{
	u8 *params = __va(boot_params_phys);
	int i;

	e820.nr_map = min((int)params[BP_E820_NR], E820MAX);
	memcpy(e820.map, params + BP_E820_MAP,
	       e820.nr_map * sizeof(struct e820entry));
	printk(KERN_INFO "BIOS-provided physical RAM map:\n");
	for (i = 0; i < e820.nr_map; i++)
		printk(KERN_INFO " %016llx - %016llx (%s)\n",
		       e820.map[i].addr, e820.map[i].addr + e820.map[i].size,
		       e820.map[i].type == E820_RAM ? "usable" : "reserved");
}

void __init setup_arch(char **cmdline_p)
{
	unsigned long line = boot_param(BP_CMD_LINE_PTR);

	if (boot_param(BP_HEADER_MAGIC) != BP_MAGIC)
		panic("setup_arch: no boot parameters at %08lx",
		      boot_params_phys);
	copy_e820_map();
	pgtables_end_phys = boot_param(BP_PGTABLES_END);
	loader_type = boot_param(BP_TYPE_OF_LOADER) & 0xff;
	ramdisk_image = boot_param(BP_RAMDISK_IMAGE);
	ramdisk_size = boot_param(BP_RAMDISK_SIZE);
	if (line)
		strlcpy(saved_command_line, __va(line), COMMAND_LINE_SIZE);
	strlcpy(command_line, saved_command_line, COMMAND_LINE_SIZE);
	*cmdline_p = command_line;
	cpu_init();
	doublefault_init();
	identify_cpu();
	paging_init();
}
