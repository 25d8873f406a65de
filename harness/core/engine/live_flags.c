/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * EFLAGS from what the emulator keeps of the last arithmetic: the result and
 * an operand, and which operation it was.  What is rare is asked of Unicorn.
 */
#include "engine/live.h"

#define CARRY 0x001u
#define PARITY 0x004u
#define ADJUST 0x010u
#define ZERO 0x040u
#define SIGN 0x080u
#define OVERFLOW 0x800u
#define ARITHMETIC 0x8d5u
#define DIRECTION 0x400u

/* The kinds of operation, each in four widths. */
enum {
	OP_ADD = 6,
	OP_SUB = 14,
	OP_LOGIC = 22,
	OP_INC = 26,
	OP_DEC = 30,
	OP_SHL = 34,
	OP_SAR = 38,
	OP_END = 42
};

static inline uint32_t common(uint32_t result, uint32_t sign)
{
	uint32_t mask = sign | (sign - 1), flags = 0;

	if (!__builtin_parity(result & 0xff))
		flags |= PARITY;
	if (!(result & mask))
		flags |= ZERO;
	if (result & sign)
		flags |= SIGN;
	return flags;
}

static inline uint32_t add_or_sub(uint32_t a, uint32_t b, uint32_t result,
				  uint32_t carry, uint32_t overflow,
				  uint32_t sign)
{
	uint32_t flags = common(result, sign) | ((a ^ b ^ result) & ADJUST);

	if (carry)
		flags |= CARRY;
	if (overflow & sign)
		flags |= OVERFLOW;
	return flags;
}

static uint32_t arithmetic(uint32_t op, uint32_t dst, uint32_t src,
			   uint32_t width)
{
	uint32_t sign = 0x80u << (8 * (1u << width) - 8);
	uint32_t mask = sign | (sign - 1), a;

	dst &= mask;
	switch (op) {
	case OP_ADD:
		a = src & mask;
		src = (dst - a) & mask;
		return add_or_sub(a, src, dst, dst < a, ~(a ^ src) & (a ^ dst),
				  sign);
	case OP_SUB:
		src &= mask;
		a = (dst + src) & mask;
		return add_or_sub(a, src, dst, a < src, (a ^ src) & (a ^ dst),
				  sign);
	case OP_LOGIC:
		return common(dst, sign);
	case OP_INC:
		return common(dst, sign) | (src & CARRY) |
		       ((dst ^ (dst - 1) ^ 1) & ADJUST) |
		       (dst == sign ? OVERFLOW : 0);
	case OP_DEC:
		return common(dst, sign) | (src & CARRY) |
		       ((dst ^ (dst + 1) ^ 1) & ADJUST) |
		       (dst == sign - 1 ? OVERFLOW : 0);
	case OP_SHL:
		return common(dst, sign) | (src & sign ? CARRY : 0) |
		       ((src ^ dst) & sign ? OVERFLOW : 0);
	default:
		return common(dst, sign) | (src & 1 ? CARRY : 0) |
		       ((src ^ dst) & sign ? OVERFLOW : 0);
	}
}

uint32_t live_flags(struct core *c, const struct live *l)
{
	uint32_t op = l->cc_op, width = (op - OP_ADD) & 3, rest;

	rest = ((uint32_t)l->eflags & ~(ARITHMETIC | DIRECTION)) |
	       ((uint32_t)l->df & DIRECTION);
	if (op == 1)
		return rest | ((uint32_t)l->cc_src & ARITHMETIC);
	op -= width;
	if (op < OP_ADD || op >= OP_END || width == 3 || op == 10 || op == 18)
		return reg_get(c, UC_X86_REG_EFLAGS);
	return rest |
	       arithmetic(op, (uint32_t)l->cc_dst, (uint32_t)l->cc_src, width);
}
