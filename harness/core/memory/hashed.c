/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A hashed inverted page table: one table for all address spaces, its size
 * that of memory and not of what is mapped.  No x86 has one; the shape is
 * that of the PowerPC's, groups of eight entries and a second hash.
 *
 * An entry is two words.  The first: page number << 12 | space << 1 | valid.
 * The second: frame | D A U W at a page table entry's places.  A space's
 * number is bits 12 to 22 of CR3; the kernel's addresses are space 0's.
 * harness/machine/hashed.py builds and reads the same.
 */
#include "memory/walker.h"

#define GROUP 8
#define ENTRY_BYTES 8
#define SPACE_MASK 0x7ffu
#define PTE_W 0x2u
#define PTE_U 0x4u
#define PTE_A 0x20u
#define PTE_D 0x40u

static uint32_t hash(uint32_t page, uint32_t space)
{
	return (page ^ page >> 9 ^ space * 0x61u) * 0x9e3779b1u >> 7;
}

static bool look_in(struct core *c, uint32_t group, uint32_t wanted,
		    struct walk *w)
{
	uint64_t at =
	    c->walker->hashed.table + (uint64_t)group * GROUP * ENTRY_BYTES;
	int i;

	w->reads++;
	if (at + GROUP * ENTRY_BYTES > c->ram_bytes) {
		w->status = WALK_BUS;
		w->page = at;
		return true;
	}
	for (i = 0; i < GROUP; i++, at += ENTRY_BYTES) {
		uint32_t entry[2];

		memcpy(entry, c->ram + at, sizeof(entry));
		if (entry[0] != wanted)
			continue;
		w->status = WALK_OK;
		w->page = entry[1] & ~PAGE_MASK;
		w->leaf_at = at + 4;
		w->writable = entry[1] & PTE_W;
		w->user = entry[1] & PTE_U;
		w->accessed = entry[1] & PTE_A;
		w->dirty = entry[1] & PTE_D;
		return true;
	}
	return false;
}

void walk_hashed(struct core *c, const struct paging *p, uint32_t vaddr,
		 struct walk *w)
{
	const struct hashed *h = &c->walker->hashed;
	uint32_t page = vaddr >> PAGE_SHIFT, space = 0, key;

	if (vaddr < h->kernel)
		space = p->cr3 >> PAGE_SHIFT & SPACE_MASK;
	key = hash(page, space);
	if (!look_in(c, key & (h->buckets - 1),
		     page << PAGE_SHIFT | space << 1 | 1, w))
		look_in(c, ~key & (h->buckets - 1),
			page << PAGE_SHIFT | space << 1 | 1, w);
}
