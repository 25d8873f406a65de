/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a user directory maps of the kernel with paging=4g, at addresses that
 * the kernel's directory gives the same pages: just what the processor reads
 * before the entry code has loaded the kernel's directory.
 *
 *	ENTRY_STACK	thread_info, stack	TSS.esp0 is its end
 *	ENTRY_DATA	GDT, IDT, the TSSs
 *	ENTRY_TEXT	a stub for each vector, the ways in and out
 *	VSYSCALL_BASE	for ring 3: asm/vsyscall.h
 */
#ifndef _ASM_ENTRY_AREA_H
#define _ASM_ENTRY_AREA_H

/* Behind the last user address, which is the last that one table maps. */
#define TASK_SIZE_4G	0xffc00000
#define ENTRY_STACK	0xfff00000
#define ENTRY_STACK_TOP	0xfff02000
#define ENTRY_DATA	0xfff02000
#define ENTRY_TEXT	0xfff03000

#ifndef __ASSEMBLY__

#include <asm/pgtable.h>

struct task_struct;

/* Physical: what to load on the way back to ring 3. */
extern unsigned long user_cr3;

void entry_area_init(void);
unsigned long entry_area_sysenter(void);
void entry_area_map_user(unsigned long address, const void *page);
/* A new user directory's entry for the area. */
void map_entry_area(pgd_t *pgd);
/* Whose the entry stack is now, for `current` on it. */
void entry_stack_set_task(struct task_struct *tsk);

#endif /* !__ASSEMBLY__ */
#endif
