/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The predictor; docs/trace-format.md describes it for other readers. */
#include "trace/guess.h"
#include "trace/stream.h"

#include <string.h>

#define FLAG_BIT (1u << TR_EFLAGS)
#define ARITHMETIC 0x8d5u

static uint32_t value_from(struct model *m, const struct guess *g,
			   uint32_t before, uint32_t there)
{
	const struct access_row *first = &m->rows[0];
	uint32_t loaded = m->count ? (uint32_t)first->value : 0;
	uint32_t bits = m->count ? size_mask(first->kind) : UINT32_MAX;

	switch (g->source) {
	case FROM_LOADED:
		return loaded;
	case FROM_SIGNED:
		return bits == 0xff ? (uint32_t)(int8_t)loaded
				    : (uint32_t)(int16_t)loaded;
	case FROM_SUM:
		return before + loaded;
	case FROM_PART:
		return (before & ~bits) | (loaded & bits);
	case FROM_MEMORY:
		return there + g->delta;
	case FROM_LAST:
		return g->delta;
	default:
		return m->regs[g->source & 7] + g->delta;
	}
}

static bool would(struct model *m, struct guess *g, uint8_t source,
		  uint32_t delta, uint32_t before, uint32_t actual)
{
	struct guess other = {.source = source, .delta = delta};

	if (value_from(m, &other, before, before) != actual)
		return false;
	g->source = source;
	g->delta = delta;
	return true;
}

static void learn_reg(struct model *m, struct guess *g, uint32_t own,
		      uint32_t actual)
{
	uint32_t before = m->regs[own], again = actual == g->last, i;

	g->last = actual;
	if (m->count && (would(m, g, FROM_LOADED, 0, before, actual) ||
			 would(m, g, FROM_SIGNED, 0, before, actual) ||
			 would(m, g, FROM_SUM, 0, before, actual) ||
			 would(m, g, FROM_PART, 0, before, actual)))
		return;
	if (again) {
		would(m, g, FROM_LAST, actual, before, actual);
		return;
	}
	for (i = 0; i < 8 && own < 8; i++)
		if (i != own && would(m, g, (uint8_t)i, 0, before, actual))
			return;
	if (own < 8)
		would(m, g, (uint8_t)own, actual - before, before, actual);
	else
		would(m, g, FROM_LAST, actual, before, actual);
}

static void learn_store(struct model *m, struct guess *g, const struct insn *in,
			uint32_t at, uint32_t mask, uint32_t there,
			uint32_t actual)
{
	uint32_t again = actual == g->last, i;

	g->last = actual;
	if (at && ((uint32_t)m->rows[0].value & mask) == actual) {
		*g = (struct guess){.source = FROM_LOADED, .last = actual};
		return;
	}
	if ((m->regs[in->reg] & mask) == actual) {
		*g = (struct guess){.source = in->reg, .last = actual};
		return;
	}
	for (i = 0; i < 8; i++) {
		if (!again && (m->regs[i] & mask) == actual && actual) {
			*g = (struct guess){.source = (uint8_t)i,
					    .last = actual};
			return;
		}
	}
	if (!again && there) {
		g->source = FROM_MEMORY;
		g->delta = actual - there;
		return;
	}
	g->source = FROM_LAST;
	g->delta = actual;
}

static void code_value(struct model *m, struct site *s, const struct insn *in,
		       uint32_t at)
{
	struct access_row *row = &m->rows[at];
	uint32_t mask = size_mask(row->kind), guess, actual;
	uint32_t there = shadow_read(m, row->paddr, row->kind);
	bool store = row->kind & ACCESS_STORE;

	guess = there;
	if (store && at < MODEL_ACCESSES)
		guess = value_from(m, &s->values[at], there, there) & mask;
	actual = model_code(m, MS_VALUES, guess, (uint32_t)row->value);
	if (store && at < MODEL_ACCESSES && actual != guess)
		learn_store(m, &s->values[at], in, at, mask, there, actual);
	if (actual != there || store)
		shadow_write(m, row->paddr, row->kind, actual);
	if ((row->kind & ACCESS_SIZE) == 3) {
		uint32_t high = shadow_read(m, row->paddr + 4, 2);

		high = model_code(m, MS_VALUES, high,
				  (uint32_t)(row->value >> 32));
		shadow_write(m, row->paddr + 4, 2, high);
		row->value = (uint64_t)high << 32 | actual;
	} else {
		row->value = actual;
	}
}

static void code_access(struct model *m, struct site *s, const struct insn *in,
			uint32_t at)
{
	struct access_row *row = &m->rows[at];
	uint32_t guess = guess_address(m, s, in, at), page;

	if (!m->reading && !(row->kind & ACCESS_OWN))
		row->vaddr = find_vaddr(m, s, in, at, row->paddr);
	row->vaddr = model_code(m, MS_ADDRS, guess, row->vaddr);
	if (row->vaddr != guess && at < MODEL_ACCESSES)
		learn_address(m, s, in, at, row->vaddr);
	page = guess_page(m, row->vaddr);
	guess = page << 12 | (row->vaddr & 0xfff);
	row->paddr = model_code(m, MS_ADDRS, guess, row->paddr);
	if (row->paddr != guess)
		learn_page(m, row->vaddr, row->paddr);
	code_value(m, s, in, at);
}

/* How many accesses of which kinds, and which registers it can change. */
static void code_shape(struct model *m, struct site *s)
{
	uint32_t mask = s->mask | m->touched, i;
	bool other = false;

	if (!m->reading) {
		other = mask != s->mask || m->count != s->accesses ||
			m->count > MODEL_ACCESSES;
		for (i = 0; i < m->count && !other; i++)
			other = m->rows[i].kind != s->kinds[i];
	}
	if (!model_wrong(m, other)) {
		m->count = s->accesses;
		for (i = 0; i < m->count; i++)
			m->rows[i].kind = s->kinds[i];
		return;
	}
	s->mask = (uint32_t)model_number(m, MS_SHAPES, mask);
	m->count = (uint32_t)model_number(m, MS_SHAPES, m->count);
	if (m->count > MODEL_MOST) {
		m->failed = true;
		m->count = 0;
	}
	for (i = 0; i < m->count; i++) {
		uint32_t kind = model_byte(m, MS_SHAPES, m->rows[i].kind);

		m->rows[i].kind = (uint8_t)kind;
		if (i < MODEL_ACCESSES)
			s->kinds[i] = (uint8_t)kind;
	}
	s->accesses = m->count > MODEL_ACCESSES ? 0 : (uint8_t)m->count;
}

static void code_regs(struct model *m, struct site *s)
{
	static struct guess spare;
	uint32_t rest = s->mask & ~FLAG_BIT, n = 0;

	for (; rest; rest &= rest - 1, n++) {
		uint32_t reg = (uint32_t)__builtin_ctz(rest), guess;
		struct guess *g = n < MODEL_REGS ? &s->regs[n] : &spare;

		if (n >= MODEL_REGS)
			spare = (struct guess){.source = FROM_LAST,
					       .delta = m->regs[reg]};
		guess = value_from(m, g, m->regs[reg], m->regs[reg]);
		m->after[reg] = model_code(m, MS_REGS, guess, m->after[reg]);
		if (m->after[reg] != guess)
			learn_reg(m, g, reg, m->after[reg]);
	}
	if (s->mask & FLAG_BIT) {
		uint32_t before = m->regs[TR_EFLAGS], guess;

		guess = (before & ~ARITHMETIC) | (s->flags & ARITHMETIC);
		s->flags = model_code_flags(m, guess, m->after[TR_EFLAGS]);
		m->after[TR_EFLAGS] = s->flags;
	}
}

/*
 * One instruction.  The writer has filled rows, count and after; for the
 * reader this fills them.  Then the registers are those after it.
 */
void model_step(struct model *m, struct site *s, const struct insn *in)
{
	uint32_t rest, i;

	if (s->epoch != m->epoch)
		*s = (struct site){.epoch = m->epoch};
	model_begin(m);
	code_shape(m, s);
	for (i = 0; i < m->count; i++)
		code_access(m, s, in, i);
	code_regs(m, s);
	model_end(m);
	m->changed = m->touched = 0;
	for (rest = s->mask; rest; rest &= rest - 1) {
		i = (uint32_t)__builtin_ctz(rest);
		m->changed |= (uint32_t)(m->after[i] != m->regs[i]) << i;
		m->regs[i] = m->after[i];
	}
}

void model_start(struct model *m, bool reading, const uint32_t *regs)
{
	int i;

	m->reading = reading;
	m->failed = false;
	m->epoch++;
	m->count = m->touched = 0;
	memcpy(m->regs, regs, sizeof(m->regs));
	memcpy(m->after, regs, sizeof(m->after));
	memset(m->tlb_tag, 0, sizeof(m->tlb_tag));
	memset(m->shadow_tag, 0, sizeof(m->shadow_tag));
	memset(m->name_tag, 0xff, sizeof(m->name_tag));
	for (i = 0; i < MS_COUNT; i++)
		m->streams[i].used = 0;
	m->gap = 0;
	if (reading)
		m->gap = m->streams[MS_GAPS].room ? model_number(m, MS_GAPS, 0)
						  : UINT64_MAX;
}
