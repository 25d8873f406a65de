/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a reference does to the caches: a hit in the first level, a hit in the
 * second, or a walk that reads the guest's tables and fills both.
 *
 * The address that the run really went to is known.  An entry that says
 * another one is stale: the guest has reused a page, or the model missed a
 * flush.  It counts as a miss, and is counted.
 *
 * Source: Intel SDM volume 3, 4.10 (what invalidates what).
 */
#include "tlb/tlb.h"

#define CR4_PGE 0x80u
#define PTE_G 0x100u

static bool fresh(const struct tlb *t, const struct tlb_entry *e,
		  uint32_t vaddr, uint32_t ppn)
{
	uint32_t mask =
	    e->large ? (1u << (t->large_shift - PAGE_SHIFT)) - 1 : 0;

	return ppn == PPN_UNKNOWN ||
	       e->ppn + (vaddr >> PAGE_SHIFT & mask) == ppn;
}

static bool serves(const struct tlb_array *a, int level, enum access kind)
{
	return a->level == level && (kind == ACCESS_FETCH ? a->fetch : a->data);
}

static struct tlb_entry *search(struct tlb *t, int level, uint32_t vaddr,
				enum access kind, uint32_t ppn)
{
	struct tlb_array *a;

	for (a = t->arrays; a < t->arrays + t->array_count; a++) {
		struct tlb_entry *e;

		if (!serves(a, level, kind) || !(e = tlb_find(t, a, vaddr)))
			continue;
		if (fresh(t, e, vaddr, ppn)) {
			e->used = ++t->now;
			return e;
		}
		e->valid = false;
		t->totals.stale++;
	}
	return NULL;
}

/* A large page is kept in pieces where no array of the level takes it. */
static struct tlb_entry *keep(struct tlb *t, int level, enum access kind,
			      uint32_t vaddr, struct tlb_entry made)
{
	struct tlb_array *a;
	int pass;

	for (pass = 0; pass < 2; pass++) {
		for (a = t->arrays; a < t->arrays + t->array_count; a++)
			if (serves(a, level, kind) &&
			    (made.large ? a->large : a->small))
				return tlb_insert(t, a, &made);
		if (!made.large)
			return NULL;
		made.ppn += vaddr >> PAGE_SHIFT &
			    ((1u << (t->large_shift - PAGE_SHIFT)) - 1);
		made.vpn = vaddr >> PAGE_SHIFT;
		made.large = false;
	}
	return NULL;
}

static uint64_t leaf_of(struct core *c, const struct walk *w)
{
	uint64_t entry = 0;

	memcpy(&entry, c->ram + w->leaf_at, w->wide ? 8 : 4);
	return entry;
}

/* The walk's reads; a PDPT was read when CR3 was loaded. */
static struct tlb_entry *walk_in(struct core *c, uint32_t vaddr,
				 enum access kind, uint32_t ppn,
				 struct tlb_cell *cell)
{
	struct tlb *t = c->tlb;
	struct paging p = paging_now(c);
	struct walk w;
	struct tlb_entry made = {.valid = true, .tag = t->tag};
	bool small;

	if (p.cr3 != t->paging.cr3 || p.cr4 != t->paging.cr4) {
		t->totals.unseen++;
		tlb_control(c, p.cr3 != t->paging.cr3);
		made.tag = t->tag;
	}
	w = walk_page(c, &p, vaddr, false);
	if (w.status == WALK_OK) {
		uint64_t leaf = leaf_of(c, &w);

		made.large = w.large;
		made.global =
		    t->honours_global && (p.cr4 & CR4_PGE) && (leaf & PTE_G);
		made.ppn = (uint32_t)(w.page >> PAGE_SHIFT);
	} else {
		made.ppn = ppn;
	}
	small = !made.large;
	if (!small)
		made.ppn &= ~((1u << (t->large_shift - PAGE_SHIFT)) - 1);
	made.vpn = vaddr >> (small ? PAGE_SHIFT : t->large_shift);
	cell->walks++;
	if (w.reads)
		cell->touches += w.reads;
	else
		cell->touches += small && !tlb_pde_touch(t, vaddr) ? 2 : 1;
	keep(t, 2, kind, vaddr, made);
	return keep(t, 1, kind, vaddr, made);
}

/* One reference by the guest; ppn is where it went, if that is known. */
void tlb_reference(struct core *c, uint32_t vaddr, enum access kind,
		   uint32_t ppn)
{
	struct tlb *t = c->tlb;
	struct tlb_cell *cell = &t->row->cells[t->class_of[vaddr >> 20]][kind];
	struct tlb_entry **hot =
	    &t->hot[kind == ACCESS_FETCH][vaddr >> PAGE_SHIFT & (TLB_HOT - 1)];
	struct tlb_entry *e = *hot;

	cell->refs++;
	/* The same as searching: where a hit was last time. */
	if (likely(e) && likely(tlb_covers(t, e, vaddr)) &&
	    likely(fresh(t, e, vaddr, ppn))) {
		e->used = ++t->now;
		return;
	}
	e = search(t, 1, vaddr, kind, ppn);
	if (!e) {
		e = search(t, 2, vaddr, kind, ppn);
		if (e) {
			cell->second++;
			e = keep(t, 1, kind, vaddr, *e);
		} else {
			e = walk_in(c, vaddr, kind, ppn, cell);
		}
	}
	*hot = e;
}

static void load_cr3(struct tlb *t, uint32_t cr3)
{
	t->totals.loads++;
	t->totals.reloads += cr3 == t->paging.cr3;
	if (t->paging.cr4 & CR4_PAE)
		t->totals.pdptes += 4;
	if (!t->tagged) {
		t->totals.flushes++;
		tlb_drop_all(t, false);
	} else if (cr3 == t->paging.cr3) {
		tlb_drop_tag(t, t->tag);
	}
	t->paging.cr3 = cr3;
	t->tag = t->tagged ? cr3 : 0;
}

/* With directories of their own, kernel and user share addresses. */
void tlb_choose_classes(struct tlb *t)
{
	bool user = t->kernel_cr3 && t->paging.cr3 != t->kernel_cr3;

	t->class_of = t->classes[user];
}

/* A control register was written: CR3, or one that gives tables their form. */
void tlb_control(struct core *c, bool cr3_written)
{
	const uint32_t form = CR4_PSE | CR4_PAE | CR4_PGE;
	struct tlb *t = c->tlb;
	struct paging p = paging_now(c);

	if (((p.cr4 ^ t->paging.cr4) & form) ||
	    ((p.cr0 ^ t->paging.cr0) & CR0_PG)) {
		t->totals.flushes++;
		tlb_drop_all(t, true);
		t->large_shift = p.cr4 & CR4_PAE ? 21 : 22;
	}
	if (cr3_written)
		load_cr3(t, p.cr3);
	t->paging = p;
	tlb_choose_classes(t);
}
