/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The predictor; docs/trace-format.md describes it for other readers. */
#include "trace_stream.h"

#include <string.h>

#include "core.h"

/* Where an address or a value may come from; below 8 it is that register. */
enum {
	FROM_ADDRESS = 8, /* the operand's address */
	FROM_BEFORE = 9,  /* after the access before this one */
	FROM_LAST = 10,	  /* the delta itself */
	FROM_LOADED = 11, /* what the first access read */
	FROM_SIGNED = 12, /* the same with its sign extended */
	FROM_SUM = 13,	  /* added to the register's old value */
	FROM_PART = 14,	  /* put into the register's low bits */
	FROM_MEMORY = 15, /* what was there before a store */
};

#define ADDRESS_REACH 512
#define NO_PAGE 0xfffffu
#define FLAG_BIT (1u << TR_EFLAGS)
#define ARITHMETIC 0x8d5u

static const uint8_t pointers[] = {TR_ESP, TR_EDI, TR_ESI, TR_EBP, TR_EBX};

static uint32_t size_mask(uint8_t kind)
{
	return (kind & ACCESS_SIZE) >= 2 ? UINT32_MAX
					 : (1u << (8 << (kind & 3))) - 1;
}

/* What memory holds as far as was seen: 0 where it was not. */
static uint32_t *shadow_of(struct model *m, uint32_t paddr, bool *known)
{
	uint32_t word = paddr >> 2, at = word & (MODEL_SHADOW - 1);

	*known = m->shadow_tag[at] == word + 1;
	m->shadow_tag[at] = word + 1;
	if (!*known)
		m->shadow[at] = 0;
	return &m->shadow[at];
}

static uint32_t shadow_read(struct model *m, uint32_t paddr, uint8_t kind)
{
	uint32_t shift = 8 * (paddr & 3), word = paddr >> 2;
	uint64_t low, high = 0;

	low = m->shadow_tag[word & (MODEL_SHADOW - 1)] == word + 1
		  ? m->shadow[word & (MODEL_SHADOW - 1)]
		  : 0;
	if (shift) {
		word++;
		if (m->shadow_tag[word & (MODEL_SHADOW - 1)] == word + 1)
			high = m->shadow[word & (MODEL_SHADOW - 1)];
	}
	return (uint32_t)((high << 32 | low) >> shift) & size_mask(kind);
}

static void shadow_put(struct model *m, uint32_t paddr, uint32_t mask,
		       uint32_t value)
{
	bool known;
	uint32_t *word = shadow_of(m, paddr, &known);

	*word = (*word & ~mask) | (value & mask);
}

static void shadow_write(struct model *m, uint32_t paddr, uint8_t kind,
			 uint32_t value)
{
	uint32_t shift = 8 * (paddr & 3);
	uint64_t mask = (uint64_t)size_mask(kind) << shift;
	uint64_t wide = (uint64_t)value << shift;

	shadow_put(m, paddr, (uint32_t)mask, (uint32_t)wide);
	if (mask >> 32)
		shadow_put(m, paddr + 4, (uint32_t)(mask >> 32),
			   (uint32_t)(wide >> 32));
}

/* What a register points into when an instruction uses it by itself. */
static uint32_t segment_of(const struct insn *in, uint8_t reg)
{
	if (reg == TR_ESP || reg == TR_EBP)
		return SEG_SS;
	return reg == TR_EDI ? SEG_ES : in->segment;
}

static uint32_t base_of(struct model *m, const struct insn *in, uint32_t at,
			uint8_t base)
{
	if (base < 8)
		return m->regs[base] + m->regs[TR_BASES + segment_of(in, base)];
	if (base == FROM_ADDRESS)
		return insn_address(in, m->regs);
	if (base == FROM_BEFORE && at)
		return m->rows[at - 1].vaddr +
		       (1u << (m->rows[at - 1].kind & ACCESS_SIZE));
	return 0;
}

static bool near(uint32_t at, uint32_t base)
{
	return at - base + ADDRESS_REACH < 2 * ADDRESS_REACH;
}

/* From an access whose address was wrong: where the next one will be. */
static void learn_address(struct model *m, struct site *s,
			  const struct insn *in, uint32_t at, uint32_t vaddr)
{
	uint8_t base = FROM_LAST;
	size_t i;

	if (in->memory && near(vaddr, insn_address(in, m->regs)))
		base = FROM_ADDRESS;
	for (i = 0; base == FROM_LAST && i < sizeof(pointers); i++)
		if (near(vaddr, base_of(m, in, at, pointers[i])))
			base = pointers[i];
	s->bases[at] = base;
	s->offsets[at] = (int32_t)(vaddr - base_of(m, in, at, base));
}

static uint32_t guess_address(struct model *m, const struct site *s,
			      const struct insn *in, uint32_t at)
{
	if (at >= MODEL_ACCESSES)
		return base_of(m, in, at, FROM_BEFORE);
	return base_of(m, in, at, s->bases[at]) + (uint32_t)s->offsets[at];
}

static uint32_t guess_page(struct model *m, uint32_t vaddr)
{
	uint32_t page = vaddr >> 12, at = page & (MODEL_TLB - 1);

	return m->tlb_tag[at] == page + 1 ? m->tlb_page[at] : NO_PAGE;
}

static void learn_page(struct model *m, uint32_t vaddr, uint32_t paddr)
{
	uint32_t page = vaddr >> 12, at = page & (MODEL_TLB - 1);

	m->tlb_tag[at] = page + 1;
	m->tlb_page[at] = paddr >> 12;
	m->names[paddr >> 12 & (MODEL_TLB - 1)] = page;
	m->name_tag[paddr >> 12 & (MODEL_TLB - 1)] = paddr >> 12;
}

/* A virtual address must not contradict what its page is known to be. */
static bool fits(struct model *m, uint32_t vaddr, uint32_t paddr)
{
	uint32_t page = guess_page(m, vaddr);

	return page == NO_PAGE || page == paddr >> 12;
}

struct candidate {
	uint32_t vaddr;
	uint32_t away;
};

static void consider(struct model *m, struct candidate *best, uint32_t base,
		     uint32_t paddr)
{
	int32_t off = (int32_t)(paddr - base) << 20 >> 20;
	uint32_t away = (uint32_t)(off < 0 ? -off : off);

	if (away >= ADDRESS_REACH || !fits(m, base + (uint32_t)off, paddr))
		return;
	/* A page that is known to be there is more likely than any other. */
	if (guess_page(m, base + (uint32_t)off) == NO_PAGE)
		away += ADDRESS_REACH;
	if (away < best->away) {
		best->vaddr = base + (uint32_t)off;
		best->away = away;
	}
}

/*
 * The writer knows the physical address alone: of the virtual addresses that
 * have its low bits, the one that is nearest to what the operands say.
 */
static uint32_t find_vaddr(struct model *m, const struct site *s,
			   const struct insn *in, uint32_t at, uint32_t paddr)
{
	uint32_t guess = guess_address(m, s, in, at);
	uint32_t name = paddr >> 12 & (MODEL_TLB - 1);
	struct candidate best = {.vaddr = paddr, .away = 2 * ADDRESS_REACH};
	size_t i;

	if (!((guess ^ paddr) & 0xfff) && guess_page(m, guess) == paddr >> 12)
		return guess;
	if (in->memory)
		consider(m, &best, insn_address(in, m->regs), paddr);
	for (i = 0; i < sizeof(pointers); i++)
		consider(m, &best, base_of(m, in, at, pointers[i]), paddr);
	if (best.away == 2 * ADDRESS_REACH && m->gdt)
		consider(m, &best, m->gdt, paddr);
	if (best.away == 2 * ADDRESS_REACH && m->name_tag[name] == paddr >> 12)
		best.vaddr = m->names[name] << 12 | (paddr & 0xfff);
	return best.vaddr;
}

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
