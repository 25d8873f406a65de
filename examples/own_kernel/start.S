/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * void kernel_main(unsigned int magic, const struct multiboot *info);
 * Entered by the Multiboot protocol: paging and interrupts off, eax and ebx
 * hold the arguments.  The stack when C is called: return address, magic, info.
 */
	.section .multiboot, "a"
	.align	4
	.long	0x1badb002, 0, -0x1badb002

	.text
	.globl	_start
	.type	_start, @function
_start:
	movl	$stack_top, %esp
	xorl	%ebp, %ebp
	pushl	%ebx
	pushl	%eax
	call	kernel_main
1:	hlt
	jmp	1b
	.size	_start, . - _start

	.bss
	.align	16
	.skip	4096
stack_top:
	.section .note.GNU-stack, "", @progbits
