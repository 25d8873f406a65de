/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The image's layout, for C, for gas and for the linker scripts. */
#ifndef LAYOUT_H
#define LAYOUT_H

/* The split that the image is linked for; a boot loader may choose another. */
#define LINK_PAGE_OFFSET	0xC0000000
/* Where the image is loaded. */
#define KERNEL_PHYS		0x00100000
#define PAGE_BYTES		0x1000
#define THREAD_BYTES		0x2000
/* What the highest page of the kernel's half must leave to other mappings. */
#define LOWMEM_RESERVE		0x08000000
/* The Multiboot entry maps low memory with pages of this size. */
#define LARGE_PAGE_SHIFT	22

/* The page of code that the kernel lends to programs, and places in it. */
#define VSYSCALL_BASE		0xffffe000
#define VSYSCALL_TEXT		0x400
#define VSYSCALL_RETURN		0xffffe410
#define VSYSCALL_SIGRETURN	0xffffe420
#define VSYSCALL_RT_SIGRETURN	0xffffe440

#endif
