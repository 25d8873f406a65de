/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads and checks what a delivery goes through: the gate, the handler's code
 * segment, the inner stack.  Intel SDM volume 3, 6.12, and INT n in volume 2.
 */
#include "cpu/gate.h"

bool gate_refuse(struct gate *g, int vector, uint32_t error)
{
	g->view.fault->vector = vector;
	g->view.fault->error = (error & 0xffff) | g->ext;
	return false;
}

uint32_t entry_limit(struct entry e)
{
	uint32_t limit = (e.low & 0xffff) | (e.high & 0xf0000);

	return e.high & DESC_GRANULAR ? limit << 12 | 0xfff : limit;
}

uint32_t entry_base(struct entry e)
{
	return e.low >> 16 | (e.high & 0xff) << 16 | (e.high & 0xff000000);
}

static int entry_dpl(struct entry e)
{
	return e.high >> 13 & 3;
}

bool gate_read(struct core *c, struct gate *g, int vector, bool software)
{
	uint32_t at = vector * 8, error = at | 2, type;
	uc_x86_mmr idtr;
	struct entry e;

	uc_reg_read(c->uc, UC_X86_REG_IDTR, &idtr);
	if (at + 7 > idtr.limit)
		return gate_refuse(g, VEC_GP, error);
	if (!mmu_read(c, &g->view, (uint32_t)idtr.base + at, &e, 8))
		return false;
	type = e.high >> 8 & 0x1f;
	if (type != GATE_INTERRUPT && type != GATE_TRAP && type != GATE_TASK)
		return gate_refuse(g, VEC_GP, error);
	if (software && (uint32_t)entry_dpl(e) < g->cpl)
		return gate_refuse(g, VEC_GP, error);
	if (!(e.high & DESC_P))
		return gate_refuse(g, VEC_NP, error);
	g->trap = type == GATE_TRAP;
	g->task = type == GATE_TASK;
	g->selector = e.low >> 16;
	g->offset = (e.high & 0xffff0000) | (e.low & 0xffff);
	return true;
}

/* Where a selector's descriptor lies; false when beyond its table. */
bool descriptor_at(struct core *c, uint32_t selector, uint32_t *at)
{
	uc_x86_mmr table;

	uc_reg_read(c->uc, selector & 4 ? UC_X86_REG_LDTR : UC_X86_REG_GDTR,
		    &table);
	*at = (uint32_t)table.base + (selector & ~7u);
	return (selector & ~7u) + 7 <= table.limit;
}

bool gate_read_code(struct core *c, struct gate *g)
{
	uint32_t error = g->selector & ~3u, at, dpl;

	if (!error)
		return gate_refuse(g, VEC_GP, 0);
	if (!descriptor_at(c, g->selector, &at))
		return gate_refuse(g, VEC_GP, error);
	if (!mmu_read(c, &g->view, at, &g->code, 8))
		return false;
	dpl = entry_dpl(g->code);
	if ((g->code.high & (DESC_S | DESC_CODE)) != (DESC_S | DESC_CODE) ||
	    dpl > g->cpl)
		return gate_refuse(g, VEC_GP, error);
	if (!(g->code.high & DESC_P))
		return gate_refuse(g, VEC_NP, error);
	g->inner = !(g->code.high & DESC_CONFORMING) && dpl < g->cpl;
	g->new_cpl = g->inner ? dpl : g->cpl;
	if (g->offset > entry_limit(g->code))
		return gate_refuse(g, VEC_GP, 0);
	return true;
}

/* ss:esp of the inner ring, from a 32-bit task state segment. */
static bool read_tss(struct core *c, struct gate *g)
{
	uint32_t at = 4 + g->new_cpl * 8;
	uc_x86_mmr tr;

	uc_reg_read(c->uc, UC_X86_REG_TR, &tr);
	if (!(tr.flags & 0x800) || at + 5 > tr.limit)
		return gate_refuse(g, VEC_TS, tr.selector & ~3u);
	return mmu_read(c, &g->view, (uint32_t)tr.base + at, &g->esp, 4) &&
	       mmu_read(c, &g->view, (uint32_t)tr.base + at + 4, &g->ss, 2);
}

bool gate_read_inner_stack(struct core *c, struct gate *g)
{
	uint32_t error, at, want = DESC_S | DESC_WRITABLE;

	g->ss = 0;
	if (!read_tss(c, g))
		return false;
	error = g->ss & ~3u;
	if (!error)
		return gate_refuse(g, VEC_TS, 0);
	if ((g->ss & 3) != g->new_cpl || !descriptor_at(c, g->ss, &at))
		return gate_refuse(g, VEC_TS, error);
	if (!mmu_read(c, &g->view, at, &g->stack, 8))
		return false;
	if ((uint32_t)entry_dpl(g->stack) != g->new_cpl ||
	    (g->stack.high & (want | DESC_CODE)) != want)
		return gate_refuse(g, VEC_TS, error);
	if (!(g->stack.high & DESC_P))
		return gate_refuse(g, VEC_SS, error);
	g->stack_seg = (struct seg_cache){
	    .selector = g->ss,
	    .base = entry_base(g->stack),
	    .limit = entry_limit(g->stack),
	    .flags = g->stack.high,
	};
	return true;
}
