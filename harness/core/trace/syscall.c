/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * System calls of the Linux i386 interface: numbers and arguments as they
 * enter, with the text that some point to, and results as they leave.
 */
#include "trace/trace.h"

#define TEXT_MOST 64
#define TEXT_PIECE 16
#define CALL_PROBES 16
/* In struct pt_regs; the stack points at one where a call is over. */
#define PT_EAX 0x18

enum { TEXT_1 = 1, TEXT_2 = 2, TEXT_BUFFER = 4 };

/* Which arguments are paths; write's is counted by its third. */
static const struct {
	uint16_t number;
	uint8_t texts;
} texts[] = {
    {4, TEXT_BUFFER},	   {5, TEXT_1},		  {8, TEXT_1},
    {9, TEXT_1 | TEXT_2},  {10, TEXT_1},	  {11, TEXT_1},
    {12, TEXT_1},	   {14, TEXT_1},	  {15, TEXT_1},
    {21, TEXT_1 | TEXT_2}, {33, TEXT_1},	  {38, TEXT_1 | TEXT_2},
    {39, TEXT_1},	   {40, TEXT_1},	  {52, TEXT_1},
    {61, TEXT_1},	   {83, TEXT_1 | TEXT_2}, {85, TEXT_1},
    {87, TEXT_1},	   {92, TEXT_1},	  {106, TEXT_1},
    {107, TEXT_1},	   {115, TEXT_1},	  {193, TEXT_1},
    {195, TEXT_1},	   {196, TEXT_1},
};

static void put(struct core *c, const struct event *like, enum event_kind kind,
		const uint32_t *four)
{
	struct event e = {
	    .instruction = like->instruction,
	    .kind = kind,
	    .eip = like->eip,
	    .a = four[0],
	    .b = four[1],
	    .c = four[2],
	    .d = four[3],
	    .current = like->current,
	};

	trace_event(c, &e);
}

/* Sixteen bytes an event, up to the first zero or so many. */
void trace_text(struct core *c, const struct event *like, uint32_t argument,
		uint32_t vaddr, uint32_t bytes)
{
	uint32_t at = 0;

	if (bytes > TEXT_MOST)
		bytes = TEXT_MOST;
	while (at < bytes) {
		struct event e = *like;
		char piece[TEXT_PIECE] = {0};
		uint32_t n = bytes - at, i;

		if (n > TEXT_PIECE)
			n = TEXT_PIECE;
		/* Byte by byte: a short text may end before a missing page. */
		for (i = 0; i < n; i++)
			if (!core_peek(c, vaddr + at + i, piece + i, 1) ||
			    !piece[i])
				break;
		if (!i)
			return;
		e.kind = EV_TEXT;
		e.eip = argument;
		e.pad = at;
		memcpy(&e.a, piece, TEXT_PIECE);
		trace_event(c, &e);
		if (i < TEXT_PIECE)
			return;
		at += i;
	}
}

static void put_texts(struct core *c, const struct event *e,
		      const uint32_t *args)
{
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (texts[i].number != e->c)
			continue;
		if (texts[i].texts & TEXT_1)
			trace_text(c, e, 0, args[0], TEXT_MOST);
		if (texts[i].texts & TEXT_2)
			trace_text(c, e, 1, args[1], TEXT_MOST);
		if (texts[i].texts & TEXT_BUFFER)
			trace_text(c, e, 1, args[1], args[2]);
		return;
	}
}

static struct trace_call *call_of(struct trace *t, uint32_t task)
{
	uint32_t at = trace_task_slot(task), i;
	struct trace_call *room = NULL;

	for (i = 0; i < CALL_PROBES; i++) {
		struct trace_call *call = &t->calls[(at + i) % TRACE_TASKS];

		if (call->task == task)
			return call;
		if (!call->open && !room)
			room = call;
	}
	return room ? room : &t->calls[at];
}

/* After the event of its interrupt, with the caller's registers in place. */
void trace_syscall(struct core *c, const struct event *e)
{
	uint32_t args[] = {
	    reg_get(c, UC_X86_REG_EBX), reg_get(c, UC_X86_REG_ECX),
	    reg_get(c, UC_X86_REG_EDX), reg_get(c, UC_X86_REG_ESI),
	    reg_get(c, UC_X86_REG_EDI), reg_get(c, UC_X86_REG_EBP),
	};
	struct trace_call *call = call_of(c->trace, e->current);

	/* EBP is the stack then, with the sixth on top. */
	if (e->b == BY_SYSENTER && !core_peek(c, args[5], &args[5], 4))
		args[5] = 0;
	put(c, e, EV_SYSCALL, (uint32_t[]){e->c, args[0], args[1], args[2]});
	put(c, e, EV_SYSCALL2, (uint32_t[]){args[3], args[4], args[5], 0});
	put_texts(c, e, args);
	*call = (struct trace_call){
	    .task = e->current,
	    .number = e->c,
	    .when = e->instruction,
	    .open = true,
	};
}

/* A call is over: its task and result; what it was is remembered. */
void trace_sysret(struct core *c, const struct event *e)
{
	struct trace_call *call = call_of(c->trace, e->current);
	uint32_t result;

	if (!call->open || call->task != e->current ||
	    !core_peek(c, reg_get(c, UC_X86_REG_ESP) + PT_EAX, &result, 4))
		return;
	call->open = false;
	put(c, e, EV_RETURN,
	    (uint32_t[]){call->number, result, (uint32_t)call->when,
			 (uint32_t)(call->when >> 32)});
}
