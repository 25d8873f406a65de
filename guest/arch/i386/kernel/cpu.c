/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The processor's own tables, and who pretends to be the processor. */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <asm/desc.h>
#include <asm/i387.h>
#include <asm/setup.h>

#define FLAT(type)	{ 0x0000ffff, 0x00cf0000 | (type) << 8 }
#define CODE_RING0	0x9b
#define DATA_RING0	0x93
#define CODE_RING3	0xfb
#define DATA_RING3	0xf3
#define TSS_AVAILABLE	0x89

struct desc_struct cpu_gdt_table[GDT_ENTRIES] __in_entry_data __aligned(8) = {
	[GDT_ENTRY_KERNEL_CS] = FLAT(CODE_RING0),
	[GDT_ENTRY_KERNEL_DS] = FLAT(DATA_RING0),
	[GDT_ENTRY_USER_CS] = FLAT(CODE_RING3),
	[GDT_ENTRY_USER_DS] = FLAT(DATA_RING3),
};

/* head.S loads this before any C code runs: it must need no set-up. */
struct {
	u16 size;
	struct desc_struct *address;
} __packed cpu_gdt_descr = { sizeof(cpu_gdt_table) - 1, cpu_gdt_table };

struct tss_struct init_tss __in_entry_data;
/* Where the stack of the task that runs begins, going down. */
unsigned long kernel_esp0 = (unsigned long)&init_thread_union + THREAD_SIZE;
int running_on_harness;
int switch_gate_enabled;

static int mm_native;

static int __init mm_setup(char *value)
{
	mm_native = !strcmp(value, "native");
	return 1;
}
__setup("mm=", mm_setup);

void __init set_tss_desc(unsigned int entry, struct tss_struct *tss)
{
	u32 base = (u32)tss, limit = sizeof(*tss) - 1;

	cpu_gdt_table[entry] = (struct desc_struct){
		(base << 16) | limit,
		(base & 0xff000000) | TSS_AVAILABLE << 8 |
		((base >> 16) & 0xff)
	};
}

void __init cpu_init(void)
{
	init_tss.ss0 = __KERNEL_DS;
	init_tss.esp0 = init_task.thread.esp0;
	init_tss.io_bitmap_base = sizeof(init_tss);
	set_tss_desc(GDT_ENTRY_TSS, &init_tss);
	__asm__ __volatile__("ltr %w0" : : "r"(GDT_ENTRY_TSS * 8));
	fpu_init();
}

void __init identify_cpu(void)
{
	u32 eax, ebx, ecx, edx;
	char id[13];

	cpuid(1, &eax, &ebx, &ecx, &edx);
	if (!(ecx >> 31))
		return;
	cpuid(0x40000000, &eax, &ebx, &ecx, &edx);
	memcpy(id, &ebx, 4);
	memcpy(id + 4, &ecx, 4);
	memcpy(id + 8, &edx, 4);
	id[12] = '\0';
	running_on_harness = !strcmp(id, "HarnessGate!");
}

/*
 * After the command line was read, and before the first switch.  The gate
 * leads to a policy only if the harness itself has loaded this kernel; as
 * anybody's Multiboot kernel we look after CR3 ourselves.
 */
void __init switch_gate_init(void)
{
	switch_gate_enabled = running_on_harness && !mm_native &&
			      loader_type == LOADER_HARNESS;
}
