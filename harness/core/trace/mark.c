/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where a recording begins and where it ends: an instruction's number, a
 * function, a kind of event, or what the console shows.
 */
#include "trace/trace.h"

static void begin(struct trace_filter *f)
{
	f->since.used = false;
	f->open = true;
}

/* What is on the way is taken at the next block, and the recorder told. */
static void end(struct core *c, struct trace_filter *f)
{
	f->until.used = false;
	trace_console_flush(c);
	f->open = false;
	f->ended = true;
	trace_ask_to_be_emptied(c);
}

/* Before the block of so many instructions is judged. */
void trace_mark_block(struct core *c, uint32_t pc, uint64_t first,
		      uint64_t last)
{
	struct trace_filter *f = &c->trace->filter;

	if (f->since.used && ((f->since.by_pc && pc == f->since.pc) ||
			      (f->since.by_number && last > f->since.number)))
		begin(f);
	if (f->open && f->until.used &&
	    ((f->until.by_pc && pc == f->until.pc) ||
	     (f->until.by_number && first >= f->until.number)))
		end(c, f);
}

static bool shows(struct trace_mark *m, uint8_t byte)
{
	if (!m->used || !m->text_bytes)
		return false;
	memmove(m->seen, m->seen + 1, m->text_bytes - 1);
	m->seen[m->text_bytes - 1] = (char)byte;
	return !memcmp(m->seen, m->text, m->text_bytes);
}

/* Each byte that goes to the console, recorded or not. */
void trace_mark_console(struct core *c, uint8_t byte)
{
	struct trace_filter *f = &c->trace->filter;

	if (shows(&f->since, byte))
		begin(f);
	if (shows(&f->until, byte) && f->open)
		end(c, f);
}

/* Before an event is judged: one that begins a recording is part of it. */
void trace_mark_event(struct core *c, uint32_t kind)
{
	struct trace_filter *f = &c->trace->filter;

	if (f->since.used && f->since.kind == kind)
		begin(f);
}

/* After it was recorded: one that ends it is part of it too. */
void trace_mark_event_done(struct core *c, uint32_t kind)
{
	struct trace_filter *f = &c->trace->filter;

	if (f->open && f->until.used && f->until.kind == kind)
		end(c, f);
}

static bool take_number(struct trace_mark *m, PyObject *value)
{
	m->by_number = true;
	m->number = PyLong_AsUnsignedLongLong(value);
	return !PyErr_Occurred();
}

static bool take_text(struct trace_mark *m, PyObject *value)
{
	Py_ssize_t n = PyBytes_Check(value) ? PyBytes_GET_SIZE(value) : 0;

	if (n < 1 || n > TRACE_TEXT) {
		PyErr_Format(PyExc_ValueError,
			     "a text of 1 to %d bytes is watched for",
			     TRACE_TEXT);
		return false;
	}
	memcpy(m->text, PyBytes_AS_STRING(value), (size_t)n);
	m->text_bytes = (uint32_t)n;
	return true;
}

/* None, or ("number" | "pc" | "event" | "console", value). */
bool trace_take_mark(PyObject *from, struct trace_mark *m)
{
	PyObject *value;
	const char *kind;

	*m = (struct trace_mark){.used = from != Py_None};
	if (from == Py_None)
		return true;
	if (!PyArg_ParseTuple(from, "sO", &kind, &value))
		return false;
	if (!strcmp(kind, "number"))
		return take_number(m, value);
	if (!strcmp(kind, "console"))
		return take_text(m, value);
	if (!strcmp(kind, "pc")) {
		m->by_pc = true;
		m->pc = (uint32_t)PyLong_AsUnsignedLongMask(value);
	} else {
		m->kind = (uint32_t)PyLong_AsUnsignedLongMask(value);
	}
	return !PyErr_Occurred();
}
