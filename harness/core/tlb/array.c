/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Set-associative caches of translations; the least recently used way goes. */
#include "tlb/tlb.h"

bool tlb_array_open(struct tlb_array *a, uint32_t entries)
{
	a->sets = entries / a->ways;
	a->entries = calloc(entries, sizeof(*a->entries));
	return a->entries;
}

static uint32_t vpn_of(const struct tlb *t, uint32_t vaddr, bool large)
{
	return vaddr >> (large ? t->large_shift : PAGE_SHIFT);
}

bool tlb_covers(const struct tlb *t, const struct tlb_entry *e, uint32_t vaddr)
{
	return e->valid && e->vpn == vpn_of(t, vaddr, e->large) &&
	       (e->global || e->tag == t->tag);
}

static struct tlb_entry *set_of(const struct tlb *t, struct tlb_array *a,
				uint32_t vaddr, bool large)
{
	return &a->entries[vpn_of(t, vaddr, large) % a->sets * a->ways];
}

static struct tlb_entry *find_sized(struct tlb *t, struct tlb_array *a,
				    uint32_t vaddr, bool large)
{
	struct tlb_entry *e = set_of(t, a, vaddr, large);
	uint32_t way;

	for (way = 0; way < a->ways; way++, e++)
		if (e->large == large && tlb_covers(t, e, vaddr))
			return e;
	return NULL;
}

struct tlb_entry *tlb_find(struct tlb *t, struct tlb_array *a, uint32_t vaddr)
{
	struct tlb_entry *e = NULL;

	if (a->small)
		e = find_sized(t, a, vaddr, false);
	if (!e && a->large)
		e = find_sized(t, a, vaddr, true);
	return e;
}

/* In place of an empty way, or of the least recently used. */
struct tlb_entry *tlb_insert(struct tlb *t, struct tlb_array *a,
			     const struct tlb_entry *made)
{
	uint32_t vaddr = made->vpn
			 << (made->large ? t->large_shift : PAGE_SHIFT);
	struct tlb_entry *e = set_of(t, a, vaddr, made->large), *oldest = e;
	uint32_t way;

	for (way = 0; way < a->ways; way++, e++) {
		if (!e->valid) {
			oldest = e;
			break;
		}
		if (e->used < oldest->used)
			oldest = e;
	}
	*oldest = *made;
	oldest->used = ++t->now;
	return oldest;
}

static void drop(struct tlb *t, struct tlb_entry *e)
{
	e->valid = false;
	t->totals.dropped++;
}

void tlb_drop_all(struct tlb *t, bool global_too)
{
	struct tlb_array *a;
	uint32_t i;

	for (a = t->arrays; a < t->arrays + t->array_count; a++)
		for (i = 0; i < a->sets * a->ways; i++)
			if (a->entries[i].valid &&
			    (global_too || !a->entries[i].global))
				drop(t, &a->entries[i]);
	for (i = 0; i < t->pde_count; i++)
		t->pdes[i].valid = false;
}

void tlb_drop_tag(struct tlb *t, uint32_t tag)
{
	struct tlb_array *a;
	uint32_t i;

	for (a = t->arrays; a < t->arrays + t->array_count; a++)
		for (i = 0; i < a->sets * a->ways; i++)
			if (a->entries[i].valid && !a->entries[i].global &&
			    a->entries[i].tag == tag)
				drop(t, &a->entries[i]);
	for (i = 0; i < t->pde_count; i++)
		if (t->pdes[i].tag == tag)
			t->pdes[i].valid = false;
}

/* Global or not, of any size; and what walks had kept, whatever page it is. */
void tlb_drop_page(struct tlb *t, uint32_t vaddr)
{
	struct tlb_array *a;
	uint32_t i;

	for (a = t->arrays; a < t->arrays + t->array_count; a++) {
		struct tlb_entry *e;

		while ((e = tlb_find(t, a, vaddr)))
			drop(t, e);
	}
	for (i = 0; i < t->pde_count; i++)
		t->pdes[i].valid = false;
}

/* Whether a walk finds the directory's entry kept; it is kept from now on. */
bool tlb_pde_touch(struct tlb *t, uint32_t vaddr)
{
	struct tlb_pde *p, *oldest = t->pdes;
	uint32_t vpn = vaddr >> t->large_shift;

	if (!t->pde_count)
		return false;
	for (p = t->pdes; p < t->pdes + t->pde_count; p++) {
		if (p->valid && p->vpn == vpn && p->tag == t->tag) {
			p->used = ++t->now;
			return true;
		}
		if (oldest->valid && (!p->valid || p->used < oldest->used))
			oldest = p;
	}
	*oldest = (struct tlb_pde){vpn, t->tag, true, ++t->now};
	return false;
}
