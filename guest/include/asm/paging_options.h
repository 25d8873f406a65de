/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the boot loader, or the command line's paging=, wants of the page
 * tables besides their form. The bits are the boot parameters' at
 * BP_PAGING; harness/machine/bootparams.py writes them.
 */
#ifndef _ASM_PAGING_OPTIONS_H
#define _ASM_PAGING_OPTIONS_H

#define PAGING_WP		0x01	/* ring 0 honours read-only pages */
#define PAGING_RO		0x02	/* kernel text and rodata read-only */
#define PAGING_NX		0x04	/* no execution of data; needs PAE */
#define PAGING_GLOBAL		0x08	/* kernel pages outlive a CR3 load */
#define PAGING_GUARD		0x10	/* nothing below a kernel stack */
#define PAGING_4G		0x20	/* user and kernel: a directory each */
#define PAGING_HIGHMEM		0x40	/* use RAM past the direct map */
#define PAGING_RECURSIVE	0x80	/* the directory maps itself */
#define PAGING_VALID		0x80000000

extern unsigned long paging_options;

static inline int paging_has(unsigned long option)
{
	return (paging_options & option) != 0;
}

/* After pae_enabled is known; stops with a sentence at what cannot be. */
void paging_options_init(void);

#endif
