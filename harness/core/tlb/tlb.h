/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A model of a processor's TLB, beside the run: Unicorn's own TLB is a
 * software cache that knows no ways, no global pages and no tags.
 *
 * array.c is the caches, model.c what a reference does to them,
 * feed.c where references come from, face.c Python's face of it.
 */
#ifndef HARNESS_TLB_H
#define HARNESS_TLB_H

#include "core.h"

#define TLB_ARRAYS 8
#define TLB_HOT 256
#define TLB_CLASSES 8
#define TLB_KINDS 3 /* enum access */
#define TLB_ROWS 4096
#define TLB_COMM 16
#define PPN_UNKNOWN UINT32_MAX

/* vpn counts pages of the entry's own size; ppn is that of 4 KiB. */
struct tlb_entry {
	uint32_t vpn, ppn, tag;
	bool valid, large, global;
	uint64_t used;
};

struct tlb_array {
	int level; /* 1 is looked into first; 2 only when that missed */
	bool fetch, data, small, large;
	uint32_t ways, sets;
	struct tlb_entry *entries; /* a set's ways are neighbours */
};

/* A page directory's entry, kept so that a walk need not read it again. */
struct tlb_pde {
	uint32_t vpn, tag;
	bool valid;
	uint64_t used;
};

struct tlb_cell {
	uint64_t refs, second, walks, touches;
};

struct tlb_row {
	uint32_t pid;
	char comm[TLB_COMM];
	uint64_t switches;
	struct tlb_cell cells[TLB_CLASSES][TLB_KINDS];
};

struct tlb_totals {
	uint64_t loads, reloads, flushes, dropped, invlpgs, pdptes;
	uint64_t stale, guessed, unseen;
};

/* An instruction at a block's end that tells the TLB something. */
enum tlb_tail { TAIL_NONE, TAIL_CR3, TAIL_CONTROL, TAIL_INVLPG };

struct tlb {
	struct tlb_array arrays[TLB_ARRAYS];
	int array_count;
	bool tagged, honours_global;
	struct tlb_pde *pdes;
	uint32_t pde_count;

	struct paging paging; /* as the guest last made it */
	uint32_t tag;
	int large_shift;
	uint64_t now; /* a count of uses, for the least recent */
	struct tlb_entry *hot[2][TLB_HOT];

	/* By MiB of virtual address: with the kernel's CR3, and without. */
	uint8_t classes[2][4096];
	const uint8_t *class_of;
	uint32_t kernel_cr3; /* 0: it makes no difference */
	struct tlb_row *rows, *row;
	uint32_t row_count;
	uint16_t row_of[0x10000]; /* by pid: 1 + index, or 0 */
	uint32_t pid_at, comm_at;
	struct tlb_totals totals;

	uint32_t *place; /* physical page -> 1 + virtual page filled */
	uint8_t tails[NEAR_SLOTS]; /* enum tlb_tail, length << 4, by pc */
	uint32_t tail_end, tail;
	uc_hook hook;
};

/* array.c */
bool tlb_array_open(struct tlb_array *a, uint32_t entries);
struct tlb_entry *tlb_find(struct tlb *t, struct tlb_array *a, uint32_t vaddr);
struct tlb_entry *tlb_insert(struct tlb *t, struct tlb_array *a,
			     const struct tlb_entry *made);
bool tlb_covers(const struct tlb *t, const struct tlb_entry *e, uint32_t vaddr);
void tlb_drop_all(struct tlb *t, bool global_too);
void tlb_drop_tag(struct tlb *t, uint32_t tag);
void tlb_drop_page(struct tlb *t, uint32_t vaddr);
bool tlb_pde_touch(struct tlb *t, uint32_t vaddr);

/* model.c */
void tlb_reference(struct core *c, uint32_t vaddr, enum access kind,
		   uint32_t ppn);

void tlb_choose_classes(struct tlb *t);

/* tail.c */
uint8_t tlb_tail_of(struct core *c, uint32_t pc, uint32_t size);
uint32_t tlb_invlpg_address(struct core *c, uint32_t end, uint32_t bytes);

/* feed.c */
void tlb_on_memory(uc_engine *uc, uc_mem_type type, uint64_t paddr, int size,
		   int64_t value, void *opaque);

#endif
