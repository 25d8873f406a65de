/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the block hook does not do on every block: budget, deadline, signals,
 * external interrupts.  c->attention is the instruction count at which the
 * next of them is due.
 */
#include "core.h"

#define HF_INHIBIT_IRQ 0x8u
#define HF2_NMI 0x4u

/* At most one poll ahead, so that the countdown never overflows. */
static void attend_at(struct core *c, uint64_t at)
{
	uint64_t now = core_now(c);

	if (at > now + POLL_INSTRUCTIONS)
		at = now + POLL_INSTRUCTIONS;
	c->horizon = at;
	c->left = (int64_t)(at - now);
}

void attention_update(struct core *c)
{
	uint64_t at = c->poll_at;

	if (c->stop || c->intr || c->nmi || c->resume_quiet || c->detour) {
		attend_at(c, 0);
		return;
	}
	if (c->budget_end < at)
		at = c->budget_end;
	if (c->deadline != NEVER) {
		uint64_t due =
		    c->deadline > c->idle ? c->deadline - c->idle : 0;

		if (due < at)
			at = due;
	}
	attend_at(c, at);
}

void core_stop(struct core *c, enum stop_reason reason, int64_t value)
{
	if (!c->stop) {
		c->stop = reason;
		c->stop_value = value;
	}
	attend_at(c, 0);
	if (c->running)
		uc_emu_stop(c->uc);
}

/* A Python error may not stay set while the machine runs on. */
void core_store_error(struct core *c)
{
	if (PyErr_ExceptionMatches(PyExc_KeyboardInterrupt)) {
		PyErr_Clear();
		core_stop(c, STOP_INTERRUPTED, 0);
		return;
	}
	if (c->err_type)
		PyErr_Clear();
	else
		PyErr_Fetch(&c->err_type, &c->err_value, &c->err_trace);
	core_stop(c, STOP_ENGINE, 0);
}

void core_poll(struct core *c)
{
	c->poll_at = core_now(c) + c->poll_every;
	Py_BEGIN_ALLOW_THREADS;
	Py_END_ALLOW_THREADS;
	if (PyErr_CheckSignals())
		core_store_error(c);
	if (unlikely(c->trace) && !c->stop)
		trace_poll(c);
}

static void call_deadline(struct core *c)
{
	PyObject *result;

	/* Cleared first, so that the callback can set the next one. */
	c->deadline = NEVER;
	if (!c->on_deadline)
		return;
	result = PyObject_CallNoArgs(c->on_deadline);
	if (!result)
		core_store_error(c);
	Py_XDECREF(result);
}

static int ask_vector(struct core *c)
{
	PyObject *result;
	long vector;

	if (!c->on_ack)
		PyErr_SetString(PyExc_RuntimeError,
				"INTR is raised and no on_ack is set");
	result = c->on_ack ? PyObject_CallNoArgs(c->on_ack) : NULL;
	vector = result ? PyLong_AsLong(result) : -1;
	Py_XDECREF(result);
	if (!PyErr_Occurred() && (vector < 0 || vector > 255))
		PyErr_Format(PyExc_ValueError,
			     "on_ack gave vector %ld, 0 to 255 is valid",
			     vector);
	if (PyErr_Occurred()) {
		core_store_error(c);
		return -1;
	}
	return (int)vector;
}

/* It counts one, and what it changes is its own. */
static void trace_delivery(struct core *c)
{
	if (unlikely(c->tracing_stores))
		trace_full_close(c);
	core_tick_traced(c, 1, TRACE_TICK);
}

static bool deliver_nmi(struct core *c)
{
	uint32_t hidden = context_u32(c, layout.hflags2);

	if (hidden & HF2_NMI)
		return false;
	c->nmi = false;
	/* iret clears this flag: until then a second NMI waits. */
	context_set_u32(c, layout.hflags2, hidden | HF2_NMI);
	trace_delivery(c);
	uc_context_restore(c->uc, c->ctx);
	exception_deliver(c, VEC_NMI, KIND_EXTERNAL, 0);
	return true;
}

static bool interruptible(struct core *c)
{
	exception_save(c);
	return !(context_u32(c, layout.hflags) & HF_INHIBIT_IRQ);
}

static bool try_interrupt(struct core *c)
{
	int vector;

	if (c->nmi && interruptible(c) && deliver_nmi(c))
		return true;
	if (!c->intr || !(reg_get(c, UC_X86_REG_EFLAGS) & EFLAGS_IF) ||
	    !interruptible(c))
		return false;
	vector = ask_vector(c);
	if (vector < 0)
		return true;
	/* The callback may have written registers. */
	exception_save(c);
	trace_delivery(c);
	exception_deliver(c, vector, KIND_EXTERNAL, 0);
	return true;
}

/* True when the block about to run must not run now. */
bool attention_slow(struct core *c)
{
	bool left;

	if (c->stop)
		return true;
	if (core_now(c) >= c->budget_end)
		core_stop(c, STOP_BUDGET, 0);
	else if (core_now(c) >= c->poll_at)
		core_poll(c);
	if (!c->stop && core_now(c) + c->idle >= c->deadline)
		call_deadline(c);
	left = c->stop || try_interrupt(c);
	attention_update(c);
	return left;
}

/*
 * After hlt: until an interrupt or a stop.  The clock jumps to the deadline;
 * each jump costs one instruction, so that an idle guest spends its budget.
 */
void attention_idle(struct core *c)
{
	while (c->halted && !c->stop) {
		if (try_interrupt(c)) {
			c->halted = false;
			break;
		}
		if (core_now(c) >= c->budget_end) {
			core_stop(c, STOP_BUDGET, 0);
			break;
		}
		if (!(reg_get(c, UC_X86_REG_EFLAGS) & EFLAGS_IF) ||
		    c->deadline == NEVER) {
			core_stop(c, STOP_HALTED, reg_get(c, UC_X86_REG_EIP));
			break;
		}
		core_tick_traced(c, 1, TRACE_TICK);
		if (core_now(c) >= c->poll_at)
			core_poll(c);
		if (c->deadline > core_now(c) + c->idle)
			c->idle = c->deadline - core_now(c);
		if (!c->stop)
			call_deadline(c);
	}
	attention_update(c);
}
