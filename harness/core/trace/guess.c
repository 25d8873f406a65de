/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Addresses by the operands' registers, pages and values by their last use. */
#include "trace/guess.h"

#include "core.h"

#define ADDRESS_REACH 512
#define NO_PAGE 0xfffffu

static const uint8_t pointers[] = {TR_ESP, TR_EDI, TR_ESI, TR_EBP, TR_EBX};

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

uint32_t shadow_read(struct model *m, uint32_t paddr, uint8_t kind)
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

void shadow_write(struct model *m, uint32_t paddr, uint8_t kind, uint32_t value)
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
void learn_address(struct model *m, struct site *s, const struct insn *in,
		   uint32_t at, uint32_t vaddr)
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

uint32_t guess_address(struct model *m, const struct site *s,
		       const struct insn *in, uint32_t at)
{
	if (at >= MODEL_ACCESSES)
		return base_of(m, in, at, FROM_BEFORE);
	return base_of(m, in, at, s->bases[at]) + (uint32_t)s->offsets[at];
}

uint32_t guess_page(struct model *m, uint32_t vaddr)
{
	uint32_t page = vaddr >> 12, at = page & (MODEL_TLB - 1);

	return m->tlb_tag[at] == page + 1 ? m->tlb_page[at] : NO_PAGE;
}

void learn_page(struct model *m, uint32_t vaddr, uint32_t paddr)
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
uint32_t find_vaddr(struct model *m, const struct site *s,
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
