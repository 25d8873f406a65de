/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The level `full`: before each instruction, what the one before it changed;
 * at each access, where and what.  Both go into the stream of words, which
 * encode.c makes small beside the guest.
 */
#include "trace/full.h"

static uint32_t changed_gprs(struct trace_full *f, const struct live *l)
{
#define DIFFERS(i) ((uint32_t)(f->now[i] != (uint32_t)l->gpr[i]) << (i))
	return DIFFERS(0) | DIFFERS(1) | DIFFERS(2) | DIFFERS(3) | DIFFERS(4) |
	       DIFFERS(5) | DIFFERS(6) | DIFFERS(7);
#undef DIFFERS
}

static void take_segments(struct trace_full *f, const struct live *l)
{
	int i;

	memcpy(f->seg, l->seg, sizeof(f->seg));
	for (i = 0; i < SEG_COUNT; i++) {
		f->next[TR_SELECTORS + i] = l->seg[i].selector;
		f->next[TR_BASES + i] = (uint32_t)l->seg[i].base;
	}
}

static uint32_t changed_flags(struct core *c, struct trace_full *f,
			      const struct live *l)
{
	if (f->cc_dst == l->cc_dst && f->cc_src == l->cc_src &&
	    f->cc_op == l->cc_op && f->eflags == l->eflags && f->df == l->df)
		return 0;
	f->cc_dst = l->cc_dst;
	f->cc_src = l->cc_src;
	f->cc_op = l->cc_op;
	f->eflags = l->eflags;
	f->df = l->df;
	f->next[TR_EFLAGS] = live_flags(c, l);
	return (uint32_t)(f->next[TR_EFLAGS] != f->now[TR_EFLAGS]) << TR_EFLAGS;
}

static bool segments_differ(const struct live_segment *a,
			    const struct live_segment *b)
{
	uint64_t differ = 0;
	int i;

	for (i = 0; i < SEG_COUNT; i++)
		differ |=
		    (a[i].selector ^ b[i].selector) | (a[i].base ^ b[i].base);
	return differ;
}

static uint32_t changed_segments(struct trace_full *f, const struct live *l)
{
	uint32_t mask = 0, i;

	if (!segments_differ(f->seg, l->seg))
		return 0;
	take_segments(f, l);
	for (i = TR_SELECTORS; i < TR_REGS; i++)
		mask |= (uint32_t)(f->next[i] != f->now[i]) << i;
	return mask;
}

/* Words that say what changed since the last call; where, the caller said. */
static uint32_t put_changes(struct core *c, struct trace_full *f, uint32_t *out)
{
	const struct live *l = f->live;
	uint32_t mask = changed_gprs(f, l), rest, n = 0;

	for (rest = mask; rest; rest &= rest - 1) {
		int i = __builtin_ctz(rest);

		out[n++] = f->now[i] = (uint32_t)l->gpr[i];
	}
	rest = changed_flags(c, f, l) | changed_segments(f, l);
	if (unlikely(f->now[TR_CR3] != (uint32_t)l->cr[3])) {
		f->next[TR_CR3] = (uint32_t)l->cr[3];
		rest |= 1u << TR_CR3;
	}
	mask |= rest;
	for (; rest; rest &= rest - 1) {
		int i = __builtin_ctz(rest);

		out[n++] = f->now[i] = f->next[i];
	}
	f->changed = mask;
	return n;
}

static void on_instruction(uc_engine *uc, uint64_t address, uint32_t size,
			   void *opaque)
{
	struct core *c = opaque;
	struct trace *t = c->trace;
	uint32_t at, *out;

	(void)uc;
	(void)size;
	if (unlikely(c->stop))
		straight_leave(c);
	if (unlikely(!c->tracing || t->paused || c->stop))
		return;
	/* It has just been told where it is; each stop forgets this. */
	*t->full->sync_flag = 1;
	at = c->trace_used & (TRACE_WORDS - 1);
	out = c->trace_words + at;
	out[1] = (uint32_t)address;
	c->trace_used += 2 + put_changes(c, t->full, out + 2);
	out[0] = TRACE_INSN | t->full->changed;
}

/* What happens from here on is not the last instruction's doing. */
void trace_full_close(struct core *c)
{
	struct trace *t = c->trace;
	uint32_t *out = c->trace_words + (c->trace_used & (TRACE_WORDS - 1));

	if (!c->tracing || t->paused)
		return;
	c->trace_used += 1 + put_changes(c, t->full, out + 1);
	out[0] = TRACE_INSN | TRACE_CLOSE | t->full->changed;
}

static void mark_dirty(struct trace_full *f, uint64_t paddr, uint32_t size)
{
	uint64_t last = paddr + size - 1;

	if (last >= f->ram_bytes)
		return;
	f->lines[paddr >> PAGE_SHIFT] |= 1ull << (paddr >> 6 & 63);
	f->lines[last >> PAGE_SHIFT] |= 1ull << (last >> 6 & 63);
}

static void on_access(uc_engine *uc, uc_mem_type type, uint64_t address,
		      int size, int64_t value, void *opaque)
{
	struct core *c = opaque;
	struct trace *t = c->trace;
	bool write = type == UC_MEM_WRITE;
	uint32_t *out;

	(void)uc;
	if (write)
		mark_dirty(t->full, address, (uint32_t)size);
	if (unlikely(!c->tracing || t->paused || c->stop))
		return;
	out = c->trace_words + (c->trace_used & (TRACE_WORDS - 1));
	out[0] = TRACE_MEM | (write ? TRACE_MEM_WRITE : 0) | (uint32_t)size;
	out[1] = (uint32_t)address;
	out[2] = (uint32_t)value;
	out[3] = (uint32_t)(value >> 32);
	c->trace_used += size > 4 ? 4 : 3;
}

/* The processor's own store, or the host's: the words of a frame, a bit. */
void trace_full_store(struct core *c, uint32_t vaddr, uint64_t paddr,
		      const void *from, uint32_t bytes)
{
	struct trace *t = c->trace;
	const uint8_t *in = from;

	while (bytes) {
		uint32_t size = bytes >= 4 ? 4 : 1, value = 0;
		uint32_t *out =
		    c->trace_words + (c->trace_used & (TRACE_WORDS - 1));

		mark_dirty(t->full, paddr, size);
		memcpy(&value, in, size);
		if (!t->paused) {
			out[0] =
			    TRACE_MEM | TRACE_MEM_WRITE | TRACE_MEM_OWN | size;
			out[1] = (uint32_t)paddr;
			out[2] = value;
			out[3] = vaddr;
			c->trace_used += 4;
		}
		in += size;
		vaddr += size;
		paddr += size;
		bytes -= size;
	}
}

static bool add_hooks(struct core *c, struct trace_full *f)
{
	if (uc_hook_add(c->uc, &f->hooks[0], UC_HOOK_CODE,
			(void *)on_instruction, c, (uint64_t)1, (uint64_t)0) ||
	    uc_hook_add(c->uc, &f->hooks[1], UC_HOOK_MEM_WRITE,
			(void *)on_access, c, (uint64_t)1, (uint64_t)0) ||
	    uc_hook_add(c->uc, &f->hooks[2], UC_HOOK_MEM_READ_AFTER,
			(void *)on_access, c, (uint64_t)1, (uint64_t)0)) {
		PyErr_SetString(PyExc_RuntimeError, "Unicorn took no hook");
		return false;
	}
	/* What was translated before knows nothing of them. */
	uc_ctl_flush_tb(c->uc);
	return true;
}

bool trace_full_open(struct core *c)
{
	struct trace_full *f = calloc(1, sizeof(*f));
	size_t sync = live_sync_flag();

	c->trace->full = f;
	if (f)
		f->lines =
		    calloc(c->ram_bytes >> PAGE_SHIFT, sizeof(*f->lines));
	if (!f || !f->lines) {
		PyErr_NoMemory();
		return false;
	}
	f->ram_bytes = c->ram_bytes;
	f->live = live_find(c);
	if (!f->live)
		return false;
	/* Without it Unicorn would lose flags between two hooks. */
	if (!sync) {
		PyErr_SetString(PyExc_RuntimeError,
				"this Unicorn is unknown: its hooks cannot be "
				"kept apart; record with another level than "
				"full, or install unicorn 2.1.4");
		return false;
	}
	if (!add_hooks(c, f))
		return false;
	f->sync_flag = (uint8_t *)c->uc + sync;
	c->poll_every = TRACE_FULL_POLL;
	c->trace->words_full = TRACE_FULL_WORDS;
	f->cc_op = UINT32_MAX;
	return true;
}

/* What the registers are now, without saying so in the stream. */
void trace_full_look(struct core *c)
{
	uint32_t ignored[TR_REGS];

	put_changes(c, c->trace->full, ignored);
}

void trace_full_free(struct core *c, struct trace_full *f)
{
	int i;

	if (!f)
		return;
	if (f->sync_flag)
		*f->sync_flag = 0;
	for (i = 0; i < 3; i++)
		if (f->hooks[i])
			uc_hook_del(c->uc, f->hooks[i]);
	if (f->hooks[0])
		uc_ctl_flush_tb(c->uc);
	c->poll_every = POLL_INSTRUCTIONS;
	free(f->lines);
	free(f);
}
