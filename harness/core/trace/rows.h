/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rows that a chunk is decoded to; trace/columns.py names the fields. */
#ifndef HARNESS_TRACE_ROWS_H
#define HARNESS_TRACE_ROWS_H

#include "trace/program.h"

enum row_kind { ROW_INSN, ROW_INTERRUPT, ROW_IDLE, ROW_FETCH, ROW_SKIPPED };
enum { WANT_REGISTERS = 1, WANT_MEMORY = 2 };

#define HERE_MOST 256

struct insn_row {
	uint64_t number;
	uint32_t count, repeat, pc, block, task, changed;
	uint16_t index;
	uint8_t size, ring, kind, pad[3];
};
_Static_assert(sizeof(struct insn_row) == 40, "trace/columns.py reads 40");

struct mem_row {
	uint64_t value;
	uint32_t row, vaddr, paddr;
	uint8_t kind, size, pad[2];
};
_Static_assert(sizeof(struct mem_row) == 24, "trace/columns.py reads 24");

struct decoder {
	struct program *p;
	struct model *m;
	const uint32_t *w;
	size_t at, count;
	const struct event *events;
	size_t event, event_count;
	uint64_t number;
	uint32_t task, want;
	bool full, failed, unbroken, whole_blocks;

	uint32_t here, here_at; /* the current block's events */
	uint32_t here_index[HERE_MOST];
	size_t here_event[HERE_MOST];

	PyObject *rows_object, *regs_object;
	struct insn_row *rows;
	size_t rows_used, rows_room;
	struct mem_row *mem;
	size_t mem_used, mem_room;
	uint32_t *regs[TR_REGS];
	uint32_t *event_rows;
	const struct insn *last; /* of the last row */
	uint32_t first_ecx;
	uint32_t at_block, at_pc; /* what follows the last row in its block */
};

bool rows_open(struct decoder *d);
size_t rows_instruction(struct decoder *d, uint32_t number,
			const struct program_block *b, uint32_t index);
size_t rows_pseudo(struct decoder *d, enum row_kind kind, uint32_t count);
void rows_widen(struct decoder *d, size_t row, uint32_t count);
void rows_finish(struct decoder *d);
PyObject *rows_result(struct decoder *d);
void rows_close(struct decoder *d);

#endif
