/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The reader's side: a chunk's words, and what its model gets told, become
 * rows of instructions and of accesses.  Works on damaged input too: every
 * index is checked, and what is missing reads as nothing.
 */
#include "trace/program.h"

#include "trace/trace.h"
#include "trace/rows.h"

#define PSEUDO_BLOCK 0

/* How many of the current block's instructions ran; stops at what follows. */
static int64_t ran_of(const struct decoder *d, uint32_t count)
{
	int64_t ran = count;
	size_t i;

	for (i = d->at; i < d->count; i++) {
		uint32_t kind = d->w[i] >> 28, n = d->w[i] & 0x0fffffff;

		if (kind == TRACE_CUT >> 28)
			ran -= n;
		else if (kind == TRACE_REDO >> 28)
			ran += n;
		else if (kind != TRACE_EVENT >> 28)
			break;
	}
	return ran < 0 ? 0 : ran;
}

static const struct event *event_at(const struct decoder *d, size_t i)
{
	return i < d->event_count ? &d->events[i] : NULL;
}

static void meet(struct decoder *d, const struct event *e)
{
	if (e->kind == EV_SWITCH)
		d->task = e->b;
}

/* Which of the block's rows an event belongs to. */
static uint32_t event_index(const struct decoder *d,
			    const struct program_block *b,
			    const struct event *e, uint32_t ran)
{
	uint32_t at = b->pc, i;

	for (i = 0; i < ran && i < b->count; i++) {
		if (at == e->eip)
			return i;
		at += d->p->insns[b->first + i].length;
	}
	return ran ? ran - 1 : 0;
}

/* The words between this block and the next: where its events fall. */
static void collect_events(struct decoder *d, const struct program_block *b,
			   uint32_t ran)
{
	d->here = 0;
	for (; d->at < d->count; d->at++) {
		uint32_t kind = d->w[d->at] >> 28;
		const struct event *e;

		if (kind == TRACE_CUT >> 28 || kind == TRACE_REDO >> 28)
			continue;
		if (kind != TRACE_EVENT >> 28)
			return;
		e = event_at(d, d->event++);
		if (e && d->here < HERE_MOST) {
			d->here_index[d->here] = event_index(d, b, e, ran);
			d->here_event[d->here++] = d->event - 1;
		}
	}
}

static void settle_events(struct decoder *d, uint32_t index, size_t row)
{
	while (d->here_at < d->here && d->here_index[d->here_at] <= index) {
		size_t i = d->here_event[d->here_at++];

		d->event_rows[i] = (uint32_t)row;
		meet(d, &d->events[i]);
		d->unbroken = false;
	}
}

/* Everything that follows a block's word, until the next. */
static void block_word(struct decoder *d, uint32_t number)
{
	bool known = number < d->p->block_count;
	const struct program_block *b =
	    &d->p->blocks[known ? number : PSEUDO_BLOCK];
	uint32_t ran = (uint32_t)ran_of(d, b->count), i;

	collect_events(d, b, ran);
	d->here_at = 0;
	if (ran > b->count) /* the rest of a block that began before us */
		ran = b->count;
	for (i = 0; i < ran; i++) {
		size_t row = rows_instruction(d, number, b, i);

		settle_events(d, i, row);
		if (d->whole_blocks) {
			rows_widen(d, row, ran);
			break;
		}
	}
	settle_events(d, UINT32_MAX, d->rows_used ? d->rows_used - 1 : 0);
}

static void pseudo_word(struct decoder *d, uint32_t word)
{
	const struct event *e = event_at(d, d->event);
	enum row_kind kind = ROW_IDLE;
	size_t row;

	if (word >> 28 == TRACE_SKIP >> 28)
		kind = ROW_SKIPPED;
	else if (d->at < d->count && d->w[d->at] >> 28 == TRACE_EVENT >> 28 &&
		 e)
		kind = e->kind == EV_INTERRUPT	 ? ROW_INTERRUPT
		       : e->kind == EV_EXCEPTION ? ROW_FETCH
						 : ROW_IDLE;
	row = rows_pseudo(d, kind, word & 0x0fffffff);
	collect_events(d, &d->p->blocks[PSEUDO_BLOCK], 1);
	d->here_at = 0;
	settle_events(d, UINT32_MAX, row);
}

static void stray_event(struct decoder *d)
{
	const struct event *e = event_at(d, d->event);

	if (e) {
		d->event_rows[d->event] =
		    (uint32_t)(d->rows_used ? d->rows_used - 1 : 0);
		meet(d, e);
	}
	d->event++;
}

static void decode(struct decoder *d)
{
	while (d->at < d->count && !d->failed) {
		uint32_t word = d->w[d->at++];

		if (word < TRACE_EVENT)
			block_word(d, word);
		else if (word >> 28 == TRACE_EVENT >> 28)
			stray_event(d);
		else if (word >> 28 == TRACE_TICK >> 28 ||
			 word >> 28 == TRACE_SKIP >> 28)
			pseudo_word(d, word);
	}
	rows_finish(d);
}

static bool give_sections(struct decoder *d, PyObject *sections,
			  Py_buffer *views)
{
	int i;

	if (sections == Py_None)
		return true;
	for (i = 0; i < MS_COUNT; i++) {
		PyObject *one = PyTuple_Check(sections) &&
					PyTuple_GET_SIZE(sections) == MS_COUNT
				    ? PyTuple_GET_ITEM(sections, i)
				    : Py_None;

		if (PyObject_GetBuffer(one, &views[i], PyBUF_SIMPLE))
			return false;
		d->m->streams[i] = (struct stream){
		    .bytes = views[i].buf,
		    .room = (size_t)views[i].len,
		};
	}
	d->full = true;
	return true;
}

static PyObject *run(struct decoder *d, const Py_buffer *regs)
{
	uint32_t start[TR_REGS] = {0};

	if (regs->len == sizeof(start))
		memcpy(start, regs->buf, sizeof(start));
	if (!rows_open(d))
		return PyErr_Occurred() ? NULL : PyErr_NoMemory();
	Py_BEGIN_ALLOW_THREADS;
	model_start(d->m, true, start);
	decode(d);
	Py_END_ALLOW_THREADS;
	return rows_result(d);
}

PyObject *trace_decode(PyObject *self, PyObject *args)
{
	struct decoder d = {.unbroken = false};
	Py_buffer words = {0}, regs = {0}, events = {0}, views[MS_COUNT] = {0};
	PyObject *capsule, *sections, *result = NULL;
	unsigned long long first;
	unsigned int task, want;
	int i;

	(void)self;
	if (!PyArg_ParseTuple(args, "Oy*OKIy*y*I:trace_decode", &capsule,
			      &words, &sections, &first, &task, &regs, &events,
			      &want))
		return NULL;
	d.p = program_get(capsule);
	d.w = words.buf;
	d.count = (size_t)words.len / 4;
	d.number = first;
	d.task = task;
	d.events = events.buf;
	d.event_count = (size_t)events.len / sizeof(struct event);
	d.want = want;
	d.m = d.p ? &d.p->model : NULL;
	if (d.p && give_sections(&d, sections, views))
		result = run(&d, &regs);
	rows_close(&d);
	if (d.m)
		memset(d.m->streams, 0, sizeof(d.m->streams));
	for (i = 0; i < MS_COUNT; i++)
		PyBuffer_Release(&views[i]);
	PyBuffer_Release(&words);
	PyBuffer_Release(&regs);
	PyBuffer_Release(&events);
	return result;
}
