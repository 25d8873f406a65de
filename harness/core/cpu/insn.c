/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lengths and operands of 32-bit instructions: Intel SDM volume 2, chapter 2
 * and appendix A.  Operations are not judged here, only their form.
 */
#include "cpu/insn_table.h"

#include <string.h>

#include "core.h"
#include "trace/regs.h"

struct cursor {
	const uint8_t *at, *end;
	bool short_address, failed;
};

static uint8_t next(struct cursor *c)
{
	if (c->at < c->end)
		return *c->at++;
	c->failed = true;
	return 0;
}

static uint32_t number(struct cursor *c, int bytes)
{
	uint32_t value = 0;
	int i;

	for (i = 0; i < bytes; i++)
		value |= (uint32_t)next(c) << (8 * i);
	return value;
}

static int segment_of(uint8_t prefix)
{
	switch (prefix) {
	case 0x26:
		return SEG_ES;
	case 0x2e:
		return SEG_CS;
	case 0x36:
		return SEG_SS;
	case 0x3e:
		return SEG_DS;
	case 0x64:
		return SEG_FS;
	case 0x65:
		return SEG_GS;
	default:
		return -1;
	}
}

/* Leaves the cursor at the opcode. */
static int prefixes(struct cursor *c, struct insn *in)
{
	int segment = -1;

	for (;; c->at++) {
		uint8_t byte = c->at < c->end ? *c->at : 0;

		if (segment_of(byte) >= 0)
			segment = segment_of(byte);
		else if (byte == 0x66)
			in->wide16 = true;
		else if (byte == 0x67)
			c->short_address = true;
		else if (byte == 0xf2 || byte == 0xf3)
			in->rep = true;
		else if (byte != 0xf0)
			return segment;
	}
}

static void modrm_short(struct cursor *c, struct insn *in, uint8_t byte)
{
	/* 16-bit addresses have no use here but their length. */
	uint8_t mod = byte >> 6;

	in->disp = (int32_t)number(c, mod == 1			    ? 1
				      : mod == 2 || (byte & 7) == 6 ? 2
								    : 0);
	in->base = in->index = INSN_NO_REG;
}

static void modrm_memory(struct cursor *c, struct insn *in, uint8_t byte)
{
	uint8_t mod = byte >> 6, rm = byte & 7;

	in->base = rm;
	if (rm == 4) {
		uint8_t sib = next(c);

		in->base = sib & 7;
		in->index = (sib >> 3 & 7) == 4 ? INSN_NO_REG : sib >> 3 & 7;
		in->scale = sib >> 6;
	}
	if (mod == 0 && in->base == TR_EBP) {
		in->base = INSN_NO_REG;
		mod = 2;
	}
	if (mod == 1)
		in->disp = (int8_t)number(c, 1);
	else if (mod == 2)
		in->disp = (int32_t)number(c, 4);
}

static void modrm(struct cursor *c, struct insn *in)
{
	uint8_t byte = next(c);

	in->modrm = true;
	in->reg = byte >> 3 & 7;
	/* Moves to and from control registers know registers only. */
	if (byte >> 6 == 3 ||
	    (in->map == 1 && in->opcode >= 0x20 && in->opcode <= 0x23)) {
		in->rm = byte & 7;
		return;
	}
	in->memory = true;
	if (c->short_address)
		modrm_short(c, in, byte);
	else
		modrm_memory(c, in, byte);
}

static void immediate(struct cursor *c, struct insn *in, int kind)
{
	int full = in->wide16 ? 2 : 4;

	switch (kind) {
	case IMM8:
		in->imm = (int8_t)number(c, 1);
		break;
	case IMM16:
		in->imm = (int32_t)number(c, 2);
		break;
	case IMM_FULL:
		in->imm = (int32_t)number(c, full);
		break;
	case IMM_ENTER:
		number(c, 3);
		break;
	case IMM_FAR:
		number(c, full + 2);
		break;
	}
}

/* c4 and c5 with a register operand: the VEX forms of the longer maps. */
static bool vex(struct cursor *c, struct insn *in)
{
	if ((in->opcode & 0xfe) != 0xc4 || c->at >= c->end || *c->at < 0xc0)
		return false;
	in->map = 1;
	if (in->opcode == 0xc4) {
		in->map = next(c) & 3;
		next(c);
	} else {
		next(c);
	}
	in->opcode = next(c);
	return true;
}

static void opcode(struct cursor *c, struct insn *in)
{
	in->opcode = next(c);
	if (vex(c, in) || in->opcode != 0x0f)
		return;
	in->map = 1;
	in->opcode = next(c);
	if (in->opcode == 0x38 || in->opcode == 0x3a) {
		in->map = in->opcode == 0x38 ? 2 : 3;
		in->opcode = next(c);
	}
}

static int operands(struct cursor *c, struct insn *in)
{
	in->reg = in->opcode & 7;
	if (in->map > 1) {
		modrm(c, in);
		return in->map == 3 ? IMM8 : NO_IMM;
	}
	if (in->map) {
		if (insn_two_byte_has_modrm(in->opcode))
			modrm(c, in);
		return insn_two_byte_imm(in->opcode);
	}
	if (in->opcode >= 0xa0 && in->opcode <= 0xa3) {
		in->memory = true;
		in->disp = (int32_t)number(c, c->short_address ? 2 : 4);
		return NO_IMM;
	}
	if (insn_one_byte_has_modrm(in->opcode))
		modrm(c, in);
	return insn_one_byte_imm(in->opcode, in->reg);
}

bool insn_decode(const uint8_t *bytes, size_t room, struct insn *in)
{
	struct cursor c = {
	    .at = bytes,
	    .end = bytes + (room > INSN_LONGEST ? INSN_LONGEST : room),
	};
	int segment, imm;

	*in = (struct insn){
	    .rm = INSN_NO_REG,
	    .base = INSN_NO_REG,
	    .index = INSN_NO_REG,
	};
	segment = prefixes(&c, in);
	opcode(&c, in);
	imm = operands(&c, in);
	immediate(&c, in, imm);
	if (segment < 0)
		segment =
		    in->base == TR_ESP || in->base == TR_EBP ? SEG_SS : SEG_DS;
	in->segment = (uint8_t)segment;
	in->length = (uint8_t)(c.at - bytes);
	return !c.failed;
}

uint32_t insn_address(const struct insn *in, const uint32_t *regs)
{
	uint32_t at = (uint32_t)in->disp + regs[TR_BASES + in->segment];

	if (in->base != INSN_NO_REG)
		at += regs[in->base];
	if (in->index != INSN_NO_REG)
		at += regs[in->index] << in->scale;
	return at;
}
