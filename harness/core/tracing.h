/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the parts of the core tell a trace; the last part of core.h. */
#ifndef HARNESS_TRACING_H
#define HARNESS_TRACING_H

/* What stands in a trace besides blocks; the rest of the word is a count. */
enum trace_word {
	TRACE_EVENT = 0x80000000,
	TRACE_CUT = 0x90000000,	  /* the last of its block did not run */
	TRACE_REDO = 0xa0000000,  /* they ran after all */
	TRACE_TICK = 0xb0000000,  /* counted, without an instruction */
	TRACE_AGAIN = 0xc0000000, /* 4 bits of period, 24 of times */
};

/* trace.c */
extern PyMethodDef trace_methods[];
void trace_enter(struct core *c, uint32_t pc);
void trace_resume(struct core *c, uint32_t pc, uint32_t count);
void trace_forget(struct core *c, uint32_t pc);
void trace_adjust(struct core *c, enum trace_word kind, uint32_t count);
void trace_event(struct core *c, struct event *e);
void trace_poll(struct core *c);
void trace_close(struct core *c);
/* Count other than by entering a block, and tell the trace. */
static inline void core_tick_traced(struct core *c, int64_t count,
				    enum trace_word kind)
{
	core_tick(c, count);
	if (unlikely(c->tracing))
		trace_adjust(c, kind, (uint32_t)(count < 0 ? -count : count));
}

#endif
