/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a trace has to know of an instruction's bytes; 32-bit code. */
#ifndef HARNESS_INSN_H
#define HARNESS_INSN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define INSN_LONGEST 15
#define INSN_NO_REG 0xff

struct insn {
	uint8_t length;
	uint8_t map; /* 0: one byte; 1: 0f; 2: 0f 38; 3: 0f 3a */
	uint8_t opcode;
	uint8_t reg; /* the ModRM byte's, or the low bits of the opcode */
	uint8_t rm;  /* a register, or INSN_NO_REG for memory or none */
	bool modrm, memory, wide16, rep;
	uint8_t base, index, scale, segment;
	int32_t disp, imm;
};

/* False when the bytes end before the instruction does. */
bool insn_decode(const uint8_t *bytes, size_t room, struct insn *in);
struct core;
/* The same at EIP, in the current address space. */
bool insn_at(struct core *c, uint32_t eip, struct insn *in);
uint32_t insn_address(const struct insn *in, const uint32_t *regs);

#endif
