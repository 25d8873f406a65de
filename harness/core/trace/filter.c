/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What of a run is recorded.  The question is asked once a block, so a block
 * is recorded whole or not at all; a word says how much was left out.
 */
#include "trace/trace.h"

#include "trace/full.h"

static bool in_ranges(const struct trace_filter *f, uint32_t pc)
{
	uint32_t i;

	for (i = 0; i < f->range_count; i++)
		if (pc >= f->ranges[i][0] && pc < f->ranges[i][1])
			return true;
	return !f->range_count;
}

static bool fits(struct core *c, uint32_t pc, uint64_t begin, uint64_t end)
{
	const struct trace_filter *f = &c->trace->filter;

	if (!f->open || !f->task_fits)
		return false;
	/* A multiple of `every' lies in the block. */
	if (f->every > 1 && (begin + f->every - 1) / f->every * f->every >= end)
		return false;
	return in_ranges(f, pc) && (!f->rings || f->rings >> cpl_now(c) & 1);
}

static void skipped(struct core *c, uint64_t count)
{
	const uint32_t most = 0x0fffffff;

	for (; count > most; count -= most)
		trace_word(c, TRACE_SKIP | most);
	if (count)
		trace_word(c, TRACE_SKIP | (uint32_t)count);
}

/* The block has been counted; whether it goes into the trace. */
bool trace_wanted(struct core *c, uint32_t pc)
{
	struct trace *t = c->trace;
	uint64_t end = core_now(c), begin = end - (c->block & 0xffff);
	bool wanted;

	trace_mark_block(c, pc, begin, end);
	wanted = fits(c, pc, begin, end);
	if (wanted == !t->paused)
		return wanted;
	if (wanted) {
		t->paused = false;
		t->skipped += begin - t->paused_at;
		if (t->with_blocks)
			skipped(c, begin - t->paused_at);
		return true;
	}
	t->paused_at = begin;
	if (t->full)
		trace_full_close(c);
	t->paused = true;
	return false;
}

void trace_fit_task(struct trace *t, const struct trace_task *now)
{
	struct trace_filter *f = &t->filter;

	f->task_fits =
	    (!f->one_pid || now->pid == f->pid) &&
	    (!f->one_comm || !strncmp(now->comm, f->comm, COMM_BYTES));
}

static bool take_ranges(struct trace_filter *f, const Py_buffer *ranges)
{
	if (ranges->len % 8 || ranges->len > (Py_ssize_t)sizeof(f->ranges)) {
		PyErr_Format(PyExc_ValueError,
			     "at most %d ranges of addresses, two words each",
			     TRACE_RANGES);
		return false;
	}
	f->range_count = (uint32_t)(ranges->len / 8);
	memcpy(f->ranges, ranges->buf, (size_t)ranges->len);
	return true;
}

static bool is_fresh(struct core *c)
{
	if (c->trace && !c->running)
		return true;
	PyErr_SetString(PyExc_RuntimeError,
			"a trace is filtered from its start");
	return false;
}

PyObject *trace_filter(PyObject *self, PyObject *args)
{
	struct core *c = (struct core *)self;
	struct trace_filter f = {.used = true};
	PyObject *since, *until;
	unsigned long long every;
	const char *comm;
	Py_buffer ranges;
	long long pid;
	bool good;

	if (!PyArg_ParseTuple(args, "LsIy*KOO:trace_filter", &pid, &comm,
			      &f.rings, &ranges, &every, &since, &until))
		return NULL;
	good = take_ranges(&f, &ranges) && is_fresh(c) &&
	       trace_take_mark(since, &f.since) &&
	       trace_take_mark(until, &f.until);
	PyBuffer_Release(&ranges);
	if (!good)
		return NULL;
	f.open = !f.since.used;
	f.one_pid = pid >= 0;
	f.pid = (uint32_t)pid;
	f.one_comm = *comm;
	strncpy(f.comm, comm, COMM_BYTES - 1);
	f.every = every;
	f.task_fits = !f.one_pid && !f.one_comm;
	c->trace->filter = f;
	c->trace_ids = NULL;
	/* Events alone need blocks too where marks are looked for. */
	c->tracing |= f.since.used | f.until.used;
	trace_meet_task(c, c->trace->task);
	Py_RETURN_NONE;
}

/* Whether the end mark was met; told once. */
PyObject *trace_ended(PyObject *self, PyObject *unused)
{
	struct core *c = (struct core *)self;
	bool ended = c->trace && c->trace->filter.ended;

	(void)unused;
	if (ended)
		c->trace->filter.ended = false;
	return PyBool_FromLong(ended);
}

PyObject *trace_gate(PyObject *self, PyObject *open)
{
	struct core *c = (struct core *)self;
	int on = PyObject_IsTrue(open);

	if (on < 0)
		return NULL;
	if (c->trace) {
		if (!c->trace->filter.used)
			c->trace->filter =
			    (struct trace_filter){.task_fits = true};
		c->trace->filter.used = true;
		c->trace_ids = NULL;
		c->trace->filter.open = on;
	}
	Py_RETURN_NONE;
}
