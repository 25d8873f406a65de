/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Registers, callbacks, NMI and stops as Python sees them. */
#include "core.h"

static const int reg_ids[] = {
    UC_X86_REG_EAX, UC_X86_REG_ECX,    UC_X86_REG_EDX, UC_X86_REG_EBX,
    UC_X86_REG_ESP, UC_X86_REG_EBP,    UC_X86_REG_ESI, UC_X86_REG_EDI,
    UC_X86_REG_EIP, UC_X86_REG_EFLAGS, UC_X86_REG_ES,  UC_X86_REG_CS,
    UC_X86_REG_SS,  UC_X86_REG_DS,     UC_X86_REG_FS,  UC_X86_REG_GS,
    UC_X86_REG_CR0, UC_X86_REG_CR2,    UC_X86_REG_CR3, UC_X86_REG_CR4,
};
#define REG_COUNT ((int)(sizeof(reg_ids) / sizeof(reg_ids[0])))
#define REG_EIP 8
#define REG_CR0 16
#define REG_CR3 18
#define REG_CR4 19

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
	if (id == REG_CR3)
		return PyLong_FromUnsignedLong(paging_now(c).cr3);
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
	if (id == REG_CR3) {
		c->cr3_writes++;
		mmu_note_cr3(c, value);
	}
	if (c->modelling && (id == REG_CR0 || id == REG_CR3 || id == REG_CR4))
		tlb_control(c, id == REG_CR3);
	if (id == REG_EIP) {
		c->halted = false;
		c->resume_quiet = false;
		c->skip_breakpoint = false;
	}
	Py_RETURN_NONE;
}

/* For memory from elsewhere, whose EFER nobody kept. */
static PyObject *assume_nx(PyObject *self, PyObject *unused)
{
	(void)unused;
	((struct core *)self)->assume_nx = true;
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
	uc_reg_write(c->uc, which ? UC_X86_REG_IDTR : UC_X86_REG_GDTR, &table);
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
	PyObject **slots[4] = {&c->on_port_in, &c->on_port_out, &c->on_deadline,
			       &c->on_ack};
	PyObject *given[4];
	int i;

	if (!PyArg_ParseTuple(args, "OOOO:set_callbacks", &given[0], &given[1],
			      &given[2], &given[3]))
		return NULL;
	for (i = 0; i < 4; i++) {
		if (given[i] != Py_None && !PyCallable_Check(given[i])) {
			PyErr_SetString(PyExc_TypeError,
					"callbacks are callables or None");
			return NULL;
		}
	}
	for (i = 0; i < 4; i++)
		Py_XSETREF(*slots[i],
			   given[i] == Py_None ? NULL : Py_NewRef(given[i]));
	Py_RETURN_NONE;
}

static PyObject *run(PyObject *self, PyObject *args)
{
	return core_run((struct core *)self, args);
}

PyMethodDef state_methods[] = {
    {"run", run, METH_VARARGS,
     "run(budget) -> (reason, value): run until a stop; raises what a callback "
     "raised"},
    {"reg", get_reg, METH_VARARGS, "reg(id) -> int: read a register"},
    {"set_reg", set_reg, METH_VARARGS,
     "set_reg(id, value): write a register; EIP leaves a halt, CR3 flushes the "
     "TLB"},
    {"assume_nx", assume_nx, METH_NOARGS,
     "assume_nx(): take EFER.NXE for set, whatever the guest said"},
    {"set_table", set_table, METH_VARARGS,
     "set_table(GDTR or IDTR, base, limit)"},
    {"set_segment_flat", set_segment_flat, METH_NOARGS,
     "set_segment_flat(): ring 0, CS 0x10, the rest 0x18, all of 4 GiB"},
    {"request_stop", request_stop, METH_VARARGS,
     "request_stop(reason, value): end the run in progress, from a callback"},
    {"nmi", nmi, METH_NOARGS, "nmi(): latch a non-maskable interrupt"},
    {"set_callbacks", set_callbacks, METH_VARARGS,
     "set_callbacks(on_port_in, on_port_out, on_deadline, on_ack); None for "
     "none"},
    {NULL},
};
