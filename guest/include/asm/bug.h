/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _ASM_BUG_H
#define _ASM_BUG_H

#include <linux/compiler.h>

/* do_invalid_op() finds the line and the file behind the ud2. */
#define BUG() do {						\
	__asm__ __volatile__("ud2; .word %c0; .long %c1"	\
			     : : "i"(__LINE__), "i"(__FILE__));	\
	__builtin_unreachable();				\
} while (0)

#define BUG_ON(condition) do { \
	if (unlikely(condition)) \
		BUG(); \
} while (0)

#endif
