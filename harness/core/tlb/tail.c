/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Instructions that change translations.  Unicorn has no hook for them, but
 * each ends its block: a block's last bytes tell.  Intel SDM volume 2: MOV to
 * a control register is 0f 22 /r with register operands, INVLPG 0f 01 /7 with
 * memory operands; table 2-2 and 2-3 for the operands.
 */
#include "tlb/tlb.h"

#define LONGEST_INVLPG 8 /* two of opcode, ModRM, SIB, four of offset */

static uint8_t code_byte(struct core *c, uint32_t at)
{
	uint32_t phys = c->fetch_page[at >> PAGE_SHIFT] | (at & PAGE_MASK);

	return phys < c->ram_bytes ? c->ram[phys] : 0;
}

/* What follows the opcode: ModRM, SIB, an offset; 0 for a register operand. */
static uint32_t operand_bytes(uint8_t modrm, uint8_t sib)
{
	uint32_t mod = modrm >> 6, rm = modrm & 7;
	uint32_t bytes = rm == 4 ? 2 : 1;

	if (mod == 3)
		return 0;
	if (mod == 1)
		return bytes + 1;
	if (mod == 2 || rm == 5 || (rm == 4 && (sib & 7) == 5))
		return bytes + 4;
	return bytes;
}

/* enum tlb_tail, and the instruction's length above it. */
uint8_t tlb_tail_of(struct core *c, uint32_t pc, uint32_t size)
{
	uint32_t bytes, end = pc + size;

	for (bytes = 3; bytes <= size && bytes <= LONGEST_INVLPG; bytes++) {
		uint32_t at = end - bytes;
		uint8_t op = code_byte(c, at + 1), modrm = code_byte(c, at + 2);

		if (code_byte(c, at) != 0x0f)
			continue;
		if (bytes == 3 && op == 0x22 && modrm >= 0xc0) {
			uint8_t reg = modrm >> 3 & 7;

			return (uint8_t)(bytes << 4 |
					 (reg == 3 ? TAIL_CR3 : TAIL_CONTROL));
		}
		if (op == 0x01 && (modrm >> 3 & 7) == 7 &&
		    operand_bytes(modrm, code_byte(c, at + 3)) + 2 == bytes)
			return (uint8_t)(bytes << 4 | TAIL_INVLPG);
	}
	return TAIL_NONE;
}

static uint32_t general(struct core *c, uint32_t number)
{
	static const int ids[] = {
	    UC_X86_REG_EAX, UC_X86_REG_ECX, UC_X86_REG_EDX, UC_X86_REG_EBX,
	    UC_X86_REG_ESP, UC_X86_REG_EBP, UC_X86_REG_ESI, UC_X86_REG_EDI,
	};

	return reg_get(c, ids[number]);
}

static uint32_t little(struct core *c, uint32_t at, uint32_t bytes)
{
	uint32_t value = 0, i;

	for (i = 0; i < bytes; i++)
		value |= (uint32_t)code_byte(c, at + i) << 8 * i;
	return bytes == 1 ? (uint32_t)(int8_t)value : value;
}

/* Of the invlpg that ends at `end`; it changed no register that it used. */
uint32_t tlb_invlpg_address(struct core *c, uint32_t end, uint32_t bytes)
{
	uint32_t at = end - bytes + 2, sum = 0;
	uint8_t modrm = code_byte(c, at), sib = code_byte(c, at + 1);
	uint32_t mod = modrm >> 6, base = modrm & 7, offset = 0;

	if (base == 4) {
		base = sib & 7;
		if ((sib >> 3 & 7) != 4)
			sum = general(c, sib >> 3 & 7) << (sib >> 6);
	}
	if (mod || base != 5)
		sum += general(c, base);
	if (mod == 1)
		offset = little(c, end - 1, 1);
	else if (mod == 2 || base == 5)
		offset = little(c, end - 4, 4);
	return sum + offset;
}
