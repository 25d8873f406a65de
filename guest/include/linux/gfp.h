/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_GFP_H
#define _LINUX_GFP_H

#define __GFP_WAIT	0x10	/* may sleep and reclaim */
#define __GFP_HIGH	0x20	/* may use the emergency reserve */
#define __GFP_IO	0x40
#define __GFP_FS	0x80
#define __GFP_ZERO	0x8000

#define GFP_ATOMIC	(__GFP_HIGH)
#define GFP_KERNEL	(__GFP_WAIT | __GFP_IO | __GFP_FS)
#define GFP_HIGHUSER	GFP_KERNEL

#define MAX_ORDER	11

struct page;

void free_area_init(void);
struct page *alloc_pages(unsigned int gfp_mask, unsigned int order);
void __free_pages(struct page *page, unsigned int order);
unsigned long __get_free_pages(unsigned int gfp_mask, unsigned int order);
void free_pages(unsigned long addr, unsigned int order);
unsigned long get_zeroed_page(unsigned int gfp_mask);

#define alloc_page(gfp)		alloc_pages(gfp, 0)
#define __free_page(page)	__free_pages(page, 0)
#define __get_free_page(gfp)	__get_free_pages(gfp, 0)
#define free_page(addr)		free_pages(addr, 0)

unsigned long nr_free_pages(void);
extern unsigned long totalram_pages;

#endif
