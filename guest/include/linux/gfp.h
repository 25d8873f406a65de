/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_GFP_H
#define _LINUX_GFP_H

#include <linux/mmzone.h>

#define __GFP_HIGHMEM	0x02	/* a page without an address will do */
#define GFP_ZONEMASK	0x02

#define __GFP_WAIT	0x10	/* may sleep and reclaim */
#define __GFP_HIGH	0x20	/* may use the emergency reserve */
#define __GFP_IO	0x40	/* reclaim may start I/O */
#define __GFP_FS	0x80	/* and call into file systems */
#define __GFP_NOWARN	0x200	/* a failure needs no message */
#define __GFP_REPEAT	0x400	/* try again when there is progress */
#define __GFP_NOFAIL	0x800	/* until it works */
#define __GFP_NORETRY	0x1000	/* rather fail than kill */
#define __GFP_ZERO	0x8000

#define GFP_ATOMIC	(__GFP_HIGH)
#define GFP_NOIO	(__GFP_WAIT)
#define GFP_NOFS	(__GFP_WAIT | __GFP_IO)
#define GFP_KERNEL	(__GFP_WAIT | __GFP_IO | __GFP_FS)
#define GFP_USER	GFP_KERNEL
#define GFP_HIGHUSER	(GFP_USER | __GFP_HIGHMEM)

struct page;

struct page *alloc_pages(unsigned int gfp_mask, unsigned int order);
/* The zones in their order, up to a NULL, for a gfp_mask. */
static inline const struct zonelist *gfp_zonelist(unsigned int gfp_mask)
{
	return contig_page_data.node_zonelists +
	       ((gfp_mask & __GFP_HIGHMEM) != 0);
}

void __free_pages(struct page *page, unsigned int order);
/* For a page whose last reference has gone. */
void free_hot_page(struct page *page);
unsigned long __get_free_pages(unsigned int gfp_mask, unsigned int order);
void free_pages(unsigned long addr, unsigned int order);

#define alloc_page(gfp)		alloc_pages(gfp, 0)
#define __free_page(page)	__free_pages(page, 0)
#define __get_free_page(gfp)	__get_free_pages(gfp, 0)
#define get_zeroed_page(gfp)	__get_free_pages((gfp) | __GFP_ZERO, 0)
#define free_page(addr)		free_pages(addr, 0)

unsigned long nr_free_pages(void);
extern unsigned long totalram_pages, totalhigh_pages;

#endif
