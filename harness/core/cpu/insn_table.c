/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The opcode maps: Intel SDM volume 2, appendix A. */
#include "cpu/insn_table.h"

bool insn_one_byte_has_modrm(uint8_t op)
{
	if (op < 0x40)
		return !(op & 4);
	if (op >= 0x80 && op <= 0x8f)
		return true;
	if ((op >= 0xd0 && op <= 0xd3) || (op >= 0xd8 && op <= 0xdf))
		return true;
	switch (op) {
	case 0x62:
	case 0x63:
	case 0x69:
	case 0x6b:
	case 0xc0:
	case 0xc1:
	case 0xc4:
	case 0xc5:
	case 0xc6:
	case 0xc7:
	case 0xf6:
	case 0xf7:
	case 0xfe:
	case 0xff:
		return true;
	default:
		return false;
	}
}

bool insn_two_byte_has_modrm(uint8_t op)
{
	if (op >= 0x80 && op <= 0x8f)
		return false;
	if ((op >= 0x30 && op <= 0x37) || (op >= 0xc8 && op <= 0xcf))
		return false;
	if (op >= 0x04 && op <= 0x0c)
		return false;
	switch (op) {
	case 0x0e:
	case 0x77:
	case 0xa0:
	case 0xa1:
	case 0xa2:
	case 0xa8:
	case 0xa9:
	case 0xaa:
		return false;
	default:
		return true;
	}
}

int insn_one_byte_imm(uint8_t op, uint8_t reg)
{
	if (op < 0x40)
		return (op & 7) == 4 ? IMM8 : (op & 7) == 5 ? IMM_FULL : NO_IMM;
	if ((op >= 0x70 && op <= 0x7f) || (op >= 0xb0 && op <= 0xb7) ||
	    (op >= 0xe0 && op <= 0xe7))
		return IMM8;
	if (op >= 0xb8 && op <= 0xbf)
		return IMM_FULL;
	switch (op) {
	case 0x6a:
	case 0x6b:
	case 0x80:
	case 0x82:
	case 0x83:
	case 0xa8:
	case 0xc0:
	case 0xc1:
	case 0xc6:
	case 0xcd:
	case 0xd4:
	case 0xd5:
	case 0xeb:
		return IMM8;
	case 0x68:
	case 0x69:
	case 0x81:
	case 0xa9:
	case 0xc7:
	case 0xe8:
	case 0xe9:
		return IMM_FULL;
	case 0xc2:
	case 0xca:
		return IMM16;
	case 0xc8:
		return IMM_ENTER;
	case 0x9a:
	case 0xea:
		return IMM_FAR;
	case 0xf6:
		return reg < 2 ? IMM8 : NO_IMM;
	case 0xf7:
		return reg < 2 ? IMM_FULL : NO_IMM;
	default:
		return NO_IMM;
	}
}

int insn_two_byte_imm(uint8_t op)
{
	if (op >= 0x80 && op <= 0x8f)
		return IMM_FULL;
	if ((op >= 0x70 && op <= 0x73) || (op >= 0xc4 && op <= 0xc6))
		return IMM8;
	return op == 0x0f || op == 0xa4 || op == 0xac || op == 0xba ||
		       op == 0xc2
		   ? IMM8
		   : NO_IMM;
}
