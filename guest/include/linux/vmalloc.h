/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_VMALLOC_H
#define _LINUX_VMALLOC_H

#include <linux/mm_types.h>

#define VM_ALLOC	0x2	/* pages of its own, which vfree() frees */
#define VM_MAP		0x4	/* somebody's pages, by vmap() */

/* One area; size includes the page behind it that is never mapped. */
struct vm_struct {
	void *addr;
	unsigned long size;
	unsigned long flags;
	struct page **pages;
	unsigned int nr_pages;
	struct vm_struct *next;
};

void *vmalloc(unsigned long size);
void *vmalloc_align(unsigned long size, unsigned long align);
void vfree(void *addr);
void *vmap(struct page **pages, unsigned int count, unsigned long flags,
	   pgprot_t prot);
void vunmap(void *addr);
struct page *vmalloc_to_page(void *addr);
struct vm_struct *find_vm_area(const void *addr);

#endif
