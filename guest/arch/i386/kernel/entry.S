/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every way into the kernel and out of it.
 *
 * The stack when C code is called (struct pt_regs, asm/ptrace.h):
 *
 *	 0(%esp) ebx	 4 ecx	 8 edx	 c esi	10 edi	14 ebp	18 eax
 *	1c ds	20 es	24 orig_eax	28 eip	2c cs	30 eflags
 *	34 esp	38 ss		(these two only from ring 3)
 *
 * Handlers are `fastcall void do_xxx(struct pt_regs *, long error_code)`.
 */
#include <asm/calling.h>
#include <asm/entry_area.h>
#include <asm/offsets.h>
#include <asm/segment.h>
#include <asm/thread_info.h>
#include <linux/unistd.h>

#define ORIG_EAX	0x24
#define EIP		0x28
#define CS		0x2c
#define EFLAGS		0x30
#define PT_REGS_BYTES	0x3c
#define IF_MASK		0x200
#define VM_MASK		0x20000
#define PREEMPT_ACTIVE	0x10000000

	.macro	ENTRY name
	.globl	\name
	.type	\name, @function
	.align	16
\name:
	.endm

	.text

/* The first code of a forked task; eax = the task that ran before. */
ENTRY ret_from_fork
	pushl	%eax
	call	schedule_tail
	addl	$4, %esp
	GET_THREAD_INFO %ebp
	jmp	syscall_exit
	.size	ret_from_fork, . - ret_from_fork

/* kernel_thread()'s child begins here: edx = argument, ebx = function. */
ENTRY kernel_thread_helper
	movl	%edx, %eax
	pushl	%edx
	call	*%ebx
	pushl	%eax
	call	do_exit
	.size	kernel_thread_helper, . - kernel_thread_helper

ENTRY ret_from_exception
	cli
ret_from_intr:
	GET_THREAD_INFO %ebp
	movl	EFLAGS(%esp), %eax
	movb	CS(%esp), %al
	testl	$(VM_MASK | 3), %eax
	jz	resume_kernel
resume_userspace:
	/* Off until iret: a flag set after the test would be missed. */
	cli
	movl	offset_thread_info_flags(%ebp), %ecx
	andl	$_TIF_WORK_MASK, %ecx
	jne	work_pending
	jmp	restore_all

/* Kernel preemption: only with no lock held and interrupts on before. */
resume_kernel:
	cmpl	$0, offset_thread_info_preempt_count(%ebp)
	jnz	restore_all
need_resched:
	testb	$_TIF_NEED_RESCHED, offset_thread_info_flags(%ebp)
	jz	restore_all
	testl	$IF_MASK, EFLAGS(%esp)
	jz	restore_all
	movl	$PREEMPT_ACTIVE, offset_thread_info_preempt_count(%ebp)
	sti
	call	schedule
	movl	$0, offset_thread_info_preempt_count(%ebp)
	cli
	jmp	need_resched

/* int $0x80: number in eax, arguments in ebx ecx edx esi edi ebp. */
ENTRY system_call
	pushl	%eax
	SAVE_ALL
	GET_THREAD_INFO %ebp
	CALL_SYSTEM_CALL
	.globl	syscall_exit
syscall_exit:
	cli
	movl	offset_thread_info_flags(%ebp), %ecx
	testl	$_TIF_WORK_MASK, %ecx
	jne	work_pending
restore_all:
	cmpl	$0, exit_to_user
	jne	restore_4g
restore_now:
	RESTORE_ALL

/* To ring 3 with paging=4g: the last steps are in the user's directory. */
restore_4g:
	testb	$3, CS(%esp)
	jz	restore_now
	movl	user_cr3, %eax
	movl	%esp, %esi
	movl	$(ENTRY_STACK_TOP - PT_REGS_BYTES), %edi
	movl	$(PT_REGS_BYTES / 4), %ecx
	rep movsl
	movl	$(ENTRY_STACK_TOP - PT_REGS_BYTES), %esp
	jmp	*exit_to_user

	.size	system_call, . - system_call

work_pending:
	/* A kernel thread that comes by on its way to execve() has none. */
	testb	$3, CS(%esp)
	jz	restore_all
	testb	$_TIF_NEED_RESCHED, %cl
	jz	work_notifysig
	sti
	call	schedule
	jmp	resume_userspace
work_notifysig:
	sti
	movl	%esp, %eax
	movl	%ecx, %edx
	call	do_notify_resume
	jmp	resume_userspace

/* Device interrupts: the vector, less 256, tells them from system calls. */
	.macro	INTERRUPT_STUBS
	irq = 0
	.rept	16
	.align	16
1:	pushl	$irq - 256
	jmp	common_interrupt
	.section .rodata
	.long	1b
	.text
	irq = irq + 1
	.endr
	.endm

	.section .rodata
	.globl	interrupt
	.align	4
interrupt:
	.text
	INTERRUPT_STUBS

ENTRY common_interrupt
	SAVE_ALL
	pushl	%esp
	call	do_IRQ
	addl	$4, %esp
	jmp	ret_from_intr
	.size	common_interrupt, . - common_interrupt

/* es's place on the stack carries the handler's address to error_code. */
	.macro	EXCEPTION name, handler, error_code=0
ENTRY \name
	.if	\error_code == 0
	pushl	$0
	.endif
	pushl	$\handler
	jmp	error_code
	.size	\name, . - \name
	.endm

error_code:
	pushl	%ds
	pushl	%eax
	xorl	%eax, %eax
	pushl	%ebp
	pushl	%edi
	pushl	%esi
	pushl	%edx
	decl	%eax				/* eax = -1: no system call */
	pushl	%ecx
	pushl	%ebx
	cld
	movl	%es, %ecx
	movl	0x20(%esp), %edi		/* handler */
	movl	ORIG_EAX(%esp), %edx		/* error code */
	movl	%eax, ORIG_EAX(%esp)
	movl	%ecx, 0x20(%esp)
	movl	$__USER_DS, %ecx
	movl	%ecx, %ds
	movl	%ecx, %es
	movl	%esp, %eax
	call	*%edi
	jmp	ret_from_exception

	EXCEPTION divide_error, do_divide_error
	EXCEPTION debug, do_debug
	EXCEPTION nmi, do_nmi
	EXCEPTION int3, do_int3
	EXCEPTION overflow, do_overflow
	EXCEPTION bounds, do_bounds
	EXCEPTION invalid_op, do_invalid_op
	EXCEPTION device_not_available, do_device_not_available
	EXCEPTION coprocessor_segment_overrun, do_coprocessor_segment_overrun
	EXCEPTION invalid_TSS, do_invalid_TSS, 1
	EXCEPTION segment_not_present, do_segment_not_present, 1
	EXCEPTION stack_segment, do_stack_segment, 1
	EXCEPTION general_protection, do_general_protection, 1
	EXCEPTION page_fault, do_page_fault, 1
	EXCEPTION spurious_interrupt_bug, do_spurious_interrupt_bug
	EXCEPTION coprocessor_error, do_coprocessor_error
	EXCEPTION alignment_check, do_alignment_check, 1
	EXCEPTION machine_check, do_machine_check
	EXCEPTION simd_coprocessor_error, do_simd_coprocessor_error

/* A vector that nobody uses. */
ENTRY ignore_int
	pushl	$-1
	SAVE_ALL
	jmp	ret_from_intr
	.size	ignore_int, . - ignore_int

	.section .note.GNU-stack, "", @progbits
