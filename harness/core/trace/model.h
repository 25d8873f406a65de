/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an instruction did, said by what it did before.
 *
 * The writer and the reader of a trace run the same model over the same
 * instructions.  It predicts every register, address and value; only what it
 * got wrong is in the file.  A prediction need not be right, only the same on
 * both sides, so nothing here can falsify a trace: it can only make it longer.
 */
#ifndef HARNESS_TRACE_MODEL_H
#define HARNESS_TRACE_MODEL_H

#include "cpu/insn.h"
#include "trace/regs.h"

#define MODEL_ACCESSES 4 /* that a site remembers; more are said in full */
#define MODEL_REGS 6
#define MODEL_MOST 512 /* of one instruction: fxsave has 100 */
#define MODEL_TLB 1024u
#define MODEL_SHADOW 65536u

enum model_section {
	MS_GAPS,
	MS_MASKS,
	MS_SHAPES,
	MS_REGS,
	MS_FLAGS,
	MS_ADDRS,
	MS_VALUES,
	MS_COUNT
};

enum { ACCESS_SIZE = 3, ACCESS_STORE = 4, ACCESS_OWN = 8 };

struct access_row {
	uint8_t kind; /* log2 of the size, ACCESS_STORE, ACCESS_OWN */
	uint32_t vaddr, paddr;
	uint64_t value;
};

struct guess {
	uint8_t source;
	uint32_t delta, last;
};

struct site {
	uint32_t epoch;
	uint32_t mask; /* registers that it has been seen to change */
	uint32_t flags;
	uint8_t accesses, kinds[MODEL_ACCESSES];
	uint8_t bases[MODEL_ACCESSES];
	int32_t offsets[MODEL_ACCESSES];
	struct guess values[MODEL_ACCESSES], regs[MODEL_REGS];
};

/* One section, growing or being read. */
struct stream {
	uint8_t *bytes;
	size_t used, room;
};

struct model {
	bool reading, failed;
	struct stream streams[MS_COUNT];
	uint64_t bits; /* of this instruction: which fields were wrong */
	uint32_t field;
	uint64_t gap; /* instructions without any, since or until the next */
	uint32_t epoch;
	uint32_t regs[TR_REGS];
	uint32_t tlb_tag[MODEL_TLB], tlb_page[MODEL_TLB];
	uint32_t shadow_tag[MODEL_SHADOW], shadow[MODEL_SHADOW];
	/* The writer's: where a physical page was seen last. */
	uint32_t names[MODEL_TLB], name_tag[MODEL_TLB], gdt;
	struct access_row rows[MODEL_MOST];
	uint32_t count; /* rows of this instruction */
	/* The same as regs, but for what this instruction changed. */
	uint32_t after[TR_REGS];
	uint32_t touched; /* the writer's: which that may be */
	uint32_t changed;
};

/* model.c */
void model_start(struct model *m, bool reading, const uint32_t *regs);
void model_free(struct model *m);
void model_step(struct model *m, struct site *s, const struct insn *in);

#endif
