/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * void _start(void);
 *
 * Entered from execve() with the stack as the kernel built it:
 *
 *	0(%esp)			argc
 *	4(%esp)			argv[0] ... argv[argc - 1], NULL
 *	8+4*argc(%esp)		envp[0] ..., NULL
 */
	.text
	.globl	_start
	.type	_start, @function
_start:
	xorl	%ebp, %ebp		/* a back trace ends here */
	movl	(%esp), %eax
	leal	4(%esp), %ecx
	leal	8(%esp,%eax,4), %edx
	movl	%edx, environ
	andl	$-16, %esp		/* the ABI: 16-aligned before a call */
	subl	$4, %esp
	pushl	%edx
	pushl	%ecx
	pushl	%eax
	call	main
	movl	%eax, (%esp)
	call	exit
	.size	_start, . - _start

/*
 * void __restore(void);
 *
 * A signal handler returns here, with the signal number on top of the stack
 * and the saved registers above it. sigreturn() wants the number gone.
 */
	.globl	__restore
	.type	__restore, @function
__restore:
	popl	%eax
	movl	$119, %eax
	int	$0x80
	.size	__restore, . - __restore

	.section .note.GNU-stack,"",@progbits
