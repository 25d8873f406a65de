/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rep ins and rep outs at a data port.  Unicorn comes back for every word,
 * through a look-up of the block it is in, and a disk's sectors are most of
 * what a guest does with ports.  So the word under way takes others along:
 * those that the same block would move in its next rounds, with nothing in
 * between that the guest or the host could notice.  The count and the trace
 * hash go on as if each had come by itself.
 */
#include "core.h"

#define OPERAND_SIZE 0x66
#define REP 0xf3
#define EFLAGS_DF 0x400u
#define DR7_ENABLED 0xffu

/* A block of this one instruction, in code of 32 bits. */
static bool is_block_of(struct core *c, uint32_t pc, uint8_t opcode, int size)
{
	uint32_t bytes = size == 4 ? 2 : 3, at = pc & PAGE_MASK;
	uint32_t phys = c->fetch_page[pc >> PAGE_SHIFT] | at;
	const uint8_t *code = c->ram + phys;

	if (c->block != ((uint64_t)bytes << 48 | (uint64_t)pc << 16 | 1) ||
	    at + bytes > PAGE_SIZE || phys >= c->ram_bytes)
		return false;
	if (size == 4)
		return code[0] == REP && code[1] == opcode;
	return code[0] + code[1] == REP + OPERAND_SIZE &&
	       (code[0] == REP || code[1] == REP) && code[2] == opcode;
}

static bool is_probed(struct core *c, uint32_t pc)
{
	int i;

	for (i = 0; i < MAX_PROBES; i++)
		if (c->probes[i].used && c->probes[i].vaddr == pc)
			return true;
	return false;
}

/* Upwards through flat memory, and nobody watches single steps. */
static bool is_plain(struct core *c, enum segment seg)
{
	if (reg_get(c, UC_X86_REG_EFLAGS) & (EFLAGS_DF | EFLAGS_TF) ||
	    reg_get(c, UC_X86_REG_DR7) & DR7_ENABLED)
		return false;
	uc_context_save(c->uc, c->ctx);
	return !segment_get(c, seg).base;
}

/* Where the page is that the word under way was found good for, or NULL. */
static uint8_t *page_of(struct core *c, uint32_t vaddr, bool write)
{
	struct paging p = paging_now(c);
	struct walk w = walk_page(c, &p, vaddr, false);

	if (w.page >= c->ram_bytes ||
	    !walk_allows(&p, &w, write ? ACCESS_WRITE : ACCESS_READ,
			 cpl_now(c) == 3) ||
	    (write && c->code_pages[w.page >> PAGE_SHIFT]))
		return NULL;
	return c->ram + w.page;
}

/* Rounds behind this one: of the string, in its page, before the next poll. */
static uint32_t rounds(struct core *c, uint32_t at, uint32_t size)
{
	uint32_t n = reg_get(c, UC_X86_REG_ECX);
	uint32_t room = (PAGE_SIZE - (at & PAGE_MASK)) / size;

	if (room < n)
		n = room;
	if (n && c->left < n - 1)
		n = c->left > 0 ? (uint32_t)c->left + 1 : 0;
	return n ? n - 1 : 0;
}

static void account(struct core *c, uint32_t pc, uint32_t n)
{
	core_tick(c, n);
	while (n--)
		trace_mix(c, (uint64_t)pc << 16);
}

/*
 * From the hook of a rep ins (write: to memory) or a rep outs, up to so many
 * words; buffer is the port's side.  Returns how many went.
 */
uint32_t repeat_port(struct core *c, bool write, int size, uint8_t *buffer,
		     size_t most)
{
	int index = write ? UC_X86_REG_EDI : UC_X86_REG_ESI;
	uint32_t pc, at, n, step = (uint32_t)size;
	uint8_t *page;

	if (c->tracing | c->modelling || c->detour || c->walker || !most)
		return 0;
	pc = reg_get(c, UC_X86_REG_EIP);
	if (!is_block_of(c, pc, write ? 0x6d : 0x6f, size))
		return 0;
	at = reg_get(c, index);
	n = rounds(c, at, step);
	if (n > most)
		n = (uint32_t)most;
	if (!n || is_probed(c, pc) || !is_plain(c, write ? SEG_ES : SEG_DS))
		return 0;
	page = page_of(c, at, write);
	if (!page)
		return 0;
	page += (at & PAGE_MASK) + step;
	memcpy(write ? page : buffer, write ? buffer : page, (size_t)n * step);
	reg_set(c, index, at + n * step);
	reg_set(c, UC_X86_REG_ECX, reg_get(c, UC_X86_REG_ECX) - n);
	account(c, pc, n);
	return n;
}
