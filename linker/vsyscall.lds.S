/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The page of code that every process has at VSYSCALL_BASE: a shared object
 * for C libraries, which find it by the auxiliary vector, with its text where
 * the kernel and debuggers expect it. The object is never moved.
 */
#include "layout.h"

OUTPUT_FORMAT("elf32-i386")
OUTPUT_ARCH(i386)
ENTRY(__kernel_vsyscall)

PHDRS
{
	text PT_LOAD FILEHDR PHDRS FLAGS(5);
	dynamic PT_DYNAMIC FLAGS(4);
	eh_frame_hdr PT_GNU_EH_FRAME FLAGS(4);
}

SECTIONS
{
	. = VSYSCALL_BASE + SIZEOF_HEADERS;
	.hash : { *(.hash) } :text
	.dynsym : { *(.dynsym) }
	.dynstr : { *(.dynstr) }
	.gnu.version : { *(.gnu.version) }
	.gnu.version_d : { *(.gnu.version_d) }

	. = VSYSCALL_BASE + VSYSCALL_TEXT;
	.text : { *(.text) } :text

	.eh_frame_hdr : { *(.eh_frame_hdr) } :text :eh_frame_hdr
	.eh_frame : { KEEP(*(.eh_frame)) } :text
	.dynamic : { *(.dynamic) } :text :dynamic

	/DISCARD/ : { *(.comment) *(.note*) *(.data) *(.bss) *(.got*) }
}

VERSION
{
	LINUX_2.5 {
		global: __kernel_vsyscall; __kernel_sigreturn;
			__kernel_rt_sigreturn;
		local: *;
	};
}

ASSERT(SYSENTER_RETURN == VSYSCALL_RETURN,
       "vsyscall.lds.S: entry_sysenter.S goes back to VSYSCALL_RETURN")
ASSERT(__kernel_sigreturn == VSYSCALL_SIGRETURN,
       "vsyscall.lds.S: handlers return to VSYSCALL_SIGRETURN")
ASSERT(__kernel_rt_sigreturn == VSYSCALL_RT_SIGRETURN,
       "vsyscall.lds.S: handlers return to VSYSCALL_RT_SIGRETURN")
ASSERT(. <= VSYSCALL_BASE + PAGE_BYTES,
       "vsyscall.lds.S: the object must fit into a page")
