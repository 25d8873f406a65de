/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What follows an opcode: a ModRM byte, an immediate. */
#ifndef HARNESS_INSN_TABLE_H
#define HARNESS_INSN_TABLE_H

#include "cpu/insn.h"

enum { NO_IMM, IMM8, IMM16, IMM_FULL, IMM_ENTER, IMM_FAR };

bool insn_one_byte_has_modrm(uint8_t op);
bool insn_two_byte_has_modrm(uint8_t op);
int insn_one_byte_imm(uint8_t op, uint8_t reg);
int insn_two_byte_imm(uint8_t op);

#endif
