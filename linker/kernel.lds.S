/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's image, from low to high; physical = virtual - split, except
 * that .boot, which runs before paging, has its physical address twice.
 *
 *	KERNEL_PHYS	.boot		Multiboot header, _start
 *	  + split	.text		_stext.._etext
 *			.rodata		with __ex_table and the symbol table
 *			.data		init's stack first
 *			.init.*		freed by free_initmem()
 *			.kallsyms	names for back traces: the 2nd link's
 *			.bss		the page directory first
 *			_end		page tables, if the loader built any
 */
#include "layout.h"

OUTPUT_FORMAT("elf32-i386")
OUTPUT_ARCH(i386)
ENTRY(phys_start)

PHDRS
{
	boot PT_LOAD FLAGS(5);
	text PT_LOAD FLAGS(5);
	data PT_LOAD FLAGS(7);
}

SECTIONS
{
	. = KERNEL_PHYS;
	.boot : {
		*(.boot)
	} :boot
	. = ALIGN(PAGE_BYTES);
	. += LINK_PAGE_OFFSET;

	.text : AT(ADDR(.text) - LINK_PAGE_OFFSET) {
		_stext = .;
		*(.text.startup_high)
		*(.text .text.*)
		_etext = .;
		/* For patches to a loaded kernel, whose text has no gaps. */
		__patch_room = .;
		. += 512;
		/* Relative to this section, so that it moves with the image. */
		__page_offset = _stext - KERNEL_PHYS - PAGE_BYTES;
	} :text

	/* A page of its own begins where nothing executes any more. */
	. = ALIGN(PAGE_BYTES);
	.rodata : AT(ADDR(.rodata) - LINK_PAGE_OFFSET) {
		__start_rodata = .;
		*(.rodata .rodata.*)
		. = ALIGN(4);
		__start___ex_table = .;
		KEEP(*(__ex_table))
		__stop___ex_table = .;
		__kunit_suites_start = .;
		KEEP(*(.kunit_suites))
		__kunit_suites_end = .;
		. = ALIGN(PAGE_BYTES);
		__end_rodata = .;
	} :text

	/* One page at least lies unused below init's stack, for its guard. */
	. += PAGE_BYTES;
	. = ALIGN(THREAD_BYTES);
	.data : AT(ADDR(.data) - LINK_PAGE_OFFSET) {
		*(.data.init_task)
		. = ALIGN(PAGE_BYTES);
		__entry_data = .;
		*(.data.entry)
		. = ALIGN(PAGE_BYTES);
		__entry_data_end = .;
		*(.data .data.*)
	} :data

	. = ALIGN(PAGE_BYTES);
	.init : AT(ADDR(.init) - LINK_PAGE_OFFSET) {
		__init_begin = .;
		*(.init.text)
		*(.init.data)
		. = ALIGN(4);
		__setup_start = .;
		KEEP(*(.init.setup))
		__setup_end = .;
		__initcall_start = .;
		KEEP(*(SORT(.initcall*.init)))
		__initcall_end = .;
		. = ALIGN(4);
		__initramfs_start = .;
		KEEP(*(.init.ramfs))
		__initramfs_end = .;
		. = ALIGN(PAGE_BYTES);
		__init_end = .;
	} :data

	.kallsyms : AT(ADDR(.kallsyms) - LINK_PAGE_OFFSET) {
		KEEP(*(.kallsyms))
	} :data

	. = ALIGN(PAGE_BYTES);
	.bss (NOLOAD) : AT(ADDR(.bss) - LINK_PAGE_OFFSET) {
		__bss_start = .;
		*(.bss.page_aligned)
		*(.bss .bss.* COMMON)
		. = ALIGN(4);
		__bss_stop = .;
	} :data
	_end = .;

	/DISCARD/ : { *(.comment) *(.note*) *(.eh_frame*) }

	/* Absolute: these do not move when the image is relocated. */
	phys_start = ABSOLUTE(_start);
	phys_swapper_pg_dir = ABSOLUTE(swapper_pg_dir - LINK_PAGE_OFFSET);
	phys_end = ABSOLUTE(_end - LINK_PAGE_OFFSET);
}

ASSERT(init_thread_union % THREAD_BYTES == 0,
       "kernel.lds.S: init_thread_union must begin a kernel stack")
ASSERT(swapper_pg_dir % PAGE_BYTES == 0,
       "kernel.lds.S: the page directory must fill a page")
ASSERT(__entry_data_end - __entry_data == PAGE_BYTES,
       "kernel.lds.S: GDT, IDT and TSSs must share one page")
ASSERT(__page_offset == LINK_PAGE_OFFSET,
       "kernel.lds.S: __page_offset must be the split of this link")
