/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a page to the page table entries that map it.
 *
 * An anonymous page's mapping points, with its lowest bit set, to an
 * anon_vma: the list of all areas that may map it, which fork() and splits
 * of an area make longer. Its index says where in them. A file's pages are
 * found through the areas on their address_space's i_mmap.
 *
 * An area leaves the list after its last page is unmapped, and an anon_vma
 * goes with its last area: so while a page is mapped, and nobody is let in
 * between (a spinlock is held), its anon_vma is there.
 */
#ifndef _LINUX_RMAP_H
#define _LINUX_RMAP_H

#include <linux/mm.h>
#include <linux/spinlock.h>

struct anon_vma {
	spinlock_t lock;
	struct list_head head;		/* of vm_area_struct.anon_vma_node */
};

/* anon_vma.c */
void anon_vma_init(void);
/* Before the first anonymous page of an area; -ENOMEM. May sleep. */
int anon_vma_prepare(struct vm_area_struct *vma);
/* For a copy of an area, and for one that goes. */
void rmap_link_vma(struct vm_area_struct *vma);
void rmap_unlink_vma(struct vm_area_struct *vma);

/* rmap.c: the caller holds page_table_lock of the mm. */
void page_add_anon_rmap(struct page *page, struct vm_area_struct *vma,
			unsigned long address);
void page_add_file_rmap(struct page *page);
/* One more entry for a page that is mapped already. */
void page_dup_rmap(struct page *page);
void page_remove_rmap(struct page *page);

int ptep_clear_flush_young(pte_t *ptep, unsigned long address);
int unmap_entry(struct vm_area_struct *vma, struct page *page, pte_t *ptep,
		unsigned long address);

/* How many entries were accessed since the last call; clears them. */
int page_referenced(struct page *page, int is_locked);

#define SWAP_SUCCESS	0
#define SWAP_AGAIN	1	/* some entry could not be reached now */
#define SWAP_FAIL	2	/* some entry is in use */

/* The page is locked; an anonymous one is in the swap cache. */
int try_to_unmap(struct page *page);

#endif
