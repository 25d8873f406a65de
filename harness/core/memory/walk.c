/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The page walker: two levels with 4 MiB pages, or PAE with 2 MiB pages and
 * NX.  Intel SDM volume 3, 4.3 (32-bit), 4.4 (PAE), 4.6 (access rights), 4.7
 * (error code), 4.8 (accessed and dirty).
 */
#include "core.h"

#define PTE_P 0x1u
#define PTE_RW 0x2u
#define PTE_US 0x4u
#define PTE_A 0x20u
#define PTE_D 0x40u
#define PTE_PS 0x80u
#define PTE_NX (1ull << 63)
#define PAE_ADDRESS 0x000ffffffffff000ull
#define PAE_RESERVED 0x7ff0000000000000ull
#define PDPTE_RESERVED (PAE_RESERVED | PTE_NX | 0x1e6u)
#define MSR_EFER 0xc0000080u
#define EFER_NXE 0x800u

struct paging paging_now(struct core *c)
{
	struct paging p = {
	    .cr0 = reg_get(c, UC_X86_REG_CR0),
	    .cr3 = reg_get(c, UC_X86_REG_CR3),
	    .cr4 = reg_get(c, UC_X86_REG_CR4),
	};

	if (p.cr4 & CR4_PAE) {
		uc_x86_msr efer = {.rid = MSR_EFER};

		uc_reg_read(c->uc, UC_X86_REG_MSR, &efer);
		p.nxe = c->assume_nx || (efer.value & EFER_NXE);
	}
	if (unlikely(c->walker))
		p.cr3 = walker_cr3(c, p.cr3);
	return p;
}

/* A trace keeps what the walk writes: nothing else shows it. */
static void set_bits(struct core *c, uint64_t at, uint8_t bits)
{
	if ((c->ram[at] & bits) == bits)
		return;
	c->ram[at] |= bits;
	if (unlikely(c->tracing_stores))
		trace_full_store(c, NO_VADDR, at, &c->ram[at], 1);
}

static bool read_entry(struct core *c, struct walk *w, uint64_t at,
		       uint64_t *entry)
{
	size_t bytes = w->wide ? 8 : 4;

	*entry = 0;
	if (at + bytes > c->ram_bytes) {
		w->status = WALK_BUS;
		w->page = at;
		return false;
	}
	memcpy(entry, c->ram + at, bytes);
	return true;
}

static void add_rights(struct walk *w, uint64_t entry)
{
	w->user &= !!(entry & PTE_US);
	w->writable &= !!(entry & PTE_RW);
	w->nx |= w->wide && (entry & PTE_NX);
}

/* Processors set A in a directory entry as soon as they pass through it. */
static void pass_directory(struct core *c, struct walk *w, uint64_t at,
			   bool touch)
{
	w->has_dir = true;
	w->dir_at = at;
	if (touch)
		set_bits(c, at, PTE_A);
}

static void set_leaf(struct walk *w, uint64_t at, uint64_t entry, uint64_t page)
{
	add_rights(w, entry);
	w->leaf_at = at;
	w->page = page;
	w->accessed = entry & PTE_A;
	w->dirty = entry & PTE_D;
	w->status = WALK_OK;
}

static void walk_two_levels(struct core *c, const struct paging *p,
			    uint32_t vaddr, bool touch, struct walk *w)
{
	uint64_t at = (p->cr3 & ~PAGE_MASK) + (vaddr >> 22) * 4, entry;

	if (!read_entry(c, w, at, &entry) || !(entry & PTE_P))
		return;
	if ((entry & PTE_PS) && (p->cr4 & CR4_PSE)) {
		if (entry & 0x200000) {
			w->status = WALK_RESERVED;
			return;
		}
		w->large = true;
		set_leaf(w, at, entry,
			 (entry & 0xffc00000) | (entry & 0x1fe000) << 19 |
			     (vaddr & 0x3ff000));
		return;
	}
	pass_directory(c, w, at, touch);
	add_rights(w, entry);
	at = (entry & ~(uint64_t)PAGE_MASK) + (vaddr >> 12 & 0x3ff) * 4;
	if (!read_entry(c, w, at, &entry) || !(entry & PTE_P))
		return;
	set_leaf(w, at, entry, entry & ~(uint64_t)PAGE_MASK);
}

static bool pae_usable(const struct paging *p, struct walk *w, uint64_t entry)
{
	if (!(entry & PTE_P))
		return false;
	if ((entry & PAE_RESERVED) || (!p->nxe && (entry & PTE_NX))) {
		w->status = WALK_RESERVED;
		return false;
	}
	return true;
}

static void walk_pae(struct core *c, const struct paging *p, uint32_t vaddr,
		     bool touch, struct walk *w)
{
	uint64_t at = (p->cr3 & ~0x1fu) + (vaddr >> 30) * 8, entry;

	w->wide = true;
	if (!read_entry(c, w, at, &entry) || !(entry & PTE_P))
		return;
	if (entry & PDPTE_RESERVED) {
		w->status = WALK_RESERVED;
		return;
	}
	at = (entry & PAE_ADDRESS) + (vaddr >> 21 & 0x1ff) * 8;
	if (!read_entry(c, w, at, &entry) || !pae_usable(p, w, entry))
		return;
	if (entry & PTE_PS) {
		if (entry & 0x1fe000) {
			w->status = WALK_RESERVED;
			return;
		}
		w->large = true;
		set_leaf(w, at, entry,
			 (entry & PAE_ADDRESS & ~0x1fffffull) |
			     (vaddr & 0x1ff000));
		return;
	}
	pass_directory(c, w, at, touch);
	add_rights(w, entry);
	at = (entry & PAE_ADDRESS) + (vaddr >> 12 & 0x1ff) * 8;
	if (!read_entry(c, w, at, &entry) || !pae_usable(p, w, entry))
		return;
	set_leaf(w, at, entry, entry & PAE_ADDRESS);
}

/* touch: set A in the directory, as a real access would. */
struct walk walk_page(struct core *c, const struct paging *p, uint32_t vaddr,
		      bool touch)
{
	struct walk w = {.status = WALK_ABSENT, .user = true, .writable = true};

	if (!(p->cr0 & CR0_PG)) {
		w.status = WALK_OK;
		w.page = vaddr & ~PAGE_MASK;
		w.accessed = w.dirty = true;
	} else if (unlikely(c->walker) && walker_answers(c, p, vaddr, &w)) {
		return w;
	} else if (p->cr4 & CR4_PAE) {
		walk_pae(c, p, vaddr, touch, &w);
	} else {
		walk_two_levels(c, p, vaddr, touch, &w);
	}
	return w;
}

/* Set A, and D on a write, in the leaf of a walk that was allowed. */
void walk_mark(struct core *c, const struct walk *w, bool write)
{
	if (!w->accessed || (write && !w->dirty))
		set_bits(c, w->leaf_at, PTE_A | (write ? PTE_D : 0));
}

bool walk_allows(const struct paging *p, const struct walk *w, enum access kind,
		 bool user)
{
	if (w->status != WALK_OK || (user && !w->user))
		return false;
	if (kind == ACCESS_WRITE)
		return w->writable || (!user && !(p->cr0 & CR0_WP));
	return kind == ACCESS_READ || !w->nx;
}

uint32_t walk_error(const struct paging *p, const struct walk *w,
		    enum access kind, bool user)
{
	uint32_t error = w->status == WALK_ABSENT ? 0 : 1;

	error |= (kind == ACCESS_WRITE) << 1 | user << 2;
	error |= (w->status == WALK_RESERVED) << 3;
	if (kind == ACCESS_FETCH && p->nxe)
		error |= 1 << 4;
	return error;
}
