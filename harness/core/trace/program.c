/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Learns a trace's blocks, as they come with its chunks. */
#include "trace/program.h"

#include "trace/trace.h"

#define FIRST_ROOM 1024u

struct program *program_get(PyObject *capsule)
{
	return PyCapsule_GetPointer(capsule, PROGRAM_CAPSULE);
}

static void program_free(PyObject *capsule)
{
	struct program *p = program_get(capsule);
	int i;

	if (!p)
		return;
	/* What a reader was given belongs to Python. */
	if (!p->model.reading)
		for (i = 0; i < MS_COUNT; i++)
			free(p->model.streams[i].bytes);
	free(p->blocks);
	free(p->insns);
	free(p->sites);
	free(p);
}

static bool grow(void **array, uint32_t room, size_t each)
{
	void *grown = realloc(*array, room * each);

	if (grown)
		*array = grown;
	return grown;
}

static bool room_for(struct program *p, uint32_t insns)
{
	uint32_t blocks = p->block_room, room = p->insn_room;

	if (p->block_count == blocks) {
		blocks = blocks ? blocks * 2 : FIRST_ROOM;
		if (!grow((void **)&p->blocks, blocks, sizeof(*p->blocks)))
			return false;
		p->block_room = blocks;
	}
	while (room - p->insn_count < insns)
		room = room ? room * 2 : FIRST_ROOM;
	if (room == p->insn_room)
		return true;
	if (!grow((void **)&p->insns, room, sizeof(*p->insns)) ||
	    !grow((void **)&p->sites, room, sizeof(*p->sites)))
		return false;
	p->insn_room = room;
	return true;
}

static bool add(struct program *p, const struct trace_block *b,
		const uint8_t *code, size_t room)
{
	uint32_t i, at = 0, count = b->count ? b->count : 1;

	if (room > b->bytes)
		room = b->bytes;
	if (!room_for(p, count))
		return false;
	p->blocks[p->block_count++] = (struct program_block){
	    .pc = b->pc,
	    .ring = b->ring,
	    .first = p->insn_count,
	    .bytes = b->bytes,
	    .count = b->count,
	};
	for (i = 0; i < count; i++) {
		struct insn *in = &p->insns[p->insn_count];

		insn_decode(code + at, room - at, in);
		if (at + in->length > room)
			in->length = (uint8_t)(room - at);
		at += in->length;
		memset(&p->sites[p->insn_count++], 0, sizeof(*p->sites));
	}
	p->odd += at != b->bytes;
	return true;
}

/* Of an instruction in its block, in bytes. */
uint32_t program_offset(const struct program *p, const struct program_block *b,
			uint32_t index)
{
	uint32_t at = 0, i;

	for (i = 0; i < index; i++)
		at += p->insns[b->first + i].length;
	return at;
}

static bool begin(struct program *p)
{
	struct trace_block none = {.count = 0};

	return add(p, &none, (const uint8_t *)"", 0);
}

static PyObject *trace_program(PyObject *self, PyObject *unused)
{
	struct program *p = calloc(1, sizeof(*p));
	PyObject *capsule = NULL;

	(void)self;
	(void)unused;
	if (p && begin(p))
		capsule = PyCapsule_New(p, PROGRAM_CAPSULE, program_free);
	else
		PyErr_NoMemory();
	if (!capsule)
		free(p);
	return capsule;
}

/* Blocks that are lost leave a hole: numbers count on. */
static bool skip_to(struct program *p, uint32_t first)
{
	struct trace_block none = {.count = 0};

	while (p->block_count < first)
		if (!add(p, &none, (const uint8_t *)"", 0))
			return false;
	return true;
}

static PyObject *trace_learn(PyObject *self, PyObject *args)
{
	Py_buffer blocks, code;
	unsigned int first;
	struct program *p;
	PyObject *capsule;
	bool good = true;
	size_t i;

	(void)self;
	if (!PyArg_ParseTuple(args, "OIy*y*:trace_learn", &capsule, &first,
			      &blocks, &code))
		return NULL;
	p = program_get(capsule);
	good = p && first - p->block_count < (1u << 28) && skip_to(p, first);
	for (i = 0; good && i < (size_t)blocks.len / 16; i++) {
		const struct trace_block *all = blocks.buf, *b = &all[i];
		size_t at = b->code_at - all[0].code_at;
		bool has = at <= (size_t)code.len;

		good = add(p, b, (const uint8_t *)code.buf + (has ? at : 0),
			   has ? (size_t)code.len - at : 0);
	}
	PyBuffer_Release(&blocks);
	PyBuffer_Release(&code);
	if (!good)
		return PyErr_Occurred() ? NULL : PyErr_NoMemory();
	return PyLong_FromUnsignedLong(p->odd);
}

PyMethodDef program_functions[] = {
    {"trace_program", trace_program, METH_NOARGS,
     "trace_program() -> program: a trace's blocks and their predictor"},
    {"trace_learn", trace_learn, METH_VARARGS,
     "trace_learn(program, first, blocks, code) -> how many blocks are odd"},
    {"trace_encode", trace_encode, METH_VARARGS,
     "trace_encode(program, words, registers, gdt) -> (words, sections...)"},
    {"trace_decode", trace_decode, METH_VARARGS,
     "trace_decode(program, words, sections, first, task, registers, events, "
     "want) -> columns"},
    {NULL},
};
