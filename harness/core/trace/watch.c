/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Functions of the kernel that mean something for a trace: a task is made, is
 * woken, executes a program, ends, leaves a system call.  Watched by native
 * hooks on single addresses, which cost nothing elsewhere.
 */
#include "trace/trace.h"

static uint32_t argument(struct core *c, uint32_t index)
{
	uint32_t value = 0;

	core_peek(c, reg_get(c, UC_X86_REG_ESP) + 4 + 4 * index, &value, 4);
	return value;
}

/*
 * gcc hands a static function its first argument in EAX, others get it on
 * the stack; a task that was seen before tells which it is.
 */
static uint32_t task_argument(struct core *c)
{
	uint32_t eax = reg_get(c, UC_X86_REG_EAX);
	const struct trace *t = c->trace;

	return t->tasks[trace_task_slot(eax)].task == eax && eax
		   ? eax
		   : argument(c, 0);
}

static void report(struct core *c, struct event *e)
{
	switch (e->kind) {
	case EV_FORK:
		e->a = argument(c, 0);
		core_peek(c, e->a + c->trace->pid_at, &e->b, 4);
		trace_event(c, e);
		trace_learn_task(c, e->a);
		break;
	case EV_EXEC:
		trace_event(c, e);
		trace_text(c, e, 0, argument(c, 0), 64);
		break;
	case EV_EXIT:
		e->a = argument(c, 0);
		trace_event(c, e);
		break;
	case EV_WAKE:
		e->a = task_argument(c);
		trace_event(c, e);
		break;
	case EV_RETURN:
		trace_sysret(c, e);
		break;
	}
}

static void on_watch(uc_engine *uc, uint64_t address, uint32_t size,
		     void *opaque)
{
	struct trace_watch *w = opaque;
	struct core *c = w->core;
	struct event e = {
	    .instruction = core_now(c),
	    .kind = w->kind,
	    .eip = (uint32_t)address,
	    .current = c->current,
	};

	(void)uc;
	(void)size;
	/* Unicorn calls again at the address that a run resumes from. */
	if (c->stop || w->seen_at == core_now(c))
		return;
	w->seen_at = core_now(c);
	report(c, &e);
}

PyObject *trace_watch(PyObject *self, PyObject *args)
{
	struct core *c = (struct core *)self;
	struct trace *t = c->trace;
	struct trace_watch *w;
	unsigned int vaddr;
	int kind;

	if (!PyArg_ParseTuple(args, "Ii:trace_watch", &vaddr, &kind))
		return NULL;
	if (!t || t->watch_count == TRACE_WATCHES) {
		PyErr_SetString(PyExc_RuntimeError,
				"no trace, or too many watches");
		return NULL;
	}
	w = &t->watches[t->watch_count];
	*w = (struct trace_watch){.core = c, .kind = (uint32_t)kind};
	if (uc_hook_add(c->uc, &w->hook, UC_HOOK_CODE, (void *)on_watch, w,
			(uint64_t)vaddr, (uint64_t)vaddr) != UC_ERR_OK) {
		PyErr_SetString(PyExc_RuntimeError, "Unicorn took no hook");
		return NULL;
	}
	t->watch_count++;
	uc_ctl_flush_tb(c->uc);
	Py_RETURN_NONE;
}

void trace_watch_free(struct core *c, struct trace *t)
{
	uint32_t i;

	for (i = 0; i < t->watch_count; i++)
		uc_hook_del(c->uc, t->watches[i].hook);
	if (t->watch_count)
		uc_ctl_flush_tb(c->uc);
}
