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
 */
#include "core.h"

#define KEY_BITS 48
#define KEY_MASK ((1ull << KEY_BITS) - 1)

static inline uint32_t slot_of(uint32_t phys)
{
	return (phys ^ phys >> 15) & (BLOCK_SLOTS - 1);
}

static inline uint64_t key_of(uint32_t phys, uint32_t size)
{
	return (uint64_t)(size & 0xffff) << 32 | phys;
}

static inline uint32_t phys_of(struct core *c, uint32_t pc)
{
	return c->fetch_page[pc >> PAGE_SHIFT] | (pc & PAGE_MASK);
}

static void remember(struct core *c, uint32_t pc, uint32_t size,
		     uint32_t count)
{
	uint32_t phys = phys_of(c, pc);

	c->blocks[slot_of(phys)] = (uint64_t)count << KEY_BITS |
				   key_of(phys, size);
}

void block_generated(uc_engine *uc, uc_tb *tb, uc_tb *previous, void *opaque)
{
	(void)uc;
	(void)previous;
	remember(opaque, (uint32_t)tb->pc, tb->size, tb->icount);
}

static uint32_t count_missed(struct core *c, uint32_t pc, uint32_t size)
{
	uc_tb tb = {0};

	if (uc_ctl_request_cache(c->uc, (uint64_t)pc, &tb) != UC_ERR_OK)
		return 1;
	remember(c, pc, size, tb.icount);
	return tb.icount;
}

static inline uint32_t count_of(struct core *c, uint32_t pc, uint32_t size)
{
	uint32_t phys = phys_of(c, pc);
	uint64_t slot = c->blocks[slot_of(phys)];

	if (likely((slot & KEY_MASK) == key_of(phys, size)))
		return slot >> KEY_BITS;
	return count_missed(c, pc, size);
}

/* The first block after a detour or a stop midway has been counted. */
static void enter_quietly(struct core *c, uint32_t pc, uint32_t size)
{
	c->resume_quiet = false;
	if (c->detour == 1) {
		c->detour = 2;
		c->detour_count = count_of(c, pc, size);
		c->detour_end = pc + size;
	}
}

static __attribute__((noinline)) bool enter_specially(struct core *c,
						      uint32_t pc,
						      uint32_t size)
{
	if (c->detour == 2) {
		mmu_end_detour(c);
		mmu_learn_fetch(c, pc);
		attention_update(c);
	}
	if (c->resume_quiet) {
		enter_quietly(c, pc, size);
		attention_update(c);
		return true;
	}
	return c->instructions >= c->attention && attention_slow(c);
}

void block_hook(uc_engine *uc, uint64_t address, uint32_t size, void *opaque)
{
	struct core *c = opaque;
	uint32_t pc = (uint32_t)address, count;

	(void)uc;
	if (unlikely(c->instructions >= c->attention) &&
	    enter_specially(c, pc, size))
		return;
	count = count_of(c, pc, size);
	c->instructions += count;
	c->block_pc = pc;
	c->block_end = pc + size;
	c->block_count = count;
	trace_mix(c, pc);
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
	uc_tb tb = {0};

	if (eip == c->block_pc)
		return c->block_count;
	if (eip < c->block_pc || eip >= c->block_end || c->detour == 1)
		return 0;
	if (c->detour == 2)
		return c->detour_end == c->block_end ? c->detour_count : 0;
	if (!fetchable(c, eip) || !fetchable(c, c->block_end - 1) ||
	    uc_ctl_request_cache(c->uc, (uint64_t)eip, &tb) != UC_ERR_OK)
		return 0;
	remember(c, eip, tb.size, tb.icount);
	if (eip + tb.size != c->block_end || tb.icount > c->block_count)
		return 0;
	return tb.icount;
}

void block_refund(struct core *c, uint32_t eip, uint32_t vector)
{
	uint32_t rest, keep = 1;

	/* A failed fetch never entered the block that eip names. */
	if (vector == VEC_PF && c->detour == 1) {
		c->instructions++;
		return;
	}
	rest = block_rest(c, eip);
	if (rest > keep)
		c->instructions -= rest - keep;
	c->block_pc = c->block_end = 0;
	c->block_count = 0;
}

/* Inside an IN, OUT or RDTSC: what retired before that instruction. */
uint64_t block_clock_now(struct core *c)
{
	uint64_t now = c->instructions + c->idle;

	return c->in_insn ? now - block_rest(c, reg_get(c, UC_X86_REG_EIP))
			  : now;
}
