/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A user program, from low to high:
 *
 *	0x08048000	ELF header, .text, .rodata	r-x
 *	next page	.data, .bss			rw-
 *	behind it	the heap, grown by brk()
 *
 * The two parts share no page, so that text stays read-only.
 */
#define USER_BASE 0x08048000
#define USER_PAGE 0x1000

OUTPUT_FORMAT("elf32-i386")
OUTPUT_ARCH(i386)
ENTRY(_start)

PHDRS
{
	text PT_LOAD FILEHDR PHDRS FLAGS(5);
	data PT_LOAD FLAGS(6);
	stack PT_GNU_STACK FLAGS(6);
}

SECTIONS
{
	. = USER_BASE + SIZEOF_HEADERS;
	.text : { *(.text .text.*) } :text
	.rodata : { *(.rodata .rodata.*) } :text

	. = ALIGN(USER_PAGE) + (. & (USER_PAGE - 1));
	.data : { *(.data .data.*) } :data
	.bss : { *(.bss .bss.* COMMON) } :data

	/DISCARD/ : { *(.comment) *(.note*) *(.eh_frame*) }
}

ASSERT(_start >= USER_BASE, "user.lds.S: _start lies below the program's text")
