/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Enters a handler through a task gate: Intel SDM volume 3, 7.2 and 7.3. It is
 * how a kernel catches a double fault whose cause was its stack: the handler
 * brings its own. The new task's segments are checked before anything of the
 * old one is given up, where a processor would find out in the new task.
 */
#include "cpu/gate.h"

#define TSS_TYPE 0x1f00u
#define TSS_AVAILABLE 0x0900u
#define TSS_BUSY 0x0200u
#define TSS_LEAST 0x67u
#define CR0_TS 0x8u

/* A 32-bit task state segment, as words; SDM figure 7-2. */
enum tss_word {
	TSS_LINK = 0,
	TSS_CR3 = 7,
	TSS_EIP,
	TSS_EFLAGS,
	TSS_EAX,
	TSS_ESP = 14,
	TSS_ES = 18,
	TSS_LDT = 24,
	TSS_WORDS = 26,
};

static const int general[] = {
    UC_X86_REG_EAX, UC_X86_REG_ECX, UC_X86_REG_EDX, UC_X86_REG_EBX,
    UC_X86_REG_ESP, UC_X86_REG_EBP, UC_X86_REG_ESI, UC_X86_REG_EDI,
};

/* In the order of a TSS and of Unicorn's caches: ES CS SS DS FS GS. */
#define SEGMENTS 6

struct task {
	uint32_t selector, descriptor_at, base;
	struct entry descriptor;
	uint32_t words[TSS_WORDS];
	struct seg_cache segs[SEGMENTS];
};

static bool find_task(struct core *c, struct gate *g, struct task *t)
{
	uint32_t error = g->selector & ~3u;

	t->selector = error;
	if (!error || error & 4 || !descriptor_at(c, error, &t->descriptor_at))
		return gate_refuse(g, VEC_GP, error);
	if (!mmu_read(c, &g->view, t->descriptor_at, &t->descriptor, 8))
		return false;
	if ((t->descriptor.high & TSS_TYPE) != TSS_AVAILABLE)
		return gate_refuse(g, VEC_GP, error);
	if (!(t->descriptor.high & DESC_P))
		return gate_refuse(g, VEC_NP, error);
	if (entry_limit(t->descriptor) < TSS_LEAST)
		return gate_refuse(g, VEC_TS, error);
	t->base = entry_base(t->descriptor);
	return mmu_read(c, &g->view, t->base, t->words, sizeof(t->words));
}

/* Code in CS, writable data in SS, anything readable or nothing elsewhere. */
static bool fits(int seg, const struct entry *e)
{
	if (!(e->high & DESC_S) || !(e->high & DESC_P))
		return false;
	if (seg == SEG_CS)
		return e->high & DESC_CODE;
	if (seg == SEG_SS)
		return !(e->high & DESC_CODE) && e->high & DESC_WRITABLE;
	return !(e->high & DESC_CODE) || e->high & DESC_WRITABLE;
}

static bool read_segment(struct core *c, struct gate *g, struct task *t,
			 int seg)
{
	uint32_t selector = t->words[TSS_ES + seg] & 0xffff, at;
	struct entry e;

	t->segs[seg] = (struct seg_cache){.selector = selector};
	if (!(selector & ~3u) && seg != SEG_CS && seg != SEG_SS)
		return true;
	if (!(selector & ~3u) || !descriptor_at(c, selector, &at))
		return gate_refuse(g, VEC_TS, selector & ~3u);
	if (!mmu_read(c, &g->view, at, &e, 8))
		return false;
	if (!fits(seg, &e))
		return gate_refuse(g, VEC_TS, selector & ~3u);
	t->segs[seg] = (struct seg_cache){
	    .selector = selector,
	    .base = entry_base(e),
	    .limit = entry_limit(e),
	    .flags = e.high | DESC_ACCESSED,
	};
	return true;
}

/* What the interrupted task needs to go on, into the TSS that TR names. */
static bool save_old(struct core *c, struct gate *g, uint32_t *old_selector)
{
	uint32_t words[TSS_WORDS];
	uc_x86_mmr tr;
	int i;

	uc_reg_read(c->uc, UC_X86_REG_TR, &tr);
	if (!(tr.selector & ~3u) || tr.limit < TSS_LEAST)
		return gate_refuse(g, VEC_TS, tr.selector & ~3u);
	words[TSS_EIP] = reg_get(c, UC_X86_REG_EIP);
	words[TSS_EFLAGS] = reg_get(c, UC_X86_REG_EFLAGS);
	for (i = 0; i < 8; i++)
		words[TSS_EAX + i] = reg_get(c, general[i]);
	for (i = 0; i < SEGMENTS; i++)
		words[TSS_ES + i] = segment_get(c, i).selector;
	*old_selector = tr.selector;
	return mmu_write(c, &g->view, (uint32_t)tr.base + TSS_EIP * 4,
			 words + TSS_EIP, (TSS_LDT - TSS_EIP) * 4);
}

static bool mark_busy(struct core *c, struct gate *g, struct task *t,
		      uint32_t old_selector)
{
	t->descriptor.high |= TSS_BUSY;
	return mmu_write(c, &g->view, t->descriptor_at + 4, &t->descriptor.high,
			 4) &&
	       mmu_write(c, &g->view, t->base, &old_selector, 4);
}

static void load_new(struct core *c, struct task *t)
{
	uc_x86_mmr tr = {
	    .selector = (uint16_t)t->selector,
	    .base = t->base,
	    .limit = entry_limit(t->descriptor),
	    .flags = t->descriptor.high,
	};
	int i;

	for (i = 0; i < SEGMENTS; i++)
		segment_set(c, i, t->segs[i]);
	segment_refresh_hflags(c, t->segs[SEG_CS].selector & 3);
	context_set_u32(c, layout.esp, t->words[TSS_ESP]);
	context_set_u32(c, layout.eip, t->words[TSS_EIP]);
	uc_context_restore(c->uc, c->ctx);
	uc_reg_write(c->uc, UC_X86_REG_TR, &tr);
	for (i = 0; i < 8; i++)
		reg_set(c, general[i], t->words[TSS_EAX + i]);
	reg_set(c, UC_X86_REG_EFLAGS, t->words[TSS_EFLAGS] | EFLAGS_NT | 2);
	if (reg_get(c, UC_X86_REG_CR0) & CR0_PG)
		reg_set(c, UC_X86_REG_CR3, t->words[TSS_CR3]);
	reg_set(c, UC_X86_REG_CR0, reg_get(c, UC_X86_REG_CR0) | CR0_TS);
}

/* In the new task: what fails here is raised there. */
static bool push_error(struct core *c, struct gate *g, const struct task *t,
		       const uint32_t *error)
{
	uint32_t esp = t->words[TSS_ESP] - 4;

	if (!mmu_write(c, &g->view, (uint32_t)t->segs[SEG_SS].base + esp, error,
		       4))
		return false;
	reg_set(c, UC_X86_REG_ESP, esp);
	return true;
}

bool task_gate_enter(struct core *c, struct gate *g, const uint32_t *error)
{
	struct task t;
	uint32_t old_selector = 0;
	int i;

	if (!find_task(c, g, &t))
		return false;
	for (i = 0; i < SEGMENTS; i++)
		if (!read_segment(c, g, &t, i))
			return false;
	if (!save_old(c, g, &old_selector) ||
	    !mark_busy(c, g, &t, old_selector))
		return false;
	load_new(c, &t);
	g->view = mmu_view(c, g->view.fault);
	if (error && !push_error(c, g, &t, error))
		return false;
	if (c->in_block)
		reg_set(c, UC_X86_REG_EIP, t.words[TSS_EIP]);
	return true;
}
