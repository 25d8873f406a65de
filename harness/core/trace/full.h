/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the level `full` keeps beside the stream of words. */
#ifndef HARNESS_TRACE_FULL_H
#define HARNESS_TRACE_FULL_H

#include "engine/live.h"
#include "trace/trace.h"
#include "trace/regs.h"

/* Often enough that Python's writer gets its turn while it has work. */
#define TRACE_FULL_POLL (1u << 16)
#define TRACE_FULL_INSTRUCTIONS (1u << 19)
#define TRACE_FULL_WORDS (TRACE_WORDS / 4 * 3)

struct trace_state {
	uint32_t regs[TR_REGS];
	uint32_t control[3 + 4 * 3]; /* CR0, CR2, CR4; LDT, TR, GDT, IDT */
};

struct trace_full {
	const struct live *live;
	uint32_t now[TR_REGS], next[TR_REGS];
	struct trace_state first; /* at the chunk's start */
	uint32_t changed;
	uint64_t cc_dst, cc_src, eflags;
	uint32_t cc_op;
	int32_t df;
	struct live_segment seg[SEG_COUNT];
	uint8_t *sync_flag; /* set, Unicorn does not look EIP up again */
	uint64_t *lines;    /* by page: 64-byte lines stored to in this chunk */
	uint64_t ram_bytes;
	bool began; /* the first take has given all of RAM */
	uc_hook hooks[3];
};

bool trace_full_open(struct core *c);
void trace_full_look(struct core *c);
void trace_full_begin(struct core *c);
void trace_full_free(struct core *c, struct trace_full *f);
PyObject *trace_full_state(struct core *c);
PyObject *trace_full_pages(struct core *c);

#endif
