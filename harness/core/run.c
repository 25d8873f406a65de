/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The run loop: what to do each time Unicorn comes back. */
#include "core.h"

static bool is_unmapped(uc_err err)
{
	return err == UC_ERR_READ_UNMAPPED || err == UC_ERR_WRITE_UNMAPPED ||
	       err == UC_ERR_FETCH_UNMAPPED;
}

static void refuse_insn(struct core *c)
{
	c->insn_refused = false;
	exception_save(c);
	block_refund(c, reg_get(c, UC_X86_REG_EIP), false);
	if (c->detour)
		mmu_end_detour(c);
	exception_deliver(c, VEC_GP, KIND_FAULT, 0);
}

static void after_emulation(struct core *c, uc_err err)
{
	c->refuse_all = false;
	if (c->stop)
		return;
	if (c->insn_refused) {
		refuse_insn(c);
	} else if (err == UC_ERR_OK) {
		c->halted = true;
	} else if (err == UC_ERR_EXCEPTION && c->fill_failed && !c->detour) {
		if (direct_fault(c))
			return;
		mmu_begin_detour(c);
		c->resume_quiet = true;
	} else if (is_unmapped(err)) {
		core_stop(c, STOP_BUS, (int64_t)c->bus_address);
	} else {
		core_stop(c, STOP_ENGINE, err);
	}
}

static void emulate(struct core *c)
{
	while (!c->stop) {
		uint32_t eip;

		if (c->halted) {
			attention_idle(c);
			continue;
		}
		eip = reg_get(c, UC_X86_REG_EIP);
		attention_update(c);
		after_emulation(c, uc_emu_start(c->uc, eip, 0, 0, 0));
	}
	if (c->detour)
		mmu_end_detour(c);
}

/*
 * A breakpoint stops inside a block and has given back what did not run.  The
 * rest is counted when it runs, but is no new block for the trace hash.
 */
static void settle(struct core *c)
{
	if (c->stop != STOP_BREAKPOINT)
		return;
	c->resume_quiet = true;
	c->skip_breakpoint = true;
	c->skip_pc = (uint32_t)c->stop_value;
}

static bool begin(struct core *c, PyObject *args)
{
	unsigned long long budget;

	if (!PyArg_ParseTuple(args, "K:run", &budget))
		return false;
	if (PyErr_Occurred())
		return false;
	if (c->running) {
		PyErr_SetString(PyExc_RuntimeError,
				"run() called from a callback of run()");
		return false;
	}
	c->stop = STOP_NONE;
	/* Left by other means than running: the next time counts again. */
	if (reg_get(c, UC_X86_REG_EIP) != c->skip_pc)
		c->skip_breakpoint = false;
	c->bus_seen = false;
	c->fill_failed = false;
	c->budget_end =
	    budget > NEVER - core_now(c) ? NEVER : core_now(c) + budget;
	c->poll_at = core_now(c);
	return true;
}

PyObject *core_run(struct core *c, PyObject *args)
{
	if (!begin(c, args))
		return NULL;
	c->running = true;
	core_poll(c);
	emulate(c);
	c->running = false;
	settle(c);
	if (c->err_type) {
		PyErr_Restore(c->err_type, c->err_value, c->err_trace);
		c->err_type = c->err_value = c->err_trace = NULL;
		return NULL;
	}
	return Py_BuildValue("iL", (int)c->stop, (long long)c->stop_value);
}
