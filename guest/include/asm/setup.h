/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _ASM_SETUP_H
#define _ASM_SETUP_H

/* Where either boot loader leaves the parameter block and the command line. */
#define BOOT_PARAMS_PHYS	0x90000
#define COMMAND_LINE_PHYS	0x91000
#define COMMAND_LINE_SIZE	2048

/* Offsets into the block: Linux's zero page, and three of ours (the first). */
#define BP_PGTABLES_END		0x1d0
#define BP_PAGING		0x1d4	/* asm/paging_options.h; 0: unsaid */
#define BP_RESERVE		0x1d8	/* bytes above the direct map */
#define BP_E820_NR		0x1e8
#define BP_HEADER_MAGIC		0x202
#define BP_TYPE_OF_LOADER	0x210
#define BP_RAMDISK_IMAGE	0x218
#define BP_RAMDISK_SIZE		0x21c
#define BP_CMD_LINE_PTR		0x228
#define BP_E820_MAP		0x2d0

#define BP_MAGIC		0x53726448	/* "HdrS" */
#define LOADER_HARNESS		0xff
#define LOADER_MULTIBOOT	0x80

#define E820MAX			32
#define E820_RAM		1
#define E820_RESERVED		2

#ifndef __ASSEMBLY__

#include <linux/types.h>

struct e820entry {
	u64 addr;
	u64 size;
	u32 type;
} __packed;

struct e820map {
	int nr_map;
	struct e820entry map[E820MAX];
};

extern struct e820map e820;
extern unsigned long boot_params_phys;
extern int loader_type;
extern unsigned long pgtables_end_phys;	/* first byte after the boot tables */

void setup_arch(char **cmdline_p);
void early_serial_init(void);
void early_write(const char *s, unsigned int n);

/* True under the harness, which CPUID leaf 0x40000000 tells. */
extern int running_on_harness;
/* True when context switches go through its port, not switch_mm(). */
extern int switch_gate_enabled;
void identify_cpu(void);
void switch_gate_init(void);

#define SWITCH_GATE_PREV	0x5c0
#define SWITCH_GATE_NEXT	0x5c4
/* Rows, and columns in the upper half; 0: nobody knows. */
#define SCREEN_SIZE		0x5c8

#endif /* !__ASSEMBLY__ */
#endif
