/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_HIGHMEM_H
#define _LINUX_HIGHMEM_H

#include <linux/kmap_types.h>
#include <linux/mm.h>

/* A page's contents, for as long as the caller likes; may sleep. */
static inline void *kmap(struct page *page)
{
	return page_address(page);
}

static inline void kunmap(struct page *page)
{
}

/* The same where nobody may sleep: one at a time for each type. */
static inline void *kmap_atomic(struct page *page, enum km_type type)
{
	return page_address(page);
}

static inline void kunmap_atomic(void *kvaddr, enum km_type type)
{
}

static inline void clear_highpage(struct page *page)
{
	void *kaddr = kmap_atomic(page, KM_USER0);

	clear_page(kaddr);
	kunmap_atomic(kaddr, KM_USER0);
}

static inline void copy_highpage(struct page *to, struct page *from)
{
	void *vfrom = kmap_atomic(from, KM_USER0);
	void *vto = kmap_atomic(to, KM_USER1);

	copy_page(vto, vfrom);
	kunmap_atomic(vto, KM_USER1);
	kunmap_atomic(vfrom, KM_USER0);
}

#endif
