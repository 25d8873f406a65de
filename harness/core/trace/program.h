/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The dictionary of a trace with its instructions taken apart. */
#ifndef HARNESS_TRACE_PROGRAM_H
#define HARNESS_TRACE_PROGRAM_H

#include "core.h"
#include "trace/model.h"

struct program_block {
	uint32_t pc, ring;
	uint32_t first; /* of its instructions in insns and sites */
	uint16_t bytes, count;
};

struct program {
	struct program_block *blocks; /* number 0 is none */
	uint32_t block_count, block_room;
	struct insn *insns; /* number 0 stands for what is no instruction */
	struct site *sites;
	uint32_t insn_count, insn_room;
	uint32_t odd; /* blocks whose bytes are not so many instructions */
	struct model model;
};

#define PROGRAM_CAPSULE "harness.trace.program"

struct program *program_get(PyObject *capsule);
uint32_t program_offset(const struct program *p, const struct program_block *b,
			uint32_t index);

extern PyMethodDef program_functions[];
PyObject *trace_encode(PyObject *self, PyObject *args);
PyObject *trace_decode(PyObject *self, PyObject *args);

#endif
