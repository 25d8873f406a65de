/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The recording's stream: words of blocks, and events. */
#include "trace/trace.h"

#include "trace/full.h"

/* Python takes the buffers at the next block, where it may be called. */
void trace_ask_to_be_emptied(struct core *c)
{
	c->poll_at = core_now(c);
	attention_update(c);
}

/* The last thing that the block hook does for each block. */
void trace_enter(struct core *c, uint32_t pc)
{
	struct trace *t = c->trace;
	uint32_t id = t->ids[(uint16_t)pc];

	if (unlikely(t->filter.used) &&
	    (!trace_wanted(c, pc) || !t->with_blocks))
		return;
	if (unlikely(!id)) {
		id = trace_number_block(c, c->block);
		if (!id)
			t->failed = true;
		t->ids[(uint16_t)pc] = id;
	}
	trace_word(c, id);
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
	if (count && c->trace->with_blocks && !c->trace->paused)
		trace_word(c, kind | count);
}

/* The policy loads CR3 from the host; a guest that loads it changes it. */
static void note_kept(struct core *c, const struct event *e)
{
	struct trace *t = c->trace;
	struct event kept = *e;

	if (t->switch_cr3 == e->c && t->switch_writes == c->cr3_writes &&
	    e->a != e->b) {
		kept.kind = EV_KEPT;
		kept.d = 0;
		trace_event(c, &kept);
	}
	t->switch_cr3 = e->c;
	t->switch_writes = c->cr3_writes;
}

static void note_walk(struct core *c, const struct event *fault)
{
	struct paging p = paging_now(c);
	struct walk w = walk_page(c, &p, fault->c, false);
	struct event e = *fault;

	e.kind = EV_WALK;
	e.a = fault->c;
	e.b = e.c = 0;
	if (w.has_dir && w.dir_at + 4 <= c->ram_bytes)
		memcpy(&e.b, c->ram + w.dir_at, 4);
	if (w.leaf_at && w.leaf_at + 4 <= c->ram_bytes)
		memcpy(&e.c, c->ram + w.leaf_at, 4);
	e.d = (uint32_t)w.status | (uint32_t)w.has_dir << 4 |
	      (uint32_t)w.wide << 5;
	trace_event(c, &e);
}

static void tell(struct core *c, const struct event *e)
{
	PyObject *result = PyObject_CallFunction(
	    c->trace->on_event, "y#", (const char *)e, (Py_ssize_t)sizeof(*e));

	if (!result)
		core_store_error(c);
	Py_XDECREF(result);
}

/* What an event says more of, or lets happen in the trace. */
static void follow(struct core *c, const struct event *e)
{
	switch (e->kind) {
	case EV_SWITCH:
		trace_meet_task(c, e->b);
		note_kept(c, e);
		break;
	case EV_EXCEPTION:
		if (e->a == VEC_PF)
			note_walk(c, e);
		break;
	case EV_INTERRUPT:
		if (e->a == VEC_SYSCALL && e->b)
			trace_syscall(c, e);
		break;
	}
}

void trace_event(struct core *c, struct event *e)
{
	struct trace *t = c->trace;

	if (e->kind == EV_PORT)
		trace_console(c, e);
	if (t->filter.used)
		trace_mark_event(c, e->kind);
	if (t->filter.used && !(t->filter.task_fits && t->filter.open) &&
	    e->kind != EV_SWITCH && e->kind != EV_TASK)
		return;
	if (t->event_count == TRACE_EVENTS) {
		t->events_lost++;
		return;
	}
	if (e->kind == EV_INTERRUPT && e->a == VEC_SYSCALL && e->b)
		e->c = reg_get(c, UC_X86_REG_EAX);
	t->events[t->event_count++] = *e;
	trace_word(c, TRACE_EVENT);
	if (t->event_count == TRACE_EVENTS_FULL)
		trace_ask_to_be_emptied(c);
	if (unlikely(t->call_mask >> e->kind & 1))
		tell(c, e);
	follow(c, e);
	if (t->filter.used)
		trace_mark_event_done(c, e->kind);
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
	if (c->trace_used < t->words_full &&
	    t->event_count < TRACE_EVENTS_FULL && core_now(c) < t->full_at &&
	    !t->filter.ended)
		return;
	result = PyObject_CallNoArgs(t->on_full);
	if (!result)
		core_store_error(c);
	Py_XDECREF(result);
}
