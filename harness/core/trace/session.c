/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A recording's begin and end, and Python's face of it. */
#include "trace/trace.h"
#include "trace/full.h"
#include "trace/program.h"

static void begin_buffer(struct core *c)
{
	struct trace *t = c->trace;

	c->trace_used = t->event_count = 0;
	t->first = core_now(c);
	t->full_at = t->full ? t->first + TRACE_FULL_INSTRUCTIONS : NEVER;
	t->task = c->current ? c->current : t->first_task;
	t->cr3 = reg_get(c, UC_X86_REG_CR3);
	if (t->full)
		trace_full_begin(c);
}

void trace_close(struct core *c)
{
	struct trace *t = c->trace;

	c->tracing = c->tracing_stores = false;
	c->trace_ids = NULL;
	free(c->trace_words);
	c->trace_words = NULL;
	c->trace_mask = 0;
	c->trace = NULL;
	if (!t)
		return;
	trace_watch_free(c, t);
	trace_full_free(c, t->full);
	free(t->events);
	free(t->blocks);
	free(t->code);
	free(t->slots);
	Py_CLEAR(t->on_full);
	Py_CLEAR(t->on_event);
	free(t);
}

static struct trace *open_trace(struct core *c)
{
	struct trace *t = calloc(1, sizeof(*t));

	if (!t)
		return NULL;
	c->trace = t;
	c->trace_words = malloc(TRACE_WORDS * sizeof(*c->trace_words));
	t->events = malloc(TRACE_EVENTS * sizeof(*t->events));
	if (c->trace_words && t->events && trace_dictionary_open(t))
		return t;
	trace_close(c);
	return NULL;
}

static bool may_start(struct core *c)
{
	if (!c->trace && !c->running)
		return true;
	PyErr_SetString(PyExc_RuntimeError,
			"a trace starts between runs, one at a time");
	return false;
}

static PyObject *trace_start(PyObject *self, PyObject *args)
{
	struct core *c = (struct core *)self;
	unsigned int task, pid_at, comm_at;
	PyObject *on_full;
	struct trace *t;
	int level;

	if (!PyArg_ParseTuple(args, "OiIII:trace_start", &on_full, &level,
			      &task, &pid_at, &comm_at) ||
	    !may_start(c))
		return NULL;
	t = open_trace(c);
	if (!t)
		return PyErr_NoMemory();
	t->on_full = Py_NewRef(on_full);
	t->begins_midway = c->resume_quiet;
	t->with_blocks = level > LEVEL_EVENTS;
	t->words_full = TRACE_WORDS_FULL;
	t->pid_at = pid_at;
	t->comm_at = comm_at;
	t->first_task = task;
	t->filter.task_fits = true;
	if (level == LEVEL_FULL && !trace_full_open(c)) {
		trace_close(c);
		return NULL;
	}
	c->tracing = t->with_blocks;
	c->trace_ids = t->ids;
	c->tracing_stores = t->full;
	c->trace_mask = UINT32_MAX;
	begin_buffer(c);
	trace_meet_task(c, task);
	Py_RETURN_NONE;
}

static PyObject *chunk(struct core *c)
{
	struct trace *t = c->trace;
	PyObject *state = trace_full_state(c), *pages = trace_full_pages(c);

	if (!state || !pages) {
		Py_XDECREF(state);
		Py_XDECREF(pages);
		return NULL;
	}
	return Py_BuildValue(
	    "KKIIKy#y#y#y#NN", t->first, core_now(c), t->task, t->cr3,
	    t->events_lost, c->trace_words, (Py_ssize_t)c->trace_used * 4,
	    t->events, (Py_ssize_t)(t->event_count * sizeof(*t->events)),
	    t->blocks + t->blocks_taken,
	    (Py_ssize_t)((t->block_count - t->blocks_taken) *
			 sizeof(*t->blocks)),
	    t->code + t->code_taken, (Py_ssize_t)(t->code_used - t->code_taken),
	    state, pages);
}

/* What was recorded since the last call, as the columns of one chunk. */
static PyObject *trace_take(PyObject *self, PyObject *unused)
{
	struct core *c = (struct core *)self;
	struct trace *t = c->trace;
	PyObject *taken;

	(void)unused;
	if (!t) {
		PyErr_SetString(PyExc_RuntimeError, "no trace was started");
		return NULL;
	}
	trace_console_flush(c);
	if (t->full && !t->paused)
		trace_full_close(c);
	taken = chunk(c);
	if (!taken)
		return NULL;
	t->blocks_taken = t->block_count;
	t->code_taken = t->code_used;
	begin_buffer(c);
	if (t->paused) {
		t->skipped += t->first - t->paused_at;
		t->paused_at = t->first;
	}
	return taken;
}

static PyObject *trace_call(PyObject *self, PyObject *args)
{
	struct trace *t = ((struct core *)self)->trace;
	PyObject *callable;
	unsigned int mask;

	if (!PyArg_ParseTuple(args, "IO:trace_call", &mask, &callable))
		return NULL;
	if (!t || !PyCallable_Check(callable)) {
		PyErr_SetString(PyExc_RuntimeError,
				"a callable is called while a trace is made");
		return NULL;
	}
	t->call_mask = mask;
	Py_XSETREF(t->on_event, Py_NewRef(callable));
	Py_RETURN_NONE;
}

static PyObject *trace_skipped(PyObject *self, PyObject *unused)
{
	struct trace *t = ((struct core *)self)->trace;

	(void)unused;
	return PyLong_FromUnsignedLongLong(t ? t->skipped : 0);
}

static PyObject *trace_stop(PyObject *self, PyObject *unused)
{
	(void)unused;
	if (((struct core *)self)->running) {
		PyErr_SetString(PyExc_RuntimeError,
				"a trace stops between runs");
		return NULL;
	}
	trace_close((struct core *)self);
	Py_RETURN_NONE;
}

PyMethodDef trace_methods[] = {
    {"trace_start", trace_start, METH_VARARGS,
     "trace_start(on_full, level, task, pid offset, comm offset); levels: 0 "
     "events, 1 blocks, 2 full"},
    {"trace_filter", trace_filter, METH_VARARGS,
     "trace_filter(pid or -1, comm, rings, ranges, every, since, until): what "
     "is recorded; a mark is None or (kind, value)"},
    {"trace_gate", trace_gate, METH_O,
     "trace_gate(open): record from the next block on, or pause"},
    {"trace_call", trace_call, METH_VARARGS,
     "trace_call(mask, callable): it is given the bytes of each event whose "
     "kind is a bit of the mask"},
    {"trace_skipped", trace_skipped, METH_NOARGS,
     "trace_skipped() -> instructions that filters left out"},
    {"trace_ended", trace_ended, METH_NOARGS,
     "trace_ended() -> whether the end mark was met, once"},
    {"trace_watch", trace_watch, METH_VARARGS,
     "trace_watch(vaddr, kind): an event each time the function is entered"},
    {"trace_take", trace_take, METH_NOARGS,
     "trace_take() -> (first, end, task, cr3, events lost, words, events, "
     "blocks, code, state, (pages, lines, bytes))"},
    {"trace_pack", trace_pack, METH_O | METH_STATIC,
     "trace_pack(words) -> words with loops folded; needs no Core"},
    {"trace_unpack", trace_unpack, METH_O | METH_STATIC,
     "trace_unpack(words) -> words with loops written out"},
    {"trace_stop", trace_stop, METH_NOARGS, "trace_stop(): forget the trace"},
    {NULL},
};
