/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Console output, from the port it goes through: a 16550A's. */
#include "trace/trace.h"

#define UART 0x3f8u
#define LINE_CONTROL (UART + 3)
#define MODEM_CONTROL (UART + 4)
#define LATCH_ACCESS 0x80u
#define LOOPBACK 0x10u

void trace_console_flush(struct core *c)
{
	struct trace *t = c->trace;
	struct event e = t->console;

	if (!t->console.eip)
		return;
	t->console = (struct event){.kind = 0};
	trace_event(c, &e);
}

static void put(struct core *c, const struct event *port)
{
	struct event *e = &c->trace->console;

	*e = (struct event){
	    .instruction = port->instruction,
	    .kind = EV_CONSOLE,
	    .eip = e->eip,
	    .a = e->a,
	    .b = e->b,
	    .c = e->c,
	    .d = e->d,
	    .current = port->current,
	};
	((uint8_t *)&e->a)[e->eip++] = (uint8_t)port->b;
	if (c->trace->filter.used)
		trace_mark_console(c, (uint8_t)port->b);
	if (e->eip == 16 || (uint8_t)port->b == '\n')
		trace_console_flush(c);
}

/* A port event: with the divisor's latch open, or looped back, no output. */
void trace_console(struct core *c, const struct event *port)
{
	struct trace *t = c->trace;

	if (!(port->c >> 8))
		return;
	if (port->a == LINE_CONTROL)
		t->uart_latch = port->b & LATCH_ACCESS;
	else if (port->a == MODEM_CONTROL)
		t->uart_loop = port->b & LOOPBACK;
	else if (port->a == UART && !t->uart_latch && !t->uart_loop)
		put(c, port);
}
