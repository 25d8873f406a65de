/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Registers, counters, pins and callbacks as Python sees them. */
#include "core.h"

static const int reg_ids[] = {
	UC_X86_REG_EAX, UC_X86_REG_ECX, UC_X86_REG_EDX, UC_X86_REG_EBX,
	UC_X86_REG_ESP, UC_X86_REG_EBP, UC_X86_REG_ESI, UC_X86_REG_EDI,
	UC_X86_REG_EIP, UC_X86_REG_EFLAGS, UC_X86_REG_ES, UC_X86_REG_CS,
	UC_X86_REG_SS, UC_X86_REG_DS, UC_X86_REG_FS, UC_X86_REG_GS,
	UC_X86_REG_CR0, UC_X86_REG_CR2, UC_X86_REG_CR3, UC_X86_REG_CR4,
};
#define REG_COUNT ((int)(sizeof(reg_ids) / sizeof(reg_ids[0])))
#define REG_EIP 8
#define REG_CR3 18

static bool check_reg(int id)
{
	if (id >= 0 && id < REG_COUNT)
		return true;
	PyErr_Format(PyExc_ValueError, "no register %d", id);
	return false;
}

static PyObject *get_reg(PyObject *self, PyObject *args)
{
	struct core *c = (struct core *)self;
	int id;

	if (!PyArg_ParseTuple(args, "i:reg", &id) || !check_reg(id))
		return NULL;
	return PyLong_FromUnsignedLong(reg_get(c, reg_ids[id]));
}

static PyObject *set_reg(PyObject *self, PyObject *args)
{
	struct core *c = (struct core *)self;
	unsigned int value;
	int id;

	if (!PyArg_ParseTuple(args, "iI:set_reg", &id, &value) ||
	    !check_reg(id))
		return NULL;
	if (uc_reg_write(c->uc, reg_ids[id], &value) != UC_ERR_OK) {
		PyErr_Format(PyExc_ValueError,
			     "register %d does not take 0x%08x", id, value);
		return NULL;
	}
	if (id == REG_CR3)
		mmu_note_cr3(c, value);
	if (id == REG_EIP) {
		c->halted = false;
		c->resume_quiet = false;
		c->skip_breakpoint = false;
	}
	Py_RETURN_NONE;
}

static PyObject *set_table(PyObject *self, PyObject *args)
{
	struct core *c = (struct core *)self;
	unsigned int base, limit;
	uc_x86_mmr table = {0};
	int which;

	if (!PyArg_ParseTuple(args, "iII:set_table", &which, &base, &limit))
		return NULL;
	if (which < 0 || which > 1 || limit > 0xffff) {
		PyErr_SetString(PyExc_ValueError,
				"set_table(GDTR or IDTR, base, limit): the "
				"limit is at most 0xffff");
		return NULL;
	}
	table.base = base;
	table.limit = limit;
	uc_reg_write(c->uc, which ? UC_X86_REG_IDTR : UC_X86_REG_GDTR,
		     &table);
	Py_RETURN_NONE;
}

static PyObject *set_segment_flat(PyObject *self, PyObject *unused)
{
	struct core *c = (struct core *)self;

	(void)unused;
	uc_context_save(c->uc, c->ctx);
	segment_set_flat(c);
	uc_context_restore(c->uc, c->ctx);
	Py_RETURN_NONE;
}

static PyObject *request_stop(PyObject *self, PyObject *args)
{
	struct core *c = (struct core *)self;
	long long value;
	int reason;

	if (!PyArg_ParseTuple(args, "iL:request_stop", &reason, &value))
		return NULL;
	if (reason <= STOP_NONE || reason > STOP_ENGINE) {
		PyErr_Format(PyExc_ValueError, "no stop reason %d", reason);
		return NULL;
	}
	if (c->running)
		core_stop(c, reason, value);
	Py_RETURN_NONE;
}

static PyObject *nmi(PyObject *self, PyObject *unused)
{
	struct core *c = (struct core *)self;

	(void)unused;
	c->nmi = true;
	attention_update(c);
	Py_RETURN_NONE;
}

static PyObject *set_callbacks(PyObject *self, PyObject *args)
{
	struct core *c = (struct core *)self;
	PyObject **slots[4] = {&c->on_port_in, &c->on_port_out,
			       &c->on_deadline, &c->on_ack};
	PyObject *given[4];
	int i;

	if (!PyArg_ParseTuple(args, "OOOO:set_callbacks", &given[0],
			      &given[1], &given[2], &given[3]))
		return NULL;
	for (i = 0; i < 4; i++) {
		if (given[i] != Py_None && !PyCallable_Check(given[i])) {
			PyErr_SetString(PyExc_TypeError,
					"callbacks are callables or None");
			return NULL;
		}
	}
	for (i = 0; i < 4; i++)
		Py_XSETREF(*slots[i], given[i] == Py_None
					      ? NULL
					      : Py_NewRef(given[i]));
	Py_RETURN_NONE;
}

static PyObject *run(PyObject *self, PyObject *args)
{
	return core_run((struct core *)self, args);
}

PyMethodDef state_methods[] = {
	{"run", run, METH_VARARGS, NULL},
	{"reg", get_reg, METH_VARARGS, NULL},
	{"set_reg", set_reg, METH_VARARGS, NULL},
	{"set_table", set_table, METH_VARARGS, NULL},
	{"set_segment_flat", set_segment_flat, METH_NOARGS, NULL},
	{"request_stop", request_stop, METH_VARARGS, NULL},
	{"nmi", nmi, METH_NOARGS, NULL},
	{"set_callbacks", set_callbacks, METH_VARARGS, NULL},
	{NULL},
};

#define U64_GETTER(field)                                                     \
	static PyObject *get_##field(PyObject *self, void *unused)            \
	{                                                                     \
		(void)unused;                                                 \
		return PyLong_FromUnsignedLongLong(                           \
			((struct core *)self)->field);                        \
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

PyGetSetDef state_getset[] = {
	{"instructions", get_instructions, NULL, NULL, NULL},
	{"clock", get_clock, NULL, NULL, NULL},
	{"trace_hash", get_trace_hash, NULL, NULL, NULL},
	{"fills", get_fills, NULL, NULL, NULL},
	{"exceptions", get_exceptions, NULL, NULL, NULL},
	{"interrupts", get_interrupts, NULL, NULL, NULL},
	{"events_lost", get_events_lost, NULL, NULL, NULL},
	{"current", get_current, set_current, NULL, NULL},
	{"bus_error", get_bus_error, NULL, NULL, NULL},
	{"deadline", get_deadline, set_deadline, NULL, NULL},
	{"intr", get_intr, set_intr, NULL, NULL},
	{NULL},
};
