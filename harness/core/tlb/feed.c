/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the model's references come from: a fetch for each block and page of
 * it, every access to memory, and the accesses of exception delivery.
 *
 * Unicorn's hook tells physical addresses.  The virtual one is that of the
 * last fill for the physical page: before a second name of a page is filled,
 * Unicorn's TLB is emptied, so that one name at a time is in use.
 */
#include "tlb/tlb.h"

/* The fill that Unicorn is about to use. */
void tlb_filled(struct core *c, uint32_t vaddr, uint64_t page)
{
	uint32_t name = (vaddr >> PAGE_SHIFT) + 1;
	uint32_t *place;

	if (page >= c->ram_bytes)
		return;
	place = &c->tlb->place[page >> PAGE_SHIFT];
	if (*place == name)
		return;
	if (*place)
		uc_ctl_flush_tlb(c->uc);
	*place = name;
}

static void refer(struct core *c, uint32_t vaddr, enum access kind,
		  uint32_t bytes, uint32_t ppn)
{
	uint32_t last = vaddr + bytes - 1;

	tlb_reference(c, vaddr, kind, ppn);
	if ((last ^ vaddr) >> PAGE_SHIFT)
		tlb_reference(c, last, kind, PPN_UNKNOWN);
}

void tlb_on_memory(uc_engine *uc, uc_mem_type type, uint64_t paddr, int size,
		   int64_t value, void *opaque)
{
	struct core *c = opaque;
	struct tlb *t = c->tlb;
	uint32_t name;

	(void)uc;
	(void)value;
	if (!(t->paging.cr0 & CR0_PG) || paddr >= c->ram_bytes)
		return;
	name = t->place[paddr >> PAGE_SHIFT];
	/* Unicorn's own walker fills without telling. */
	if (unlikely(!name || c->detour)) {
		t->totals.guessed++;
		if (!name)
			return;
	}
	refer(c, (name - 1) << PAGE_SHIFT | (uint32_t)(paddr & PAGE_MASK),
	      type == UC_MEM_WRITE ? ACCESS_WRITE : ACCESS_READ, (uint32_t)size,
	      (uint32_t)(paddr >> PAGE_SHIFT));
}

/* The processor's own, when it delivers an exception. */
void tlb_supervisor(struct core *c, uint32_t vaddr, bool write, uint64_t paddr)
{
	if (c->tlb->paging.cr0 & CR0_PG)
		tlb_reference(c, vaddr, write ? ACCESS_WRITE : ACCESS_READ,
			      (uint32_t)(paddr >> PAGE_SHIFT));
}

/* Before anything else happens at pc: what ended the last block. */
void tlb_settle(struct core *c, uint32_t pc)
{
	struct tlb *t = c->tlb;
	uint32_t tail = t->tail;

	if (likely(!tail))
		return;
	t->tail = TAIL_NONE;
	if (pc != t->tail_end)
		return; /* it faulted, or never came to its end */
	if ((tail & 15) == TAIL_INVLPG) {
		t->totals.invlpgs++;
		tlb_drop_page(t, tlb_invlpg_address(c, pc, tail >> 4));
	} else {
		tlb_control(c, (tail & 15) == TAIL_CR3);
	}
}

/* Into a block, or into the rest of one, whose fetch has been counted. */
void tlb_enter(struct core *c, bool counted)
{
	struct tlb *t = c->tlb;
	uint32_t pc = (uint32_t)(c->block >> 16);
	uint32_t size = (uint32_t)(c->block >> 48);

	tlb_settle(c, pc);
	t->tail = t->tails[(uint16_t)pc];
	t->tail_end = pc + size;
	if (!counted && (t->paging.cr0 & CR0_PG))
		refer(c, pc, ACCESS_FETCH, size,
		      c->fetch_page[pc >> PAGE_SHIFT] >> PAGE_SHIFT);
}

void tlb_translated(struct core *c, uint32_t pc, uint32_t size)
{
	c->tlb->tails[(uint16_t)pc] = tlb_tail_of(c, pc, size);
}

/* The row of whoever runs from here on; names are those of the last switch. */
void tlb_task(struct core *c, uint32_t task)
{
	struct tlb *t = c->tlb;
	uint32_t pid = 0;
	uint16_t *slot;

	if (!t->pid_at || !task || !core_peek(c, task + t->pid_at, &pid, 4))
		return;
	slot = &t->row_of[(uint16_t)pid];
	if (!*slot) {
		if (t->row_count == TLB_ROWS)
			return;
		t->rows[t->row_count].pid = pid;
		*slot = (uint16_t)++t->row_count;
	}
	t->row = &t->rows[*slot - 1];
	t->row->switches++;
	core_peek(c, task + t->comm_at, t->row->comm, TLB_COMM);
}
