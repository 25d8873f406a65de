/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What memory management counts. A step is one instruction, so that an
 * interrupt may count too. Fields that begin with nr_ say what is now, the
 * others how often something has happened.
 */
#ifndef _LINUX_VMSTAT_H
#define _LINUX_VMSTAT_H

struct page_state {
	unsigned long nr_dirty;			/* pages to be written */
	unsigned long nr_writeback;		/* on their way */
	unsigned long nr_page_table_pages;
	unsigned long nr_mapped;		/* in page tables */
	unsigned long nr_slab;

	unsigned long pgpgin;			/* KiB read from devices */
	unsigned long pgpgout;			/* KiB written to them */
	unsigned long pswpin;			/* pages read from swap */
	unsigned long pswpout;			/* pages written to it */
	unsigned long pgalloc;
	unsigned long pgfree;
	unsigned long pgactivate;		/* inactive to active */
	unsigned long pgdeactivate;
	unsigned long pgfault;
	unsigned long pgmajfault;		/* faults that waited for I/O */
	unsigned long pgrefill;			/* active pages looked at */
	unsigned long pgsteal;			/* pages reclaimed */
	unsigned long pgscan_kswapd;		/* inactive pages looked at */
	unsigned long pgscan_direct;
	unsigned long pginodesteal;		/* pages freed with inodes */
	unsigned long slabs_scanned;
	unsigned long kswapd_steal;
	unsigned long kswapd_inodesteal;
	unsigned long pageoutrun;		/* times kswapd set to work */
	unsigned long allocstall;		/* direct reclaims */
	unsigned long pgrotated;		/* written, then first to go */
};

extern struct page_state page_states;

/* The fields' names, in their order. */
extern const char *const vmstat_text[];

#define NR_VMSTATS	(sizeof(struct page_state) / sizeof(unsigned long))

#define mod_page_state(member, delta) do {				\
	__asm__ __volatile__("addl %1, %0"				\
			     : "+m"(page_states.member)			\
			     : "ri"((unsigned long)(delta)) : "cc");	\
} while (0)
#define inc_page_state(member)		mod_page_state(member, 1UL)
#define dec_page_state(member)		mod_page_state(member, -1UL)
#define add_page_state(member, n)	mod_page_state(member, (n))
#define sub_page_state(member, n)	mod_page_state(member, 0UL - (n))
#define read_page_state(member)		(page_states.member)

#endif
