/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _ASM_DIV64_H
#define _ASM_DIV64_H

/* n /= base in place, 64 by 32 bits; the value is the remainder. */
#define do_div(n, base) ({						\
	u32 __base = (base), __low, __high, __rem;			\
	__low = (u32)(n);						\
	__high = (u32)((u64)(n) >> 32);					\
	__rem = __high % __base;					\
	__high = __high / __base;					\
	__asm__("divl %2"						\
		: "+a"(__low), "+d"(__rem) : "rm"(__base) : "cc");	\
	(n) = ((u64)__high << 32) | __low;				\
	__rem; })

#endif
