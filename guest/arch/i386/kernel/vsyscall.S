/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * long __kernel_vsyscall(void): a system call by the best means there is.
 * Number in eax, arguments in ebx ecx edx esi edi ebp, as with int $0x80;
 * assembled with SYSENTER defined and without.
 *
 * SYSENTER remembers nothing, so the stack is handed over in ebp:
 *
 *	 0(%ebp) ebp, the sixth argument  4 edx  8 ecx  c return address
 *
 * SYSEXIT then spoils ecx and edx. A call that is to be made again begins two
 * bytes before SYSENTER_RETURN: with a jump that is as long as `int $0x80`.
 */
	.text
	.globl	__kernel_vsyscall, SYSENTER_RETURN
	.type	__kernel_vsyscall, @function
__kernel_vsyscall:
	.cfi_startproc
#ifdef SYSENTER
	pushl	%ecx
	.cfi_adjust_cfa_offset 4
	.cfi_rel_offset ecx, 0
	pushl	%edx
	.cfi_adjust_cfa_offset 4
	.cfi_rel_offset edx, 0
	pushl	%ebp
	.cfi_adjust_cfa_offset 4
	.cfi_rel_offset ebp, 0
1:	movl	%esp, %ebp
	sysenter
	.org	0xe, 0x90
	jmp	1b
SYSENTER_RETURN:
	popl	%ebp
	.cfi_adjust_cfa_offset -4
	.cfi_restore ebp
	popl	%edx
	.cfi_adjust_cfa_offset -4
	.cfi_restore edx
	popl	%ecx
	.cfi_adjust_cfa_offset -4
	.cfi_restore ecx
#else
	.org	0xe, 0x90
	int	$0x80
SYSENTER_RETURN:
#endif
	ret
	.cfi_endproc
	.size	__kernel_vsyscall, . - __kernel_vsyscall

/* Where a handler returns to; debuggers know both by their bytes. */
	.globl	__kernel_sigreturn
	.type	__kernel_sigreturn, @function
	.org	0x20, 0x90
__kernel_sigreturn:
	popl	%eax
	movl	$119, %eax
	int	$0x80
	.size	__kernel_sigreturn, . - __kernel_sigreturn

	.globl	__kernel_rt_sigreturn
	.type	__kernel_rt_sigreturn, @function
	.org	0x40, 0x90
__kernel_rt_sigreturn:
	movl	$173, %eax
	int	$0x80
	.size	__kernel_rt_sigreturn, . - __kernel_rt_sigreturn

	.section .note.GNU-stack, "", @progbits
