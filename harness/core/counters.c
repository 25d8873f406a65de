/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counters, the clock, the deadline and the INTR pin as Python attributes. */
#include "core.h"

#define U64_GETTER(field)                                                      \
	static PyObject *get_##field(PyObject *self, void *unused)             \
	{                                                                      \
		(void)unused;                                                  \
		return PyLong_FromUnsignedLongLong(                            \
		    ((struct core *)self)->field);                             \
	}

U64_GETTER(fills)
U64_GETTER(exceptions)
U64_GETTER(interrupts)
U64_GETTER(events_lost)
U64_GETTER(current)

/* The rolling form favours high bits: spread them for those who compare. */
static PyObject *get_trace_hash(PyObject *self, void *unused)
{
	uint64_t h = ((struct core *)self)->trace_hash;

	(void)unused;
	h = (h ^ h >> 32) * 0xd6e8feb86659fd93u;
	return PyLong_FromUnsignedLongLong(h ^ h >> 32);
}

static PyObject *get_instructions(PyObject *self, void *unused)
{
	struct core *c = (struct core *)self;

	(void)unused;
	return PyLong_FromUnsignedLongLong(block_clock_now(c) - c->idle);
}

static PyObject *get_clock(PyObject *self, void *unused)
{
	(void)unused;
	return PyLong_FromUnsignedLongLong(
	    block_clock_now((struct core *)self));
}

/* Only forward: what is due on the way becomes due at once, late. */
static int set_clock(PyObject *self, PyObject *value, void *unused)
{
	struct core *c = (struct core *)self;
	unsigned long long now = block_clock_now(c), cycle = 0;

	(void)unused;
	if (value)
		cycle = PyLong_AsUnsignedLongLong(value);
	if (PyErr_Occurred())
		return -1;
	if (cycle < now || cycle - now > NEVER / 4 - c->idle) {
		PyErr_Format(PyExc_ValueError,
			     "cycle %llu: the clock stands at %llu and goes "
			     "forward only",
			     cycle, now);
		return -1;
	}
	c->idle += cycle - now;
	attention_update(c);
	return 0;
}

static PyObject *get_bus_error(PyObject *self, void *unused)
{
	struct core *c = (struct core *)self;

	(void)unused;
	if (!c->bus_seen)
		Py_RETURN_NONE;
	return PyLong_FromUnsignedLongLong(c->bus_address);
}

static PyObject *get_deadline(PyObject *self, void *unused)
{
	struct core *c = (struct core *)self;

	(void)unused;
	if (c->deadline == NEVER)
		Py_RETURN_NONE;
	return PyLong_FromUnsignedLongLong(c->deadline);
}

static int set_deadline(PyObject *self, PyObject *value, void *unused)
{
	struct core *c = (struct core *)self;
	unsigned long long cycle = NEVER;

	(void)unused;
	if (value && value != Py_None)
		cycle = PyLong_AsUnsignedLongLong(value);
	if (PyErr_Occurred())
		return -1;
	c->deadline = cycle;
	attention_update(c);
	return 0;
}

static PyObject *get_intr(PyObject *self, void *unused)
{
	(void)unused;
	return PyBool_FromLong(((struct core *)self)->intr);
}

static int set_intr(PyObject *self, PyObject *value, void *unused)
{
	struct core *c = (struct core *)self;
	int high = value ? PyObject_IsTrue(value) : 0;

	(void)unused;
	if (high < 0)
		return -1;
	c->intr = high;
	attention_update(c);
	return 0;
}

static int set_current(PyObject *self, PyObject *value, void *unused)
{
	unsigned long task = value ? PyLong_AsUnsignedLongMask(value) : 0;

	(void)unused;
	if (PyErr_Occurred())
		return -1;
	((struct core *)self)->current = (uint32_t)task;
	return 0;
}

static PyObject *get_straight(PyObject *self, void *unused)
{
	(void)unused;
	return PyBool_FromLong(((struct core *)self)->straight);
}

PyGetSetDef state_getset[] = {
    {"instructions", get_instructions, NULL, "retired instructions", NULL},
    {"clock", get_clock, set_clock,
     "cycles: instructions and the idle time that hlt skipped", NULL},
    {"trace_hash", get_trace_hash, NULL,
     "64-bit hash of blocks, exceptions, interrupts and output", NULL},
    {"fills", get_fills, NULL, "TLB misses", NULL},
    {"exceptions", get_exceptions, NULL, "faults delivered", NULL},
    {"interrupts", get_interrupts, NULL,
     "external and software interrupts delivered", NULL},
    {"events_lost", get_events_lost, NULL,
     "records dropped because the log was full", NULL},
    {"current", get_current, set_current, "the task of the last switch", NULL},
    {"bus_error", get_bus_error, NULL,
     "physical address of the last BUS stop, or None", NULL},
    {"deadline", get_deadline, set_deadline,
     "cycle of the next on_deadline, or None", NULL},
    {"intr", get_intr, set_intr, "the INTR pin", NULL},
    {"straight", get_straight, NULL,
     "whether accesses to memory go without a question for stops", NULL},
    {NULL},
};
