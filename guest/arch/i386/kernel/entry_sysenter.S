/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * void sysenter_entry(void): from vsyscall.S by SYSENTER, which has loaded
 * CS, SS, ESP and EIP, cleared IF, and saved nothing; back by SYSEXIT.
 * The stack is made to look as after int $0x80: entry.S has the picture.
 *
 * With TF set in ring 3 the first instruction is where the trap comes: see
 * do_debug(). Nothing but flags that the kernel chose may be there when an
 * iret comes: with NT it would be a task's return.
 */
#include <asm/calling.h>
#include <asm/offsets.h>
#include "layout.h"

#define IF_MASK		0x200
#define KERNEL_EFLAGS	(IF_MASK | 2)

	.text
	.globl	sysenter_entry
	.type	sysenter_entry, @function
	.align	16
sysenter_entry:
	pushl	$__USER_DS
	pushl	%ebp
	pushfl
	orl	$IF_MASK, (%esp)
	pushl	$__USER_CS
	pushl	$VSYSCALL_RETURN
	pushl	$KERNEL_EFLAGS
	popfl
	pushl	%eax
	SAVE_ALL
	GET_THREAD_INFO %ebp
	movl	%esp, %eax
	call	sysenter_arguments
	testl	%eax, %eax
	jnz	sysenter_fault
	movl	PT_EAX(%esp), %eax
	CALL_SYSTEM_CALL
	.globl	sysenter_exit
sysenter_exit:
	cli
	testl	$_TIF_WORK_MASK, offset_thread_info_flags(%ebp)
	jne	syscall_exit
	cmpl	$0, exit_to_user
	jne	syscall_exit
	popl	%ebx
	addl	$8, %esp
	popl	%esi
	popl	%edi
	popl	%ebp
	popl	%eax
	popl	%ds
	popl	%es
	movl	4(%esp), %edx
	movl	16(%esp), %ecx
	/* No interrupt before SYSEXIT is done: sti holds it off. */
	sti
	sysexit

/* No stack where the sixth argument was to be: no call is made. */
sysenter_fault:
	movl	%eax, PT_EAX(%esp)
	jmp	syscall_exit
	.size	sysenter_entry, . - sysenter_entry

	.section .note.GNU-stack, "", @progbits
