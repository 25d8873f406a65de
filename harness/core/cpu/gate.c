/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Enters a handler through the IDT: Intel SDM volume 3, 6.12 and the INT n
 * pseudo-code of volume 2.  Everything is checked and read before the first
 * word is pushed, so a fault leaves the interrupted state whole.
 *
 * A task gate leads to task_switch.c; 16-bit gates raise #GP of their entry.
 */
#include "cpu/gate.h"

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
	int i;

	for (i = 0; i < count; i++) {
		sp = (sp & ~mask) | ((sp - 4) & mask);
		at[i] = (uint32_t)g->stack_seg.base + (sp & mask);
		if (!in_stack_limit(&g->stack_seg, sp & mask))
			return gate_refuse(g, VEC_SS,
					   g->inner ? g->ss & ~3u : 0);
		if (!mmu_supervisor(c, &g->view, at[i], true) ||
		    !mmu_supervisor(c, &g->view, at[i] + 3, true))
			return false;
	}
	for (i = 0; i < count; i++)
		mmu_write(c, &g->view, at[i], &words[i], 4);
	g->esp = sp;
	return true;
}

static void set_accessed(struct core *c, struct gate *g, uint32_t selector,
			 struct entry *e)
{
	uint32_t at;

	if (e->high & DESC_ACCESSED)
		return;
	e->high |= DESC_ACCESSED;
	if (descriptor_at(c, selector, &at))
		mmu_write(c, &g->view, at + 4, &e->high, 4);
}

static void load_segments(struct core *c, struct gate *g)
{
	if (g->inner) {
		set_accessed(c, g, g->ss, &g->stack);
		g->stack_seg.flags = g->stack.high;
		segment_set(c, SEG_SS, g->stack_seg);
	}
	set_accessed(c, g, g->selector, &g->code);
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
	struct gate g = {
	    .view = mmu_view(c, fault),
	    .ext = kind != KIND_SOFTWARE,
	};
	uint32_t eflags = reg_get(c, UC_X86_REG_EFLAGS), words[6], clear;
	int count;

	g.cpl = segment_get(c, SEG_CS).selector & 3;
	if (!gate_read(c, &g, vector, kind == KIND_SOFTWARE))
		return false;
	if (g.task)
		return task_gate_enter(c, &g, error);
	if (!gate_read_code(c, &g))
		return false;
	if (g.inner) {
		if (!gate_read_inner_stack(c, &g))
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
