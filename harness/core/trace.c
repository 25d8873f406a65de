/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The recording's stream: words of blocks, events, and Python's face of it. */
#include "trace.h"

#define SYSTEM_CALL 0x80

/* Python takes the buffers at the next block, where it may be called. */
static void ask_to_be_emptied(struct core *c)
{
	c->poll_at = core_now(c);
	attention_update(c);
}

void trace_put(struct core *c, uint32_t word)
{
	struct trace *t = c->trace;

	t->words[t->used++ & (TRACE_WORDS - 1)] = word;
}

/* The last thing that the block hook does for each block. */
void trace_enter(struct core *c, uint32_t pc)
{
	struct trace *t = c->trace;
	uint32_t id = t->ids[(uint16_t)pc];

	if (unlikely(!id)) {
		id = trace_number_block(c, c->block);
		if (!id)
			t->failed = true;
		t->ids[(uint16_t)pc] = id;
	}
	t->words[t->used++ & (TRACE_WORDS - 1)] = id;
}

/* The rest of a block that a breakpoint cut; its start may be no part of us. */
void trace_resume(struct core *c, uint32_t pc, uint32_t count)
{
	if (c->trace->begins_midway)
		trace_enter(c, pc);
	else
		trace_adjust(c, TRACE_REDO, count);
	c->trace->begins_midway = false;
}

/* A block was translated anew at pc: its bytes may be other ones. */
void trace_forget(struct core *c, uint32_t pc)
{
	c->trace->ids[(uint16_t)pc] = 0;
}

/* The count moved by other than whole blocks. */
void trace_adjust(struct core *c, enum trace_word kind, uint32_t count)
{
	if (count)
		trace_put(c, kind | count);
}

void trace_event(struct core *c, struct event *e)
{
	struct trace *t = c->trace;

	if (t->one_pid && !c->tracing && e->kind != EV_SWITCH &&
	    e->kind != EV_TASK)
		return;
	if (t->event_count == TRACE_EVENTS) {
		t->events_lost++;
		return;
	}
	if (e->kind == EV_INTERRUPT && e->a == SYSTEM_CALL && e->b)
		e->c = reg_get(c, UC_X86_REG_EAX);
	t->events[t->event_count++] = *e;
	trace_put(c, TRACE_EVENT);
	if (t->event_count == TRACE_EVENTS_FULL)
		ask_to_be_emptied(c);
	if (e->kind == EV_SWITCH)
		trace_meet_task(c, e->b);
}

void trace_begin_buffer(struct core *c)
{
	struct trace *t = c->trace;

	t->used = t->event_count = 0;
	t->first = core_now(c);
	t->task = c->current;
	t->cr3 = reg_get(c, UC_X86_REG_CR3);
}

/* From a poll, between two blocks. */
void trace_poll(struct core *c)
{
	struct trace *t = c->trace;
	PyObject *result;

	if (t->failed) {
		PyErr_NoMemory();
		core_store_error(c);
		return;
	}
	if (t->used < TRACE_WORDS_FULL && t->event_count < TRACE_EVENTS_FULL)
		return;
	result = PyObject_CallNoArgs(t->on_full);
	if (!result)
		core_store_error(c);
	Py_XDECREF(result);
}

void trace_close(struct core *c)
{
	struct trace *t = c->trace;

	c->tracing = false;
	c->trace_mask = 0;
	c->trace = NULL;
	if (!t)
		return;
	free(t->words);
	free(t->events);
	free(t->blocks);
	free(t->code);
	free(t->slots);
	Py_CLEAR(t->on_full);
	free(t);
}

static struct trace *open_trace(struct core *c)
{
	struct trace *t = calloc(1, sizeof(*t));

	if (!t)
		return NULL;
	c->trace = t;
	t->words = malloc(TRACE_WORDS * sizeof(*t->words));
	t->events = malloc(TRACE_EVENTS * sizeof(*t->events));
	if (t->words && t->events && trace_dictionary_open(t))
		return t;
	trace_close(c);
	return NULL;
}

static PyObject *trace_start(PyObject *self, PyObject *args)
{
	struct core *c = (struct core *)self;
	unsigned int task, pid_at, comm_at;
	PyObject *on_full;
	int blocks, pid;
	struct trace *t;

	if (!PyArg_ParseTuple(args, "OpiIII:trace_start", &on_full, &blocks,
			      &pid, &task, &pid_at, &comm_at))
		return NULL;
	if (c->trace || c->running) {
		PyErr_SetString(PyExc_RuntimeError,
				"a trace starts between runs, one at a time");
		return NULL;
	}
	t = open_trace(c);
	if (!t)
		return PyErr_NoMemory();
	t->on_full = Py_NewRef(on_full);
	t->begins_midway = c->resume_quiet;
	t->with_blocks = blocks;
	t->one_pid = pid >= 0;
	t->pid = (uint32_t)pid;
	t->pid_at = pid_at;
	t->comm_at = comm_at;
	c->tracing = blocks && !t->one_pid;
	c->trace_mask = UINT32_MAX;
	trace_begin_buffer(c);
	trace_meet_task(c, task);
	Py_RETURN_NONE;
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
	taken = Py_BuildValue("KKIIKy#y#y#y#", t->first, core_now(c), t->task,
			      t->cr3, t->events_lost, t->words,
			      (Py_ssize_t)t->used * 4, t->events,
			      (Py_ssize_t)(t->event_count * sizeof(*t->events)),
			      t->blocks + t->blocks_taken,
			      (Py_ssize_t)((t->block_count - t->blocks_taken) *
					   sizeof(*t->blocks)),
			      t->code + t->code_taken,
			      (Py_ssize_t)(t->code_used - t->code_taken));
	if (!taken)
		return NULL;
	t->blocks_taken = t->block_count;
	t->code_taken = t->code_used;
	trace_begin_buffer(c);
	return taken;
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
     "trace_start(on_full, blocks, pid or -1, task, pid offset, comm offset)"},
    {"trace_take", trace_take, METH_NOARGS,
     "trace_take() -> (first, end, task, cr3, events lost, words, events, "
     "blocks, code)"},
    {"trace_pack", trace_pack, METH_O | METH_STATIC,
     "trace_pack(words) -> words with loops folded; needs no Core"},
    {"trace_stop", trace_stop, METH_NOARGS, "trace_stop(): forget the trace"},
    {NULL},
};
