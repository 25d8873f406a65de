/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The clock and the trace hash, from one native hook per executed block.
 *
 * What counts: every instruction of each block entered, at its start.  A
 * fault midway takes back what did not run; the faulting instruction itself
 * stays counted, so that a loop of faults makes progress.  A delivered
 * external interrupt counts one.  `rep` enters its block once an iteration
 * and once more to leave, and each entry counts.
 *
 * Counts are cached by physical address and size, so a block's count does
 * not depend on where it is mapped; a new translation overwrites its slot.
 * Before that table lies one by the low half of the virtual address, emptied
 * where a page of code moves.  An entry of count 0 is none.
 */
#include "core.h"

#define COUNT_LIMIT 0x10000u

static inline uint64_t key_of(uint64_t pc, uint64_t size)
{
	return size << 48 | pc << 16;
}

static inline uint32_t entry_count(uint64_t entry)
{
	return entry & 0xffff;
}

static inline uint32_t phys_of(struct core *c, uint32_t pc)
{
	return c->fetch_page[pc >> PAGE_SHIFT] | (pc & PAGE_MASK);
}

static inline uint64_t *far_slot(struct core *c, uint32_t phys)
{
	return &c->blocks[(phys ^ phys >> 15) & (BLOCK_SLOTS - 1)];
}

static uint64_t remember(struct core *c, uint32_t pc, uint32_t size,
			 uint32_t count)
{
	uint32_t phys = phys_of(c, pc);

	if (unlikely(c->trace))
		trace_forget(c, pc);
	if (unlikely(c->tlb))
		tlb_translated(c, pc, size);
	*far_slot(c, phys) = key_of(phys, size) | count;
	return c->near[(uint16_t)pc] = key_of(pc, size) | count;
}

void block_generated(uc_engine *uc, uc_tb *tb, uc_tb *previous, void *opaque)
{
	(void)uc;
	(void)previous;
	remember(opaque, (uint32_t)tb->pc, tb->size, tb->icount);
}

/* The virtual page moved: what was counted there was other code. */
void block_page_moved(struct core *c, uint32_t pc)
{
	memset(&c->near[pc & 0xf000], 0, PAGE_SIZE * sizeof(*c->near));
}

static uint64_t look_up(struct core *c, uint32_t pc, uint32_t size)
{
	uint32_t phys = phys_of(c, pc);
	uint64_t entry = *far_slot(c, phys);
	uc_tb tb = {.icount = 1};

	if (entry - key_of(phys, size) < COUNT_LIMIT)
		return remember(c, pc, size, entry_count(entry));
	uc_ctl_request_cache(c->uc, (uint64_t)pc, &tb);
	return remember(c, pc, size, tb.icount);
}

static void tell(struct core *c, uint32_t pc)
{
	if (c->tracing)
		trace_enter(c, pc);
	if (c->modelling)
		tlb_enter(c, false);
}

static void enter(struct core *c, uint32_t pc, uint64_t entry)
{
	core_tick(c, entry_count(entry));
	c->block = entry;
	trace_mix(c, (uint64_t)pc << 16);
	if (unlikely(c->tracing | c->modelling))
		tell(c, pc);
}

/* The first block after a detour or a stop midway has been counted. */
static void enter_quietly(struct core *c, uint32_t pc, uint32_t size)
{
	uint64_t entry = look_up(c, pc, size);

	c->resume_quiet = false;
	if (c->detour == 1) {
		c->detour = 2;
		c->detour_count = entry_count(entry);
		c->detour_end = pc + size;
	} else {
		core_tick(c, entry_count(entry));
		c->block = entry;
		if (unlikely(c->tracing))
			trace_resume(c, pc, entry_count(entry));
		if (unlikely(c->modelling))
			tlb_enter(c, true);
	}
}

static __attribute__((noinline)) void enter_slowly(struct core *c, uint32_t pc,
						   uint32_t size)
{
	if (c->stop)
		return;
	/* An interrupt taken here comes after what ended the last block. */
	if (unlikely(c->modelling))
		tlb_settle(c, pc);
	if (c->detour == 2) {
		mmu_end_detour(c);
		mmu_learn_fetch(c, pc);
		attention_update(c);
	}
	if (c->resume_quiet) {
		enter_quietly(c, pc, size);
		attention_update(c);
		return;
	}
	if (c->left <= 0) {
		bool left;

		c->in_block = true;
		left = attention_slow(c);
		c->in_block = false;
		if (left)
			return;
	}
	enter(c, pc, look_up(c, pc, size));
}

/*
 * Kept to a leaf of few instructions: it runs for every block of the guest.
 * The countdown is taken first and given back where the block has to wait.
 */
void block_hook(uc_engine *uc, uint64_t address, uint32_t size, void *opaque)
{
	struct core *c = opaque;
	uint64_t entry = c->near[(uint16_t)address];
	uint64_t key = key_of(address, size), count = entry - key;

	(void)uc;
	if (unlikely(count >= COUNT_LIMIT)) {
		enter_slowly(c, (uint32_t)address, size);
		return;
	}
	c->left -= (int64_t)count;
	if (unlikely(c->left < 0)) {
		c->left += (int64_t)count;
		enter_slowly(c, (uint32_t)address, size);
		return;
	}
	c->block = entry;
	trace_mix(c, address << 16);
	if (unlikely(c->tracing | c->modelling)) {
		const uint32_t *ids = c->trace_ids;
		uint32_t id = ids && !c->modelling ? ids[(uint16_t)address] : 0;

		if (likely(id))
			trace_word(c, id);
		else
			tell(c, (uint32_t)address);
	}
}

/* Safe to translate: asking for a block that cannot be fetched would fault. */
static bool fetchable(struct core *c, uint32_t pc)
{
	struct paging p = paging_now(c);
	struct walk w = walk_page(c, &p, pc, false);

	return walk_allows(&p, &w, ACCESS_FETCH, cpl_now(c) == 3) &&
	       w.page < c->ram_bytes &&
	       c->fetch_page[pc >> PAGE_SHIFT] == (uint32_t)w.page;
}

/* Instructions from eip, which lies in the current block, to its end. */
uint32_t block_rest(struct core *c, uint32_t eip)
{
	uint32_t start = (uint32_t)(c->block >> 16);
	uint32_t end = start + (uint32_t)(c->block >> 48);
	uint32_t count = entry_count(c->block);
	uc_tb tb = {0};

	if (eip < start || eip >= end || c->detour == 1)
		return 0;
	if (eip == start)
		return count;
	if (c->detour == 2)
		return c->detour_end == end ? c->detour_count : 0;
	if (!fetchable(c, eip) || !fetchable(c, end - 1) ||
	    uc_ctl_request_cache(c->uc, (uint64_t)eip, &tb) != UC_ERR_OK)
		return 0;
	remember(c, eip, tb.size, tb.icount);
	if (eip + tb.size != end || tb.icount > count)
		return 0;
	return tb.icount;
}

void block_refund(struct core *c, uint32_t eip, bool fetch)
{
	uint32_t rest, keep = 1;

	/* A failed fetch never entered the block that eip names. */
	if (fetch) {
		core_tick_traced(c, 1, TRACE_TICK);
		return;
	}
	rest = block_rest(c, eip);
	if (rest > keep)
		core_tick_traced(c, -(int64_t)(rest - keep), TRACE_CUT);
	c->block = 0;
}

/* Inside an IN, OUT or RDTSC: what retired before that instruction. */
uint64_t block_clock_now(struct core *c)
{
	uint64_t now = core_now(c) + c->idle;

	return c->in_insn ? now - block_rest(c, reg_get(c, UC_X86_REG_EIP))
			  : now;
}
