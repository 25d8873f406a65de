/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The registers of a trace in their order; trace/columns.py names them. */
#ifndef HARNESS_TRACE_REGS_H
#define HARNESS_TRACE_REGS_H

enum {
	TR_EAX,
	TR_ECX,
	TR_EDX,
	TR_EBX,
	TR_ESP,
	TR_EBP,
	TR_ESI,
	TR_EDI,
	TR_EFLAGS,
	TR_CR3,
	TR_SELECTORS,		     /* ES CS SS DS FS GS */
	TR_BASES = TR_SELECTORS + 6, /* of the same */
	TR_REGS = TR_BASES + 6,
};

#endif
