/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The writer's side: takes the registers and accesses out of the stream of
 * words, and says of each instruction what the model did not foresee.  Runs
 * beside the guest, without the GIL.
 *
 * What an instruction changed is known only at the next one, so that one is
 * always pending.  A count of words decides how many instructions ran.
 */
#include "trace/program.h"

#include "trace/trace.h"

#define NONE UINT32_MAX

struct encoder {
	struct program *p;
	struct model *m;
	const uint32_t *w;
	size_t at, count;
	uint32_t *out;
	size_t out_used;

	uint32_t block;	  /* the one that runs */
	int64_t ran;	  /* its instructions that did, as the words say */
	uint32_t started; /* of them, as the records say */
	uint32_t pending; /* number of a site, or NONE */
	uint32_t pending_pc;
	uint32_t pad; /* instructions without a record */
	uint64_t unmatched;
};

static void step(struct encoder *e, uint32_t site)
{
	model_step(e->m, &e->p->sites[site], &e->p->insns[site]);
	e->m->count = 0;
}

/* m->after has what is known by now. */
static void close_pending(struct encoder *e)
{
	uint32_t base = e->p->blocks[e->block].first;

	if (e->pending != NONE) {
		step(e, e->pending);
		e->pending = NONE;
	}
	for (; e->pad; e->pad--)
		step(e, base + e->started++);
}

/* At the end of a block: as many as ran, and no more. */
static void settle(struct encoder *e)
{
	const struct program_block *b = &e->p->blocks[e->block];

	/* The rest of a block that began before the recording. */
	if (e->ran > b->count && e->block)
		e->ran = b->count;
	if (e->pending != NONE && e->pending && e->started > e->ran) {
		e->pending = NONE;
		e->m->count = 0;
		e->started--;
	}
	if (e->started < e->ran) {
		e->pad = (uint32_t)(e->ran - e->started);
		e->unmatched += e->pad;
		close_pending(e);
	}
}

static void begin_block(struct encoder *e, uint32_t number)
{
	settle(e);
	/* The last one's changes are told by the next record. */
	e->block = number < e->p->block_count ? number : 0;
	e->ran = e->p->blocks[e->block].count;
	e->started = 0;
}

static void pseudo(struct encoder *e)
{
	settle(e);
	close_pending(e);
	e->block = 0;
	e->ran = 1;
	e->started = 1;
	e->pending = 0;
	e->pending_pc = 0;
}

static uint32_t find(struct encoder *e, uint32_t pc)
{
	const struct program_block *b = &e->p->blocks[e->block];
	uint32_t at = b->pc, i;

	for (i = 0; i < b->count; i++) {
		if (at == pc)
			return i;
		at += e->p->insns[b->first + i].length;
	}
	return NONE;
}

static size_t take_registers(struct encoder *e, uint32_t mask, size_t at)
{
	e->m->touched |= mask & ((1u << TR_REGS) - 1);
	for (; mask && at < e->count; mask &= mask - 1)
		e->m->after[__builtin_ctz(mask)] = e->w[at++];
	return at;
}

static void instruction(struct encoder *e, uint32_t word)
{
	bool close = word & TRACE_CLOSE;
	uint32_t pc = close || e->at >= e->count ? 0 : e->w[e->at];
	bool again = !close && e->pending != NONE && e->pending &&
		     e->pending_pc == pc && e->started;
	const struct program_block *b = &e->p->blocks[e->block];
	uint32_t index;

	e->at = take_registers(e, word & (TRACE_CLOSE - 1), e->at + !close);
	if (again) { /* it did not get through, and starts again */
		e->m->count = 0;
		return;
	}
	close_pending(e);
	if (close)
		return;
	/* In order, as a rule; else it was not found the first time. */
	index = e->started;
	if (index >= b->count || b->pc + program_offset(e->p, b, index) != pc) {
		index = find(e, pc);
		if (index == NONE || index < e->started) {
			e->unmatched++;
			return;
		}
	}
	for (; e->started < index; e->unmatched++)
		step(e, b->first + e->started++);
	e->pending = b->first + index;
	e->pending_pc = pc;
	e->started = index + 1;
}

static void access_record(struct encoder *e, uint32_t word)
{
	static const uint8_t log2_of[9] = {0, 0, 1, 0, 2, 0, 0, 0, 3};
	uint32_t size = word & 15;
	bool own = word & TRACE_MEM_OWN, wide = size > 4;
	struct access_row *row = &e->m->rows[e->m->count];

	if (e->at + 2 + (own || wide) > e->count) {
		e->at = e->count;
		return;
	}
	if (e->pending == NONE || e->m->count >= MODEL_MOST || size > 8) {
		e->at += 2 + (own || wide);
		e->unmatched++;
		return;
	}
	row->kind = log2_of[size] | (word & TRACE_MEM_WRITE ? ACCESS_STORE : 0);
	row->paddr = e->w[e->at++];
	row->value = e->w[e->at++];
	if (own) {
		row->kind |= ACCESS_OWN;
		row->vaddr = e->w[e->at++];
	} else if (wide) {
		row->value |= (uint64_t)e->w[e->at++] << 32;
	}
	if (size < 4)
		row->value &= (1u << (8 * size)) - 1;
	e->m->count++;
}

static void word_record(struct encoder *e, uint32_t word)
{
	uint32_t count = word & 0x0fffffff;

	e->out[e->out_used++] = word;
	if (word < TRACE_EVENT)
		begin_block(e, word);
	else if (word >> 28 == TRACE_CUT >> 28)
		e->ran -= count;
	else if (word >> 28 == TRACE_REDO >> 28)
		e->ran += count;
	else if (word >> 28 == TRACE_TICK >> 28 ||
		 word >> 28 == TRACE_SKIP >> 28)
		pseudo(e);
}

static void encode(struct encoder *e)
{
	while (e->at < e->count) {
		uint32_t word = e->w[e->at++];

		if (word >= TRACE_INSN)
			instruction(e, word);
		else if (word >= TRACE_MEM)
			access_record(e, word);
		else
			word_record(e, word);
	}
	settle(e);
	close_pending(e);
}

static PyObject *sections(struct encoder *e)
{
	PyObject *all = PyTuple_New(MS_COUNT + 2);
	int i;

	if (!all)
		return NULL;
	PyTuple_SET_ITEM(all, 0,
			 PyBytes_FromStringAndSize(
			     (const char *)e->out,
			     (Py_ssize_t)(e->out_used * sizeof(*e->out))));
	PyTuple_SET_ITEM(all, 1, PyLong_FromUnsignedLongLong(e->unmatched));
	for (i = 0; i < MS_COUNT; i++)
		PyTuple_SET_ITEM(all, i + 2,
				 PyBytes_FromStringAndSize(
				     (const char *)e->m->streams[i].bytes,
				     (Py_ssize_t)e->m->streams[i].used));
	if (!PyErr_Occurred())
		return all;
	Py_DECREF(all);
	return NULL;
}

static PyObject *run(struct encoder *e, const Py_buffer *regs, uint32_t gdt)
{
	PyObject *result = NULL;

	e->m = &e->p->model;
	e->out = malloc((e->count + 1) * sizeof(*e->out));
	if (!e->out)
		return PyErr_NoMemory();
	Py_BEGIN_ALLOW_THREADS;
	model_start(e->m, false, regs->buf);
	e->m->gdt = gdt;
	encode(e);
	Py_END_ALLOW_THREADS;
	if (e->m->failed)
		PyErr_NoMemory();
	else
		result = sections(e);
	free(e->out);
	return result;
}

PyObject *trace_encode(PyObject *self, PyObject *args)
{
	struct encoder e = {.pending = NONE};
	Py_buffer words, regs;
	PyObject *capsule, *result = NULL;
	unsigned int gdt;

	(void)self;
	if (!PyArg_ParseTuple(args, "Oy*y*I:trace_encode", &capsule, &words,
			      &regs, &gdt))
		return NULL;
	e.p = program_get(capsule);
	e.w = words.buf;
	e.count = (size_t)words.len / 4;
	if (e.p && regs.len == sizeof(uint32_t) * TR_REGS)
		result = run(&e, &regs, gdt);
	else if (!PyErr_Occurred())
		PyErr_SetString(PyExc_ValueError, "registers: one word each");
	PyBuffer_Release(&words);
	PyBuffer_Release(&regs);
	return result;
}
