/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The dictionary of a trace: each distinct block that ran, with its code, so
 * that every instruction can be listed without the guest's memory.  The same
 * bytes at the same address are the same block, however often translated.
 */
#include "trace/trace.h"

#define FIRST_ROOM 4096u
#define FIRST_CODE 65536u

static uint64_t hash_of(const struct trace_block *b, const uint8_t *code)
{
	uint64_t h = (uint64_t)b->pc << 32 | (uint32_t)b->bytes << 8 | b->ring;
	uint32_t i;

	for (i = 0; i < b->bytes; i++)
		h = (h ^ code[i]) * 0x100000001b3u;
	return h ^ h >> 29;
}

static bool same(const struct trace *t, const struct trace_block *a,
		 const struct trace_block *b, const uint8_t *code)
{
	return a->pc == b->pc && a->bytes == b->bytes && a->count == b->count &&
	       a->ring == b->ring &&
	       !memcmp(t->code + a->code_at, code, b->bytes);
}

static void place(struct trace *t, uint32_t number)
{
	const struct trace_block *b = &t->blocks[number];
	uint64_t at = hash_of(b, t->code + b->code_at);

	while (t->slots[at & (t->slot_count - 1)])
		at++;
	t->slots[at & (t->slot_count - 1)] = number;
}

/* At most half full, so that a search ends soon. */
static bool grow_blocks(struct trace *t, uint32_t room)
{
	void *blocks = realloc(t->blocks, room * sizeof(*t->blocks));
	uint32_t *slots = calloc(room * 2, sizeof(*slots)), i;

	if (blocks)
		t->blocks = blocks;
	if (!blocks || !slots) {
		free(slots);
		return false;
	}
	free(t->slots);
	t->slots = slots;
	t->block_room = room;
	t->slot_count = room * 2;
	for (i = 1; i < t->block_count; i++)
		place(t, i);
	return true;
}

static bool grow_code(struct trace *t, uint32_t room)
{
	void *code = realloc(t->code, room);

	if (!code)
		return false;
	t->code = code;
	t->code_room = room;
	return true;
}

bool trace_dictionary_open(struct trace *t)
{
	t->block_count = t->blocks_taken = 1;
	return grow_blocks(t, FIRST_ROOM) && grow_code(t, FIRST_CODE);
}

/* The block runs now, so its pages are where code was last fetched from. */
static void read_code(struct core *c, uint32_t pc, uint8_t *to, uint32_t bytes)
{
	while (bytes) {
		uint32_t part = PAGE_SIZE - (pc & PAGE_MASK);
		uint32_t phys =
		    c->fetch_page[pc >> PAGE_SHIFT] | (pc & PAGE_MASK);

		if (part > bytes)
			part = bytes;
		if (phys < c->ram_bytes && part <= c->ram_bytes - phys)
			memcpy(to, c->ram + phys, part);
		else
			memset(to, 0, part);
		pc += part;
		to += part;
		bytes -= part;
	}
}

static uint32_t add(struct trace *t, struct trace_block b)
{
	if (t->block_count == t->block_room &&
	    !grow_blocks(t, t->block_room * 2))
		return 0;
	t->blocks[t->block_count] = b;
	t->code_used += b.bytes;
	place(t, t->block_count);
	return t->block_count++;
}

/* 0 when memory is short; the recording then ends with MemoryError. */
uint32_t trace_number_block(struct core *c, uint64_t entry)
{
	struct trace *t = c->trace;
	struct trace_block b = {
	    .pc = (uint32_t)(entry >> 16),
	    .bytes = entry >> 48,
	    .count = entry & 0xffff,
	    .ring = cpl_now(c),
	    .code_at = t->code_used,
	};
	uint32_t number;
	uint64_t at;

	if (t->code_room - t->code_used < b.bytes &&
	    !grow_code(t, t->code_room * 2))
		return 0;
	/* Read to where it will stay if it is new. */
	read_code(c, b.pc, t->code + b.code_at, b.bytes);
	at = hash_of(&b, t->code + b.code_at);
	while ((number = t->slots[at & (t->slot_count - 1)])) {
		if (same(t, &t->blocks[number], &b, t->code + b.code_at))
			return number;
		at++;
	}
	return add(t, b);
}
