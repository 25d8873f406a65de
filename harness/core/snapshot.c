/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The processor's state as bytes, for harness/machine/snapshot.py: what of
 * struct core a guest can notice, Unicorn's context, the event log.
 *
 * Left out on purpose: counts of blocks and marks of code pages.  They
 * describe Unicorn's translations, which a restore does not bring back.
 */
#include "core.h"

#define STATE_VERSION 2

struct core_state {
	uint32_t version, context_bytes;
	uint64_t now, idle, deadline, trace_hash, block;
	uint64_t fills, exceptions, interrupts, events_lost, event_count;
	uint64_t switched_at;
	uint32_t skip_pc, last_cr3, current, guard_limit, guard_mm, event_mask;
	uint32_t guard_cr3, pad32;
	uint8_t intr, nmi, halted, resume_quiet, skip_breakpoint, pad[3];
};
_Static_assert(sizeof(struct core_state) == 136, "no hidden padding");

static size_t context_header(struct core *c)
{
	size_t bytes;

	/* The first word of a context is the size of what follows its head. */
	memcpy(&bytes, c->ctx, sizeof(bytes));
	return layout.size - bytes;
}

static struct core_state collect(struct core *c)
{
	return (struct core_state){
	    .version = STATE_VERSION,
	    .context_bytes = (uint32_t)(layout.size - context_header(c)),
	    .now = core_now(c),
	    .idle = c->idle,
	    .deadline = c->deadline,
	    .trace_hash = c->trace_hash,
	    .block = c->block,
	    .fills = c->fills,
	    .exceptions = c->exceptions,
	    .interrupts = c->interrupts,
	    .events_lost = c->events_lost,
	    .event_count = c->event_count,
	    .switched_at = c->switched_at,
	    .skip_pc = c->skip_pc,
	    .last_cr3 = c->last_cr3,
	    .current = c->current,
	    .guard_limit = c->guard_limit,
	    .guard_mm = c->guard_mm,
	    .guard_cr3 = c->guard_cr3,
	    .event_mask = c->event_mask,
	    .intr = c->intr,
	    .nmi = c->nmi,
	    .halted = c->halted,
	    .resume_quiet = c->resume_quiet,
	    .skip_breakpoint = c->skip_breakpoint,
	};
}

static void spread(struct core *c, const struct core_state *s)
{
	c->horizon = s->now;
	c->left = 0;
	c->idle = s->idle;
	c->deadline = s->deadline;
	c->trace_hash = s->trace_hash;
	c->block = s->block;
	c->fills = s->fills;
	c->exceptions = s->exceptions;
	c->interrupts = s->interrupts;
	c->events_lost = s->events_lost;
	c->event_count = s->event_count;
	c->switched_at = s->switched_at;
	c->skip_pc = s->skip_pc;
	c->last_cr3 = s->last_cr3;
	c->current = s->current;
	c->guard_limit = s->guard_limit;
	c->guard_mm = s->guard_mm;
	c->guard_cr3 = s->guard_cr3;
	c->event_mask = s->event_mask;
	c->intr = s->intr;
	c->nmi = s->nmi;
	c->halted = s->halted;
	c->resume_quiet = s->resume_quiet;
	c->skip_breakpoint = s->skip_breakpoint;
	c->stop = STOP_NONE;
	c->bus_seen = false;
	c->stream_len = 0;
	c->poll_at = s->now;
	attention_update(c);
}

bool core_at_rest(struct core *c)
{
	if (c->running)
		PyErr_SetString(PyExc_RuntimeError,
				"a snapshot is taken and restored between "
				"runs, not in a callback of run()");
	return !c->running;
}

/* The last word is a host address of Unicorn's own, of no use to anybody. */
#define RETURN_ADDRESS sizeof(uint64_t)

static PyObject *save_state(PyObject *self, PyObject *unused)
{
	struct core *c = (struct core *)self;
	struct core_state s = collect(c);
	size_t log = c->event_count * sizeof(*c->events);
	PyObject *bytes;
	char *to;

	(void)unused;
	if (!core_at_rest(c))
		return NULL;
	bytes = PyBytes_FromStringAndSize(
	    NULL, (Py_ssize_t)(sizeof(s) + s.context_bytes + log));
	if (!bytes)
		return NULL;
	uc_context_save(c->uc, c->ctx);
	to = PyBytes_AS_STRING(bytes);
	memcpy(to, &s, sizeof(s));
	to += sizeof(s);
	memcpy(to, context_bytes(c) + context_header(c), s.context_bytes);
	to += s.context_bytes;
	memset(to - RETURN_ADDRESS, 0, RETURN_ADDRESS);
	if (log)
		memcpy(to, c->events, log);
	return bytes;
}

/*
 * DR0 to DR7 and, behind them, the host's objects for what they watch, lie
 * before old_exception.  The objects stay this engine's own; writing DR7
 * makes them anew.
 */
#define WATCH_BYTES 32
#define DR_BYTES 64

static void restore_context(struct core *c, const char *from, size_t bytes)
{
	size_t watch = layout.old_exception - WATCH_BYTES;
	uint8_t kept[WATCH_BYTES];
	uint32_t dr7;

	reg_set(c, UC_X86_REG_DR7, 0x400);
	uc_context_save(c->uc, c->ctx);
	memcpy(kept, context_bytes(c) + watch, WATCH_BYTES);
	memcpy(context_bytes(c) + context_header(c), from, bytes);
	memcpy(context_bytes(c) + watch, kept, WATCH_BYTES);
	dr7 = context_u32(c, watch - DR_BYTES + 7 * 8);
	context_set_u32(c, watch - DR_BYTES + 7 * 8, 0x400);
	uc_context_restore(c->uc, c->ctx);
	reg_set(c, UC_X86_REG_DR7, dr7);
}

static bool acceptable(struct core *c, const Py_buffer *data,
		       struct core_state *s)
{
	uint64_t bytes = (uint64_t)data->len;

	if (bytes >= sizeof(*s)) {
		memcpy(s, data->buf, sizeof(*s));
		if (s->version == STATE_VERSION &&
		    s->context_bytes == layout.size - context_header(c) &&
		    s->event_count <= EVENT_LIMIT &&
		    bytes == sizeof(*s) + s->context_bytes +
				 s->event_count * sizeof(struct event))
			return true;
	}
	PyErr_SetString(PyExc_ValueError,
			"the processor's state is of another version");
	return false;
}

/* Its stream counts on: a jump of the clock would make nonsense of it. */
static bool untraced(struct core *c)
{
	if (c->tlb) {
		PyErr_SetString(PyExc_RuntimeError,
				"a TLB model is running: stop it before a "
				"snapshot is restored");
		return false;
	}
	if (c->trace)
		PyErr_SetString(PyExc_RuntimeError,
				"a trace is being recorded: end it before a "
				"snapshot is restored");
	return !c->trace;
}

static bool load(struct core *c, const Py_buffer *data)
{
	const char *from = (const char *)data->buf + sizeof(struct core_state);
	struct core_state s;

	if (!core_at_rest(c) || !untraced(c) || !acceptable(c, data, &s))
		return false;
	if ((s.event_count || s.event_mask) && !event_room(c))
		return false;
	restore_context(c, from, s.context_bytes);
	if (s.event_count)
		memcpy(c->events, from + s.context_bytes,
		       s.event_count * sizeof(struct event));
	spread(c, &s);
	uc_ctl_flush_tlb(c->uc);
	return true;
}

static PyObject *load_state(PyObject *self, PyObject *args)
{
	Py_buffer data;
	bool good;

	if (!PyArg_ParseTuple(args, "y*:load_state", &data))
		return NULL;
	good = load((struct core *)self, &data);
	PyBuffer_Release(&data);
	if (!good)
		return NULL;
	Py_RETURN_NONE;
}

PyMethodDef snapshot_methods[] = {
    {"save_state", save_state, METH_NOARGS,
     "save_state() -> bytes: the processor, the clock and the event log"},
    {"load_state", load_state, METH_VARARGS,
     "load_state(bytes): as save_state() gave them; ValueError for others"},
    {NULL},
};
