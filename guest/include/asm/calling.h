/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * For assembly: the saved registers of a way into the kernel, in the order of
 * struct pt_regs, which is pictured in entry.S.
 */
#ifndef _ASM_CALLING_H
#define _ASM_CALLING_H

#include <asm/segment.h>

/* Behind orig_eax, which the entry pushes. */
	.macro	SAVE_ALL
	cld
	pushl	%es
	pushl	%ds
	pushl	%eax
	pushl	%ebp
	pushl	%edi
	pushl	%esi
	pushl	%edx
	pushl	%ecx
	pushl	%ebx
	movl	$__USER_DS, %edx
	movl	%edx, %ds
	movl	%edx, %es
	.endm

	.macro	RESTORE_ALL
	popl	%ebx
	popl	%ecx
	popl	%edx
	popl	%esi
	popl	%edi
	popl	%ebp
	popl	%eax
	popl	%ds
	popl	%es
	addl	$4, %esp
	iret
	.endm

#endif
