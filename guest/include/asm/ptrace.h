/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _ASM_PTRACE_H
#define _ASM_PTRACE_H

#include <linux/types.h>

/*
 * What entry.S leaves on the kernel stack.  esp and xss are there only when
 * the processor came from ring 3; orig_eax holds a system call's number, an
 * exception's error code, or an interrupt's vector less 256.
 */
struct pt_regs {
	long ebx;
	long ecx;
	long edx;
	long esi;
	long edi;
	long ebp;
	long eax;
	int xds;
	int xes;
	long orig_eax;
	long eip;
	int xcs;
	long eflags;
	long esp;
	int xss;
};

_Static_assert(offsetof(struct pt_regs, orig_eax) == 36,
	       "entry.S pushes nine words below orig_eax");

#define user_mode(regs)	((regs)->xcs & 3)

void show_regs(struct pt_regs *regs);

#endif
