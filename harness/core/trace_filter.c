/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What of a run is recorded.  The question is asked once a block, so a block
 * is recorded whole or not at all; a word says how much was left out.
 */
#include "trace.h"

#include "trace_full.h"

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

	if (!f->open || !f->task_fits || end <= f->since || begin >= f->until)
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
		trace_put(c, TRACE_SKIP | most);
	if (count)
		trace_put(c, TRACE_SKIP | (uint32_t)count);
}

/* The block has been counted; whether it goes into the trace. */
bool trace_wanted(struct core *c, uint32_t pc)
{
	struct trace *t = c->trace;
	uint64_t end = core_now(c), begin = end - (c->block & 0xffff);
	bool wanted = fits(c, pc, begin, end);

	if (wanted == !t->paused)
		return wanted;
	t->paused = !wanted;
	if (wanted) {
		skipped(c, begin - t->paused_at);
		return true;
	}
	t->paused_at = begin;
	if (t->full)
		trace_full_close(c);
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

PyObject *trace_filter(PyObject *self, PyObject *args)
{
	struct core *c = (struct core *)self;
	struct trace_filter f = {.used = true, .open = true};
	unsigned long long every, since, until;
	const char *comm;
	Py_buffer ranges;
	long long pid;
	bool good;

	if (!PyArg_ParseTuple(args, "LsIy*KKK:trace_filter", &pid, &comm,
			      &f.rings, &ranges, &every, &since, &until))
		return NULL;
	good = take_ranges(&f, &ranges);
	PyBuffer_Release(&ranges);
	if (!good)
		return NULL;
	if (!c->trace || c->running) {
		PyErr_SetString(PyExc_RuntimeError,
				"a trace is filtered from its start");
		return NULL;
	}
	f.one_pid = pid >= 0;
	f.pid = (uint32_t)pid;
	f.one_comm = *comm;
	strncpy(f.comm, comm, COMM_BYTES - 1);
	f.every = every;
	f.since = since;
	f.until = until;
	c->trace->filter = f;
	c->trace->filter.task_fits = !f.one_pid && !f.one_comm;
	trace_meet_task(c, c->trace->task);
	Py_RETURN_NONE;
}

PyObject *trace_gate(PyObject *self, PyObject *open)
{
	struct core *c = (struct core *)self;
	int on = PyObject_IsTrue(open);

	if (on < 0)
		return NULL;
	if (c->trace) {
		if (!c->trace->filter.used)
			c->trace->filter = (struct trace_filter){
			    .task_fits = true,
			    .until = NEVER,
			};
		c->trace->filter.used = true;
		c->trace->filter.open = on;
	}
	Py_RETURN_NONE;
}
