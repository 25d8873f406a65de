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
	TRACE_SKIP = 0xd0000000,  /* ran, and were not recorded */
	/* These two only on the way to encode.c, see full.c. */
	TRACE_MEM = 0xe0000000,	 /* size; physical, value, and one more */
	TRACE_INSN = 0xf0000000, /* mask of registers; pc, their values */
};

#define TRACE_MEM_WRITE 0x100u
#define TRACE_MEM_OWN 0x200u   /* not by an instruction: virtual follows */
#define TRACE_CLOSE 0x8000000u /* no pc: only what changed until now */

/* Room for words: far more than there are between two polls. */
#define TRACE_WORDS (1u << 23)

/* trace.c */
extern PyMethodDef trace_methods[];
void trace_enter(struct core *c, uint32_t pc);
void trace_resume(struct core *c, uint32_t pc, uint32_t count);
void trace_forget(struct core *c, uint32_t pc);
void trace_adjust(struct core *c, enum trace_word kind, uint32_t count);
void trace_event(struct core *c, struct event *e);
void trace_poll(struct core *c);
void trace_close(struct core *c);
/* full.c */
void trace_full_close(struct core *c);
void trace_full_store(struct core *c, uint32_t vaddr, uint64_t paddr,
		      const void *from, uint32_t bytes);
void trace_full_fault(struct core *c, uint32_t vaddr);
#define NO_VADDR 0xffffffffu /* of a store by physical address */

static inline void trace_word(struct core *c, uint32_t word)
{
	c->trace_words[c->trace_used++ & (TRACE_WORDS - 1)] = word;
}
/* Count other than by entering a block, and tell the trace. */
static inline void core_tick_traced(struct core *c, int64_t count,
				    enum trace_word kind)
{
	core_tick(c, count);
	if (unlikely(c->tracing))
		trace_adjust(c, kind, (uint32_t)(count < 0 ? -count : count));
}

#endif
