/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _ASM_SWITCH_TO_H
#define _ASM_SWITCH_TO_H

#include <linux/sched.h>

/*
 * Leave prev's stack for next's.  __switch_to() is jumped to with next's
 * continuation as its return address, and returns there, not here; the
 * label is where prev goes on when something switches back to it.  By then
 * "prev" on its stack is old news: last is who ran before.
 */
#define switch_to(prev, next, last) do {				\
	unsigned long __edx;						\
	__asm__ __volatile__("pushfl\n\t"				\
			     "pushl %%ebp\n\t"				\
			     "movl %%esp, %0\n\t"			\
			     "movl %4, %%esp\n\t"			\
			     "movl $1f, %1\n\t"				\
			     "pushl %5\n\t"				\
			     "jmp __switch_to\n"			\
			     "1:\tpopl %%ebp\n\t"			\
			     "popfl"					\
			     : "=m"((prev)->thread.esp),		\
			       "=m"((prev)->thread.eip),		\
			       "=a"(last), "=d"(__edx)			\
			     : "m"((next)->thread.esp),			\
			       "m"((next)->thread.eip),			\
			       "2"(prev), "3"(next)			\
			     : "memory", "cc", "ebx", "ecx", "esi", "edi"); \
} while (0)

#endif
