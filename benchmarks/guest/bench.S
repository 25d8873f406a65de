/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A Multiboot guest for the benchmarks: paging with 4 KiB pages, a timer
 * interrupt 100 times a second, and one of three loops.
 *
 * _start sets all of it up; the host then writes `program' and `rounds'.
 * bare_start is for a bare emulator: paging only, and hlt at the end.
 */
	.set	MB_MAGIC, 0x1badb002
	.set	PIT_RELOAD, 11932
	.set	SIEVE_BYTES, 1 << 20
	.set	TABLES, 0x200000		/* directory, then 16 tables */
	.set	FLAGS, 0x200000 + 0x20000	/* the sieve's array */
	.set	USER_STACK, 0x1f0000
	.set	MSR_SYSENTER_CS, 0x174

	.text
	.long	MB_MAGIC, 0, -MB_MAGIC
	.globl	_start, bare_start, program, rounds, sieve, registers, syscalls, ticks
	.globl	bare_with_idt, kernel_calls, fast_calls, idt
_start:
	movl	$stack_top, %esp
	movl	$tss, %eax
	movw	%ax, gdt + 0x2a
	shrl	$16, %eax
	movb	%al, gdt + 0x2c
	lgdt	gdtr
	ljmp	$0x08, $1f
1:	call	segments
	movw	$0x28, %ax
	ltr	%ax
	call	interrupts
	call	paging
	call	timer
	sti
	call	*program
	movb	$0, %al
	outb	%al, $0xf4
	cli
	hlt

bare_start:
	movl	$stack_top, %esp
	call	paging
	call	*program
	hlt

/* The same with a global descriptor table and gates: for system calls. */
bare_with_idt:
	lgdt	gdtr
	ljmp	$0x08, $1f
	/* A bare emulator's first SS is 16 bits wide: no push before this. */
1:	movl	$0x10, %eax
	movl	%eax, %ss
	movl	$stack_top, %esp
	call	segments
	call	interrupts
	call	paging
	call	*program
	hlt

segments:
	movl	$0x10, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	ret

/* Every page up to 64 MiB, for ring 3 too. */
paging:
	movl	$TABLES, %edi
	movl	$TABLES + 0x1000 + 7, %eax
	movl	$16, %ecx
1:	stosl
	addl	$0x1000, %eax
	loop	1b
	movl	$TABLES + 0x1000, %edi
	movl	$7, %eax
	movl	$16 * 1024, %ecx
1:	stosl
	addl	$0x1000, %eax
	loop	1b
	movl	$TABLES, %eax
	movl	%eax, %cr3
	movl	%cr0, %eax
	orl	$0x80000000, %eax
	movl	%eax, %cr0
	ret

interrupts:
	movl	$on_timer, %eax
	movl	$0x20, %ebx
	movb	$0x8e, %dl
	call	gate
	movl	$on_syscall, %eax
	movl	$0x80, %ebx
	movb	$0xee, %dl
	call	gate
	movl	$on_leave, %eax
	movl	$0x81, %ebx
	call	gate
	lidt	idtr
	ret

/* eax: handler, ebx: vector, dl: type. */
gate:
	leal	idt(, %ebx, 8), %edi
	movw	%ax, (%edi)
	movw	$0x08, 2(%edi)
	movb	%dl, 5(%edi)
	shrl	$16, %eax
	movw	%ax, 6(%edi)
	ret

timer:
	movb	$0x11, %al
	outb	%al, $0x20
	movb	$0x20, %al
	outb	%al, $0x21
	movb	$0x04, %al
	outb	%al, $0x21
	movb	$0x01, %al
	outb	%al, $0x21
	movb	$0xfe, %al
	outb	%al, $0x21
	movb	$0x34, %al
	outb	%al, $0x43
	movb	$PIT_RELOAD & 0xff, %al
	outb	%al, $0x40
	movb	$PIT_RELOAD >> 8, %al
	outb	%al, $0x40
	ret

on_timer:
	pushl	%eax
	incl	ticks
	movb	$0x20, %al
	outb	%al, $0x20
	popl	%eax
	iret

on_syscall:
	iret

/* Back from ring 3 to whoever called `syscalls'. */
on_leave:
	call	segments
	movl	saved_esp, %esp
	sti
	ret

sieve:
	movl	$FLAGS, %edi
	movl	$SIEVE_BYTES / 4, %ecx
	movl	$0x01010101, %eax
1:	movl	%eax, (%edi)
	addl	$4, %edi
	decl	%ecx
	jnz	1b
	movl	$2, %esi
2:	cmpb	$0, FLAGS(%esi)
	je	4f
	movl	%esi, %edi
	addl	%edi, %edi
3:	cmpl	$SIEVE_BYTES, %edi
	jae	4f
	movb	$0, FLAGS(%edi)
	addl	%esi, %edi
	jmp	3b
4:	incl	%esi
	cmpl	$1024, %esi
	jb	2b
	decl	rounds
	jnz	sieve
	ret

registers:
	movl	rounds, %ecx
1:	addl	%ecx, %eax
	xorl	%eax, %ebx
	roll	$3, %ebx
	subl	%ebx, %edx
	leal	(%edx, %eax), %esi
	decl	%ecx
	jnz	1b
	ret

/* int 0x80 from ring 0. */
kernel_calls:
	movl	rounds, %ecx
1:	int	$0x80
	decl	%ecx
	jnz	1b
	ret

/* SYSENTER from ring 3, `rounds' times; it returns to edx, with ecx. */
fast_calls:
	movl	$MSR_SYSENTER_CS, %ecx
	xorl	%edx, %edx
	movl	$0x08, %eax
	wrmsr
	incl	%ecx
	movl	$interrupt_stack_top, %eax
	wrmsr
	incl	%ecx
	movl	$on_sysenter, %eax
	wrmsr
	movl	$sysenter_rounds, %eax
	jmp	to_ring3

/* int 0x80 from ring 3, `rounds' times. */
syscalls:
	movl	$syscall_rounds, %eax
to_ring3:
	movl	%esp, saved_esp
	pushl	$0x23
	pushl	$USER_STACK
	pushfl
	pushl	$0x1b
	pushl	%eax
	movl	$0x23, %eax
	movl	%eax, %ds
	movl	%eax, %es
	iret

syscall_rounds:
	movl	rounds, %ecx
1:	int	$0x80
	decl	%ecx
	jnz	1b
	int	$0x81

sysenter_rounds:
	movl	rounds, %ebx
1:	movl	%esp, %ecx
	movl	$2f, %edx
	sysenter
2:	decl	%ebx
	jnz	1b
	int	$0x81

on_sysenter:
	sti
	sysexit

	.data
	.balign	8
gdt:	.quad	0
	.quad	0x00cf9a000000ffff		/* 08 kernel code */
	.quad	0x00cf92000000ffff		/* 10 kernel data */
	.quad	0x00cffa000000ffff		/* 18 user code */
	.quad	0x00cff2000000ffff		/* 20 user data */
	.quad	0x0000890000000067		/* 28 task state, base set by _start */
gdtr:	.word	gdtr - gdt - 1
	.long	gdt
idtr:	.word	256 * 8 - 1
	.long	idt
program: .long	sieve
rounds:	.long	10
ticks:	.long	0
saved_esp: .long 0

	.balign	16
	.globl	tss
tss:	.long	0, interrupt_stack_top, 0x10
	.fill	23, 4, 0

	.bss
	.balign	4096
idt:	.skip	256 * 8
	.skip	8192
interrupt_stack_top:
	.skip	8192
stack_top:
	.section .note.GNU-stack, "", @progbits
