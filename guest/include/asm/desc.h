/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _ASM_DESC_H
#define _ASM_DESC_H

#include <linux/types.h>
#include <asm/segment.h>

struct desc_struct {
	u32 a, b;
};

struct desc_ptr {
	u16 size;
	u32 address;
} __packed;

/* The hardware's task state; but for a double fault only the ring 0 stack in
 * it is used. */
struct tss_struct {
	u32 back_link;
	u32 esp0, ss0;
	u32 esp1, ss1;
	u32 esp2, ss2;
	u32 cr3, eip, eflags;
	u32 eax, ecx, edx, ebx, esp, ebp, esi, edi;
	u32 es, cs, ss, ds, fs, gs, ldt;
	u16 trace, io_bitmap_base;
};

_Static_assert(sizeof(struct tss_struct) == 104, "Intel SDM 3A, 8.2.1");

extern struct desc_struct cpu_gdt_table[GDT_ENTRIES];
extern struct desc_struct idt_table[256];
extern struct tss_struct init_tss, doublefault_tss;

/* They share a page, which a user directory may have to map: entry_area.h. */
#define __in_entry_data	__section(".data.entry")
#define entry_alias(object) \
	(ENTRY_DATA + ((unsigned long)(object) & ~PAGE_MASK))

void set_tss_desc(unsigned int entry, struct tss_struct *tss);
void doublefault_init(void);
/* The handler is the task of a TSS in the GDT. */
void set_task_gate(unsigned int n, unsigned int gdt_entry);
void set_intr_gate(unsigned int n, void *addr);
void set_trap_gate(unsigned int n, void *addr);
/* A trap gate that ring 3 may use by `int n`. */
void set_system_gate(unsigned int n, void *addr);
void cpu_init(void);
void trap_init(void);

#endif
