/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two ways in.
 *
 *	_start(eax = magic, ebx = info)		Multiboot, paging off
 *	startup_high(esi = boot_params)		high half, paging on
 *
 * _start maps low memory at the split with large pages, and itself at 0,
 * lets multiboot_main() write the boot parameters (and other page tables,
 * if the command line wants them), and goes on at
 * startup_high in the state that any other boot loader leaves there:
 * flat segments, interrupts off, .bss zero, no stack.
 */
#include <asm/segment.h>
#include <asm/setup.h>
#include <asm/thread_info.h>
#include "layout.h"

#define MULTIBOOT_MAGIC		0x1badb002
#define MULTIBOOT_FLAGS		0x00000003	/* align modules, tell memory */
#define MBI_MEM_UPPER		8		/* KiB above 1 MiB */
#define PDE_LARGE_RW		0x83
#define LOWMEM_END_SLOT		(1024 - (LOWMEM_RESERVE >> LARGE_PAGE_SHIFT))
#define CR4_PSE			0x10
#define CR4_PAE			0x20
#define CR0_PG			0x80000000

	.section .boot, "ax", @progbits
	.align	4
	.long	MULTIBOOT_MAGIC
	.long	MULTIBOOT_FLAGS
	.long	-(MULTIBOOT_MAGIC + MULTIBOOT_FLAGS)

	.globl	_start
_start:
	cli
	cld
	/* edx = the split's slot; a relocated image has another */
	movl	$__page_offset, %edx
	shrl	$LARGE_PAGE_SHIFT, %edx
	movl	$LOWMEM_END_SLOT, %esi
	subl	%edx, %esi
	/* ecx = large pages of RAM, rounded up, at most all of low memory */
	movl	MBI_MEM_UPPER(%ebx), %ecx
	addl	$(1024 + 4095), %ecx
	shrl	$12, %ecx
	cmpl	%esi, %ecx
	jbe	1f
	movl	%esi, %ecx
1:	movl	$phys_swapper_pg_dir, %edi
	movl	$PDE_LARGE_RW, %eax
	/* What runs now must stay mapped until the jump. */
	movl	%eax, (%edi)
2:	movl	%eax, (%edi, %edx, 4)
	incl	%edx
	addl	$(1 << LARGE_PAGE_SHIFT), %eax
	loop	2b

	movl	%cr4, %eax
	orl	$CR4_PSE, %eax
	movl	%eax, %cr4
	movl	$phys_swapper_pg_dir, %eax
	movl	%eax, %cr3
	movl	%cr0, %eax
	orl	$CR0_PG, %eax
	movl	%eax, %cr0
	/* Absolute: a relative call could not follow a relocated image. */
	movl	$startup_multiboot, %eax
	jmp	*%eax

/* eax = four page directories.  Paging cannot change its form while on. */
switch_to_pae:
	movl	%cr0, %ecx
	andl	$~CR0_PG, %ecx
	movl	%ecx, %cr0
	movl	$phys_swapper_pg_dir, %edi
	movl	%edi, %cr3
	movl	%eax, %edx
	xorl	%eax, %eax
	movl	$(PAGE_BYTES / 4), %ecx
	rep stosl
	subl	$PAGE_BYTES, %edi
	incl	%edx				/* present */
	movl	$4, %ecx
1:	movl	%edx, (%edi)
	addl	$PAGE_BYTES, %edx
	addl	$8, %edi
	loop	1b
	movl	$CR4_PAE, %eax
	movl	%eax, %cr4
	movl	%cr0, %eax
	orl	$CR0_PG, %eax
	movl	$startup_parameters, %ecx
	movl	%eax, %cr0
	jmp	*%ecx

	.section .text.startup_high, "ax", @progbits
startup_multiboot:
	movl	$init_thread_union + THREAD_SIZE, %esp
	pushl	%ebx
	call	multiboot_main
	testl	%eax, %eax
	jz	startup_parameters
	movl	$switch_to_pae, %ecx
	jmp	*%ecx
startup_parameters:
	movl	$BOOT_PARAMS_PHYS, %esi

	.globl	startup_high
	.type	startup_high, @function
startup_high:
	cli
	cld
	movl	$init_thread_union + THREAD_SIZE, %esp
	lgdt	cpu_gdt_descr
	ljmp	$__KERNEL_CS, $1f
1:	movl	$__KERNEL_DS, %eax
	movl	%eax, %ss
	/* As Linux has it: kernel code uses the user's flat data segment. */
	movl	$__USER_DS, %eax
	movl	%eax, %ds
	movl	%eax, %es
	xorl	%eax, %eax
	movl	%eax, %fs
	movl	%eax, %gs
	lldt	%ax
	movl	%esi, boot_params_phys
	/* No flags of the boot loader's, no frame above start_kernel's. */
	pushl	$0
	popfl
	xorl	%ebp, %ebp
	call	start_kernel
2:	hlt
	jmp	2b
	.size	startup_high, . - startup_high

	.section .bss.page_aligned, "aw", @nobits
	.align	PAGE_BYTES
	.globl	swapper_pg_dir
swapper_pg_dir:
	.fill	PAGE_BYTES, 1, 0

	.section .note.GNU-stack, "", @progbits
