/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The event log: bounded, dropped from the end when nobody takes it. */
#include "core.h"

static void log_event(struct core *c, const struct event *e)
{
	if (c->event_count == EVENT_LIMIT) {
		c->events_lost++;
		return;
	}
	c->events[c->event_count++] = *e;
}

void event_add(struct core *c, enum event_kind kind, uint32_t eip, uint32_t a,
	       uint32_t b, uint32_t cc, uint32_t d)
{
	struct event e;

	if (likely(!((c->event_mask | c->trace_mask) & 1u << kind)))
		return;
	e = (struct event){
	    .instruction = core_now(c),
	    .kind = kind,
	    .eip = eip,
	    .a = a,
	    .b = b,
	    .c = cc,
	    .d = d,
	    .current = c->current,
	};
	if (c->event_mask & 1u << kind)
		log_event(c, &e);
	if (c->trace_mask & 1u << kind)
		trace_event(c, &e);
}

bool event_room(struct core *c)
{
	if (!c->events)
		c->events = malloc(EVENT_LIMIT * sizeof(*c->events));
	if (!c->events)
		PyErr_NoMemory();
	return c->events;
}

/* mask: bit n records kind n. */
static PyObject *events_enable(PyObject *self, PyObject *args)
{
	struct core *c = (struct core *)self;
	unsigned int mask;

	if (!PyArg_ParseTuple(args, "I:events_enable", &mask))
		return NULL;
	if (mask && !event_room(c))
		return NULL;
	c->event_mask = mask;
	Py_RETURN_NONE;
}

static PyObject *take_events(PyObject *self, PyObject *unused)
{
	struct core *c = (struct core *)self;
	PyObject *bytes;

	(void)unused;
	bytes = PyBytes_FromStringAndSize(
	    (const char *)c->events,
	    (Py_ssize_t)(c->event_count * sizeof(*c->events)));
	if (bytes)
		c->event_count = 0;
	return bytes;
}

/* A device's own event, from a callback of the run. */
static PyObject *log_device(PyObject *self, PyObject *args)
{
	struct core *c = (struct core *)self;
	unsigned int kind, a, b, cc, d;

	if (!PyArg_ParseTuple(args, "IIIII:log_device", &kind, &a, &b, &cc, &d))
		return NULL;
	if (kind != EV_DISK) {
		PyErr_Format(PyExc_ValueError, "no device logs kind %u", kind);
		return NULL;
	}
	if (c->running)
		event_add(c, kind, reg_get(c, UC_X86_REG_EIP), a, b, cc, d);
	Py_RETURN_NONE;
}

PyMethodDef event_methods[] = {
    {"events_enable", events_enable, METH_VARARGS,
     "events_enable(mask): bit n records kind n"},
    {"log_device", log_device, METH_VARARGS,
     "log_device(kind, a, b, c, d): log an event of a device, during a run"},
    {"take_events", take_events, METH_NOARGS,
     "take_events() -> bytes: 40-byte records, \"<Q8I\""},
    {NULL},
};
