/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * For assembly: the saved registers of a way into the kernel, in the order of
 * struct pt_regs, which is pictured in entry.S.
 */
#ifndef _ASM_CALLING_H
#define _ASM_CALLING_H

#include <asm/segment.h>
#include <asm/thread_info.h>
#include <linux/unistd.h>

#define PT_EAX		0x18

	.macro	GET_THREAD_INFO reg
	movl	$-THREAD_SIZE, \reg
	andl	%esp, \reg
	.endm

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

/*
 * Number in eax. The arguments are passed as copies, because a C function
 * may overwrite them; a seventh is the address of the saved registers.
 */
	.macro	CALL_SYSTEM_CALL
	cmpl	$NR_syscalls, %eax
	jb	1f
	movl	$NR_syscalls, %eax
1:	movl	%esp, %edi
	pushl	%edi
	.irp	offset, 0x14, 0x10, 0x0c, 0x08, 0x04, 0x00
	pushl	\offset(%edi)
	.endr
	call	*sys_call_table(, %eax, 4)
	addl	$28, %esp
	movl	%eax, PT_EAX(%esp)
	.endm

#endif
