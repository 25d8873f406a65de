/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ways in and out of a kernel with a directory of its own (paging=4g).
 * entry_area.c copies this to ENTRY_TEXT, so nothing outside may be reached
 * by a relative jump. A stub there has pushed where the ordinary way begins:
 *
 *	 0(%esp)  the ordinary entry	 4 [error code]	 then eip cs eflags
 *	and, from ring 3, esp ss: then this is the entry stack
 *
 * From ring 3 all of it moves to the task's kernel stack. From ring 0 there
 * is only something to do in the few instructions of a way in or out that a
 * non-maskable interrupt can meet before CR3 is the kernel's, or after.
 * Gates are interrupt gates; who had interrupts on gets them back.
 */
#include <asm/calling.h>
#include <asm/entry_area.h>

#define IF_MASK		0x200

	.macro	WAY_IN name, cs_at, trap
	.globl	\name
\name:
	testb	$3, \cs_at(%esp)
	jz	2f
	pushl	%eax
	pushl	%ecx
	pushl	%edx
	movl	$phys_swapper_pg_dir, %eax
	movl	%eax, %cr3
	movl	$ENTRY_STACK_TOP, %ecx
	movl	%ss:kernel_esp0, %edx
1:	subl	$4, %ecx
	subl	$4, %edx
	movl	%ss:(%ecx), %eax
	movl	%eax, %ss:(%edx)
	cmpl	%esp, %ecx
	jne	1b
	movl	%edx, %esp
	popl	%edx
	popl	%ecx
	popl	%eax
	.if	\trap
	sti
	.endif
	ret
2:	pushl	%eax
	movl	%cr3, %eax
	cmpl	$phys_swapper_pg_dir, %eax
	je	3f
	movl	$phys_swapper_pg_dir, %eax
	movl	%eax, %cr3
3:	popl	%eax
	.if	\trap
	testl	$IF_MASK, \cs_at + 4(%esp)
	jz	4f
	sti
4:
	.endif
	ret
	.endm

	.section .rodata
	.globl	entry_code, entry_code_end
entry_code:
	WAY_IN	entry_trap, 8, 1
	WAY_IN	entry_trap_error, 12, 1
	WAY_IN	entry_intr, 8, 0
	WAY_IN	entry_intr_error, 12, 0

/* By SYSENTER: nothing is on the entry stack, and nothing need be moved. */
	.globl	entry_sysenter
entry_sysenter:
	pushl	%eax
	movl	$phys_swapper_pg_dir, %eax
	movl	%eax, %cr3
	popl	%eax
	movl	%ss:kernel_esp0, %esp
	pushl	$sysenter_entry
	ret

/* eax = the user's CR3; struct pt_regs at the top of the entry stack. */
	.globl	entry_leave
entry_leave:
	movl	%eax, %cr3
	RESTORE_ALL
entry_code_end:

	.section .note.GNU-stack, "", @progbits
