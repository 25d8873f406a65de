/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sections that a model writes or reads.  Each function does both: given
 * a value it writes it, when reading it ignores what it is given and returns
 * what is there.  A section that ends early yields zeros and sets `failed'.
 */
#include "trace/stream.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_ROOM 65536u
#define ARITHMETIC 0x8d5u
#define FLAGS_IN_FULL 0xffu

/* No room: more is made for the writer; the reader is at the end. */
bool model_grow(struct model *m, struct stream *s)
{
	if (!m->reading) {
		size_t room = s->room ? s->room * 2 : FIRST_ROOM;
		uint8_t *grown = realloc(s->bytes, room);

		if (grown) {
			s->bytes = grown;
			s->room = room;
			return true;
		}
	}
	m->failed = true;
	return false;
}

/* Seven bits a byte, lowest first. */
uint64_t model_number(struct model *m, enum model_section to, uint64_t value)
{
	uint64_t result = 0, rest = value;
	int shift = 0;

	if (!m->reading) {
		for (; rest > 0x7f; rest >>= 7)
			model_byte(m, to, (uint32_t)(rest & 0x7f) | 0x80);
		model_byte(m, to, (uint32_t)rest);
		return value;
	}
	for (; shift < 64; shift += 7) {
		uint32_t byte = model_byte(m, to, 0);

		result |= (uint64_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			break;
	}
	return result;
}

/* The six bits of arithmetic in one byte; all of it when more changed. */
uint32_t model_code_flags(struct model *m, uint32_t guess, uint32_t actual)
{
	uint32_t packed = (actual & 0xd5) | (actual >> 11 & 1) << 1;

	if (!model_wrong(m, guess != actual))
		return guess;
	if ((guess ^ actual) & ~ARITHMETIC)
		packed = FLAGS_IN_FULL;
	packed = model_byte(m, MS_FLAGS, packed);
	if (packed == FLAGS_IN_FULL)
		return model_word(m, MS_FLAGS, actual);
	return (guess & ~ARITHMETIC) | (packed & 0xd5) |
	       (packed >> 1 & 1) << 11;
}
