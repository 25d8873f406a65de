/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _ASM_BYTEORDER_H
#define _ASM_BYTEORDER_H

#include <linux/types.h>

/* Most significant byte first, as a journal has its numbers. */
typedef u32 be32;

static inline u32 be32_to_cpu(be32 value)
{
	return __builtin_bswap32(value);
}

static inline be32 cpu_to_be32(u32 value)
{
	return __builtin_bswap32(value);
}

#endif
