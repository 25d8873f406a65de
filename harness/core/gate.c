/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Enters a handler through the IDT: Intel SDM volume 3, 6.12 and the INT n
 * pseudo-code of volume 2.  Everything is checked and read before the first
 * word is pushed, so a fault leaves the interrupted state whole.
 *
 * Task gates and 16-bit gates raise #GP of their IDT entry; a kernel that
 * catches #DF through a task gate therefore shuts down instead.
 */
#include "core.h"

#define GATE_INTERRUPT 0xe
#define GATE_TRAP 0xf
#define DESC_P 0x8000u
#define DESC_S 0x1000u
#define DESC_CODE 0x0800u
#define DESC_CONFORMING 0x0400u
#define DESC_WRITABLE 0x0200u
#define DESC_ACCESSED 0x0100u
#define DESC_GRANULAR 0x00800000u
#define DESC_BIG 0x00400000u

struct entry {
	uint32_t low, high;
};

struct gate {
	uint32_t cpl, new_cpl, selector, offset;
	bool trap, inner;
	struct entry code, stack;
	uint32_t ss, esp; /* where the frame goes */
	struct seg_cache stack_seg;
	uint32_t ext;
	struct fault *fault;
};

static bool refuse(struct gate *g, int vector, uint32_t error)
{
	g->fault->vector = vector;
	g->fault->error = (error & 0xffff) | g->ext;
	return false;
}

static uint32_t entry_limit(struct entry e)
{
	uint32_t limit = (e.low & 0xffff) | (e.high & 0xf0000);

	return e.high & DESC_GRANULAR ? limit << 12 | 0xfff : limit;
}

static uint32_t entry_base(struct entry e)
{
	return e.low >> 16 | (e.high & 0xff) << 16 | (e.high & 0xff000000);
}

static int entry_dpl(struct entry e)
{
	return e.high >> 13 & 3;
}

static bool read_gate(struct core *c, struct gate *g, int vector,
		      bool software)
{
	uint32_t at = vector * 8, error = at | 2, type;
	uc_x86_mmr idtr;
	struct entry e;

	uc_reg_read(c->uc, UC_X86_REG_IDTR, &idtr);
	if (at + 7 > idtr.limit)
		return refuse(g, VEC_GP, error);
	if (!mmu_read(c, (uint32_t)idtr.base + at, &e, 8, g->fault))
		return false;
	type = e.high >> 8 & 0x1f;
	if (type != GATE_INTERRUPT && type != GATE_TRAP)
		return refuse(g, VEC_GP, error);
	if (software && (uint32_t)entry_dpl(e) < g->cpl)
		return refuse(g, VEC_GP, error);
	if (!(e.high & DESC_P))
		return refuse(g, VEC_NP, error);
	g->trap = type == GATE_TRAP;
	g->selector = e.low >> 16;
	g->offset = (e.high & 0xffff0000) | (e.low & 0xffff);
	return true;
}

/* Where a selector's descriptor lies; false when beyond its table. */
static bool descriptor_at(struct core *c, uint32_t selector, uint32_t *at)
{
	uc_x86_mmr table;

	uc_reg_read(c->uc,
		    selector & 4 ? UC_X86_REG_LDTR : UC_X86_REG_GDTR, &table);
	*at = (uint32_t)table.base + (selector & ~7u);
	return (selector & ~7u) + 7 <= table.limit;
}

static bool read_code(struct core *c, struct gate *g)
{
	uint32_t error = g->selector & ~3u, at, dpl;

	if (!error)
		return refuse(g, VEC_GP, 0);
	if (!descriptor_at(c, g->selector, &at))
		return refuse(g, VEC_GP, error);
	if (!mmu_read(c, at, &g->code, 8, g->fault))
		return false;
	dpl = entry_dpl(g->code);
	if ((g->code.high & (DESC_S | DESC_CODE)) != (DESC_S | DESC_CODE) ||
	    dpl > g->cpl)
		return refuse(g, VEC_GP, error);
	if (!(g->code.high & DESC_P))
		return refuse(g, VEC_NP, error);
	g->inner = !(g->code.high & DESC_CONFORMING) && dpl < g->cpl;
	g->new_cpl = g->inner ? dpl : g->cpl;
	if (g->offset > entry_limit(g->code))
		return refuse(g, VEC_GP, 0);
	return true;
}

/* ss:esp of the inner ring, from a 32-bit task state segment. */
static bool read_tss(struct core *c, struct gate *g)
{
	uint32_t at = 4 + g->new_cpl * 8;
	uc_x86_mmr tr;

	uc_reg_read(c->uc, UC_X86_REG_TR, &tr);
	if (!(tr.flags & 0x800) || at + 5 > tr.limit)
		return refuse(g, VEC_TS, tr.selector & ~3u);
	return mmu_read(c, (uint32_t)tr.base + at, &g->esp, 4, g->fault) &&
	       mmu_read(c, (uint32_t)tr.base + at + 4, &g->ss, 2, g->fault);
}

static bool read_inner_stack(struct core *c, struct gate *g)
{
	uint32_t error, at, want = DESC_S | DESC_WRITABLE;

	g->ss = 0;
	if (!read_tss(c, g))
		return false;
	error = g->ss & ~3u;
	if (!error)
		return refuse(g, VEC_TS, 0);
	if ((g->ss & 3) != g->new_cpl || !descriptor_at(c, g->ss, &at))
		return refuse(g, VEC_TS, error);
	if (!mmu_read(c, at, &g->stack, 8, g->fault))
		return false;
	if ((uint32_t)entry_dpl(g->stack) != g->new_cpl ||
	    (g->stack.high & (want | DESC_CODE)) != want)
		return refuse(g, VEC_TS, error);
	if (!(g->stack.high & DESC_P))
		return refuse(g, VEC_SS, error);
	g->stack_seg = (struct seg_cache){
		.selector = g->ss,
		.base = entry_base(g->stack),
		.limit = entry_limit(g->stack),
		.flags = g->stack.high,
	};
	return true;
}

static bool in_stack_limit(const struct seg_cache *s, uint32_t offset)
{
	bool expand_down = s->flags & DESC_CONFORMING;
	uint32_t top = s->flags & DESC_BIG ? 0xffffffff : 0xffff;

	if (expand_down)
		return offset > s->limit && offset <= top - 3;
	return s->limit >= 3 && offset <= s->limit - 3;
}

/* Translate every word first: a fault must not leave half a frame. */
static bool push_frame(struct core *c, struct gate *g, const uint32_t *words,
		       int count)
{
	uint32_t mask = g->stack_seg.flags & DESC_BIG ? 0xffffffff : 0xffff;
	uint32_t sp = g->esp, at[6];
	struct fault *f = g->fault;
	int i;

	for (i = 0; i < count; i++) {
		sp = (sp & ~mask) | ((sp - 4) & mask);
		at[i] = (uint32_t)g->stack_seg.base + (sp & mask);
		if (!in_stack_limit(&g->stack_seg, sp & mask))
			return refuse(g, VEC_SS, g->inner ? g->ss & ~3u : 0);
		if (!mmu_supervisor(c, at[i], true, f) ||
		    !mmu_supervisor(c, at[i] + 3, true, f))
			return false;
	}
	for (i = 0; i < count; i++)
		mmu_write(c, at[i], &words[i], 4, f);
	g->esp = sp;
	return true;
}

static void set_accessed(struct core *c, uint32_t selector, struct entry *e)
{
	struct fault ignored;
	uint32_t at;

	if (e->high & DESC_ACCESSED)
		return;
	e->high |= DESC_ACCESSED;
	if (descriptor_at(c, selector, &at))
		mmu_write(c, at + 4, &e->high, 4, &ignored);
}

static void load_segments(struct core *c, struct gate *g)
{
	if (g->inner) {
		set_accessed(c, g->ss, &g->stack);
		g->stack_seg.flags = g->stack.high;
		segment_set(c, SEG_SS, g->stack_seg);
	}
	set_accessed(c, g->selector, &g->code);
	segment_set(c, SEG_CS,
		    (struct seg_cache){
			    .selector = (g->selector & ~3u) | g->new_cpl,
			    .base = entry_base(g->code),
			    .limit = entry_limit(g->code),
			    .flags = g->code.high,
		    });
	segment_refresh_hflags(c, g->new_cpl);
}

static int build_frame(struct core *c, struct gate *g, uint32_t eflags,
		       const uint32_t *error, uint32_t *words)
{
	int n = 0;

	if (g->inner) {
		words[n++] = segment_get(c, SEG_SS).selector;
		words[n++] = reg_get(c, UC_X86_REG_ESP);
	}
	words[n++] = eflags;
	words[n++] = segment_get(c, SEG_CS).selector;
	words[n++] = reg_get(c, UC_X86_REG_EIP);
	if (error)
		words[n++] = *error;
	return n;
}

/*
 * On entry c->ctx holds the saved state; on success the machine stands at
 * the handler's first instruction.  False: *fault says what was raised.
 */
bool gate_enter(struct core *c, int vector, int kind, const uint32_t *error,
		struct fault *fault)
{
	struct gate g = {.fault = fault, .ext = kind != KIND_SOFTWARE};
	uint32_t eflags = reg_get(c, UC_X86_REG_EFLAGS), words[6], clear;
	int count;

	g.cpl = segment_get(c, SEG_CS).selector & 3;
	if (!read_gate(c, &g, vector, kind == KIND_SOFTWARE) ||
	    !read_code(c, &g))
		return false;
	if (g.inner) {
		if (!read_inner_stack(c, &g))
			return false;
	} else {
		g.stack_seg = segment_get(c, SEG_SS);
		g.esp = reg_get(c, UC_X86_REG_ESP);
	}
	count = build_frame(c, &g, eflags, error, words);
	if (!push_frame(c, &g, words, count))
		return false;
	load_segments(c, &g);
	context_set_u32(c, layout.esp, g.esp);
	context_set_u32(c, layout.eip, g.offset);
	uc_context_restore(c->uc, c->ctx);
	clear = EFLAGS_TF | EFLAGS_NT | EFLAGS_RF | EFLAGS_VM;
	if (!g.trap)
		clear |= EFLAGS_IF;
	reg_set(c, UC_X86_REG_EFLAGS, eflags & ~clear);
	/*
	 * Only a write of EIP through the API leaves the current block.
	 * Elsewhere it would make Unicorn lose track of EIP in later hooks.
	 */
	if (c->in_block)
		reg_set(c, UC_X86_REG_EIP, g.offset);
	return true;
}
