/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hooks on single addresses: callbacks, breakpoints, the switch watch. */
#include "core.h"

static void stop_at(struct core *c, uint32_t pc)
{
	uint32_t rest;

	/* Unicorn calls again at the address that run() resumes from. */
	if (c->skip_breakpoint && c->skip_pc == pc) {
		c->skip_breakpoint = false;
		return;
	}
	rest = block_rest(c, pc);
	core_tick_traced(c, -(int64_t)rest, TRACE_CUT);
	core_stop(c, STOP_BREAKPOINT, pc);
}

static void call(struct core *c, struct probe *p)
{
	PyObject *result;

	if (!p->tap)
		result = PyObject_CallNoArgs(p->callable);
	else if (!tap_call(c, p->callable, &result))
		return;
	if (!result)
		core_store_error(c);
	Py_XDECREF(result);
}

/* Unicorn calls the hooks of one place in the order of their coming. */
static bool is_last(const struct core *c, const struct probe *p)
{
	int i;

	for (i = 0; i < MAX_PROBES; i++)
		if (c->probes[i].used && c->probes[i].vaddr == p->vaddr &&
		    c->probes[i].order > p->order)
			return false;
	return true;
}

static void on_probe(uc_engine *uc, uint64_t address, uint32_t size,
		     void *opaque)
{
	struct probe *p = opaque;
	struct core *c = p->core;

	(void)uc;
	(void)size;
	if (!c->stop) {
		/* A stale block may name the hook of a probe that moved. */
		if (!p->used || p->vaddr != (uint32_t)address)
			return;
		if (p->callable)
			call(c, p);
		else
			stop_at(c, (uint32_t)address);
	}
	/* Elsewhere now: but for whom it was here, it was here. */
	if (c->stop ||
	    (reg_get(c, UC_X86_REG_EIP) != (uint32_t)address && is_last(c, p)))
		straight_leave(c);
}

/* At __switch_to: eax is prev, edx is next, the stack is next's already. */
static void on_switch(uc_engine *uc, uint64_t address, uint32_t size,
		      void *opaque)
{
	struct core *c = opaque;
	uint32_t prev, next;

	(void)size;
	if (c->stop)
		return;
	/* Unicorn calls again at the address that a run resumes from. */
	if (core_now(c) == c->switched_at)
		return;
	c->switched_at = core_now(c);
	prev = reg_get(c, UC_X86_REG_EAX);
	next = reg_get(c, UC_X86_REG_EDX);
	c->current = next;
	event_add(c, EV_SWITCH, (uint32_t)address, prev, next,
		  reg_get(c, UC_X86_REG_CR3), reg_get(c, UC_X86_REG_ESP));
	if (c->modelling)
		tlb_task(c, next);
	/* The next task's first access to a user page must come to the fill. */
	if (c->guard_limit && c->guard_stale) {
		c->guard_stale = false;
		uc_ctl_flush_tlb(uc);
	}
}

static struct probe *free_probe(struct core *c)
{
	int i;

	for (i = 0; i < MAX_PROBES; i++)
		if (!c->probes[i].used)
			return &c->probes[i];
	PyErr_Format(PyExc_RuntimeError, "all %d probes are in use",
		     MAX_PROBES);
	return NULL;
}

/*
 * Blocks translated before know nothing of a new hook, and those since still
 * call one that is gone.  The kernel's half is the same in every address space,
 * so that dropping those will do; checks place probes while the guest runs, and
 * everything takes 3 ms.
 */
static void forget_blocks_at(struct core *c, uint32_t vaddr)
{
	struct paging paging = paging_now(c);
	struct walk w;

	if (paging.cr0 & CR0_PG && !c->detour) {
		w = walk_page(c, &paging, vaddr, false);
		if (w.status == WALK_OK && !w.user) {
			mmu_drop_blocks_at(c, w.page + (vaddr & PAGE_MASK));
			return;
		}
	}
	uc_ctl_flush_tb(c->uc);
}

static PyObject *place(struct core *c, uint32_t vaddr, PyObject *callable,
		       bool tap)
{
	struct probe *p = free_probe(c);

	if (!p)
		return NULL;
	if (uc_hook_add(c->uc, &p->hook, UC_HOOK_CODE, (void *)on_probe, p,
			(uint64_t)vaddr, (uint64_t)vaddr) != UC_ERR_OK) {
		PyErr_SetString(PyExc_RuntimeError, "Unicorn took no hook");
		return NULL;
	}
	p->used = true;
	p->order = c->probes_placed++;
	p->tap = tap;
	p->vaddr = vaddr;
	p->core = c;
	p->callable = callable == Py_None ? NULL : Py_NewRef(callable);
	forget_blocks_at(c, vaddr);
	return PyLong_FromLong(p - c->probes);
}

static PyObject *add_probe(PyObject *self, PyObject *args)
{
	unsigned int vaddr;
	PyObject *callable;

	if (!PyArg_ParseTuple(args, "IO:add_probe", &vaddr, &callable))
		return NULL;
	if (callable == Py_None || PyCallable_Check(callable))
		return place((struct core *)self, vaddr, callable, false);
	PyErr_SetString(PyExc_TypeError,
			"a probe is a callable, or None to stop");
	return NULL;
}

static PyObject *add_tap(PyObject *self, PyObject *args)
{
	unsigned int vaddr;
	PyObject *callable;

	if (!PyArg_ParseTuple(args, "IO:add_tap", &vaddr, &callable))
		return NULL;
	if (PyCallable_Check(callable))
		return place((struct core *)self, vaddr, callable, true);
	PyErr_SetString(PyExc_TypeError, "a tap is a callable");
	return NULL;
}

static PyObject *remove_probe(PyObject *self, PyObject *args)
{
	struct core *c = (struct core *)self;
	struct probe *p;
	int id;

	if (!PyArg_ParseTuple(args, "i:remove_probe", &id))
		return NULL;
	if (id < 0 || id >= MAX_PROBES || !c->probes[id].used) {
		PyErr_Format(PyExc_KeyError, "no probe %d", id);
		return NULL;
	}
	p = &c->probes[id];
	uc_hook_del(c->uc, p->hook);
	p->used = false;
	Py_CLEAR(p->callable);
	forget_blocks_at(c, p->vaddr);
	Py_RETURN_NONE;
}

static PyObject *watch_switch(PyObject *self, PyObject *args)
{
	struct core *c = (struct core *)self;
	unsigned int vaddr;

	if (!PyArg_ParseTuple(args, "I:watch_switch", &vaddr))
		return NULL;
	if (c->switch_watched)
		uc_hook_del(c->uc, c->switch_hook);
	c->switch_watched = true;
	if (uc_hook_add(c->uc, &c->switch_hook, UC_HOOK_CODE, (void *)on_switch,
			c, (uint64_t)vaddr, (uint64_t)vaddr) != UC_ERR_OK) {
		PyErr_SetString(PyExc_RuntimeError, "Unicorn took no hook");
		return NULL;
	}
	uc_ctl_flush_tb(c->uc);
	Py_RETURN_NONE;
}

static PyObject *set_user_guard(PyObject *self, PyObject *args)
{
	struct core *c = (struct core *)self;
	unsigned int limit, offset, cr3 = 0;

	if (!PyArg_ParseTuple(args, "II|I:set_user_guard", &limit, &offset,
			      &cr3))
		return NULL;
	c->guard_cr3 = cr3;
	c->guard_limit = limit;
	c->guard_mm = offset;
	uc_ctl_flush_tlb(c->uc);
	Py_RETURN_NONE;
}

void probe_release(struct core *c)
{
	int i;

	for (i = 0; i < MAX_PROBES; i++)
		Py_CLEAR(c->probes[i].callable);
}

PyMethodDef probe_methods[] = {
    {"add_probe", add_probe, METH_VARARGS,
     "add_probe(vaddr, callable or None) -> id: call before, or stop at, an "
     "instruction"},
    {"add_tap", add_tap, METH_VARARGS,
     "add_tap(vaddr, callable) -> id: a probe called with (instructions, task, "
     "pid, esp, eax, return address, 4 arguments), where there is a task"},
    {"remove_probe", remove_probe, METH_VARARGS, "remove_probe(id)"},
    {"watch_switch", watch_switch, METH_VARARGS,
     "watch_switch(vaddr): log (eax, edx) there as a switch; edx becomes "
     "current"},
    {"set_user_guard", set_user_guard, METH_VARARGS,
     "set_user_guard(limit, offset, cr3=0): log accesses below limit by tasks "
     "whose "
     "word at offset is 0"},
    {NULL},
};
