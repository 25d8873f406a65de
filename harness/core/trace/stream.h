/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a model says and is told: each function does both.  Given a value it
 * writes it; when reading it ignores what it is given and returns what is
 * there.  Inline, for they run several times an instruction.
 */
#ifndef HARNESS_TRACE_STREAM_H
#define HARNESS_TRACE_STREAM_H

#include <string.h>

#include "trace/model.h"

bool model_grow(struct model *m, struct stream *s);
uint64_t model_number(struct model *m, enum model_section to, uint64_t value);
uint32_t model_code_flags(struct model *m, uint32_t guess, uint32_t actual);

static inline bool model_have(struct model *m, struct stream *s, size_t bytes)
{
	return s->room - s->used >= bytes || model_grow(m, s);
}

static inline uint32_t model_byte(struct model *m, enum model_section to,
				  uint32_t value)
{
	struct stream *s = &m->streams[to];

	if (!model_have(m, s, 1))
		return 0;
	if (m->reading)
		return s->bytes[s->used++];
	s->bytes[s->used++] = (uint8_t)value;
	return value;
}

static inline uint32_t model_word(struct model *m, enum model_section to,
				  uint32_t value)
{
	struct stream *s = &m->streams[to];

	if (!model_have(m, s, 4))
		return 0;
	if (m->reading)
		memcpy(&value, s->bytes + s->used, 4);
	else
		memcpy(s->bytes + s->used, &value, 4);
	s->used += 4;
	return value;
}

/* Whether this field was wrong.  Beyond 64 fields all are said in full. */
static inline bool model_wrong(struct model *m, bool wrong)
{
	uint32_t at = m->field++;

	if (at >= 64)
		return true;
	if (m->reading)
		return m->bits >> at & 1;
	m->bits |= (uint64_t)wrong << at;
	return wrong;
}

static inline uint32_t model_code(struct model *m, enum model_section to,
				  uint32_t guess, uint32_t actual)
{
	if (!model_wrong(m, guess != actual))
		return guess;
	return model_word(m, to, actual);
}

static inline void next_gap(struct model *m)
{
	const struct stream *s = &m->streams[MS_GAPS];

	m->gap = s->used < s->room ? model_number(m, MS_GAPS, 0) : UINT64_MAX;
}

static inline void model_begin(struct model *m)
{
	m->field = 0;
	m->bits = 0;
	if (!m->reading)
		return;
	if (m->gap) {
		m->gap--;
		return;
	}
	m->bits = model_number(m, MS_MASKS, 0);
	next_gap(m);
}

static inline void model_end(struct model *m)
{
	if (m->reading)
		return;
	if (!m->bits) {
		m->gap++;
		return;
	}
	model_number(m, MS_GAPS, m->gap);
	model_number(m, MS_MASKS, m->bits);
	m->gap = 0;
}

#endif
