/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Page faults without the detour.  Unicorn's own walker is asked for them
 * because the MMU's fill is told neither the low bits of the address nor
 * whether the access was the processor's own; but that costs the whole TLB,
 * which a program that begins pays dozens of times.  The address stands in the
 * engine's structure when it refuses, at a place that is found by provoking
 * refusals; and only some instructions make the processor look at tables for
 * ring 3.  Whatever is not plain still goes by the detour.
 */
#include "core.h"
#include "insn.h"

#include <malloc.h>

#define CODE_AT 0x1000u
#define FIRST 0x12345678u
#define SECOND 0x0abcdef0u

/* Where the address is, the same in every engine; 0: unknown. */
static size_t place;

static bool refuse_data(uc_engine *uc, uint64_t vaddr, uc_mem_type type,
			uc_tlb_entry *out, void *opaque)
{
	(void)uc;
	(void)opaque;
	out->paddr = vaddr;
	out->perms = UC_PROT_READ | UC_PROT_EXEC;
	return type == UC_MEM_FETCH;
}

static bool refused_at(uc_engine *uc, uint32_t address)
{
	uint8_t code[5] = {0xa1};

	memcpy(code + 1, &address, 4);
	uc_mem_write(uc, CODE_AT, code, sizeof(code));
	uc_ctl_flush_tb(uc);
	return uc_emu_start(uc, CODE_AT, 0xffffff, 0, 0) == UC_ERR_EXCEPTION;
}

static bool holds(const uc_engine *uc, size_t at, uint64_t value)
{
	return !memcmp((const uint8_t *)uc + at, &value, sizeof(value));
}

/* The only place that holds both addresses, each in its turn. */
static size_t find_in(uc_engine *uc)
{
	size_t bytes = malloc_usable_size(uc), at, first = 0, found = 0;

	if (!refused_at(uc, FIRST))
		return 0;
	for (at = 0; at + 8 <= bytes; at += 8) {
		if (!holds(uc, at, FIRST))
			continue;
		if (first)
			return 0;
		first = at;
	}
	if (first && refused_at(uc, SECOND) && holds(uc, first, SECOND))
		found = first;
	return found;
}

void direct_begin(void)
{
	static bool tried;
	uc_engine *uc;
	uc_hook hook;

	if (tried || uc_open(UC_ARCH_X86, UC_MODE_32, &uc) != UC_ERR_OK)
		return;
	tried = true;
	uc_mem_map(uc, 0, 0x4000, UC_PROT_ALL);
	uc_ctl_tlb_mode(uc, UC_TLB_VIRTUAL);
	uc_hook_add(uc, &hook, UC_HOOK_TLB_FILL, (void *)refuse_data, NULL,
		    (uint64_t)1, (uint64_t)0);
	place = find_in(uc);
	uc_close(uc);
}

/* False for what reads descriptors or the task state on its own account. */
static bool is_plain(const struct insn *in)
{
	if (in->map == 1) {
		switch (in->opcode) {
		case 0x00 ... 0x0f: /* lldt, ltr, verr, lar, lsl, syscall */
		case 0x30 ... 0x37: /* sysenter, sysexit */
		case 0xa1:	    /* pop fs */
		case 0xa9:	    /* pop gs */
		case 0xb2:	    /* lss */
		case 0xb4 ... 0xb5: /* lfs, lgs */
			return false;
		}
	} else if (!in->map) {
		switch (in->opcode) {
		case 0x07:	    /* pop es */
		case 0x17:	    /* pop ss */
		case 0x1f:	    /* pop ds */
		case 0x6c ... 0x6f: /* ins, outs */
		case 0x8e:	    /* mov to a segment register */
		case 0x9a:	    /* call far */
		case 0xc4 ... 0xc5: /* les, lds */
		case 0xca ... 0xcf: /* retf, int, iret */
		case 0xe4 ... 0xe7: /* in, out */
		case 0xea:	    /* jmp far */
		case 0xec ... 0xef: /* in, out */
		case 0xf1:	    /* int1 */
			return false;
		case 0xff: /* call and jmp far, by memory */
			return in->reg != 3 && in->reg != 5;
		}
	}
	return true;
}

/* In ring 3: whether the program itself made the access. */
static bool by_program(struct core *c, uint32_t eip)
{
	struct insn in;

	return insn_at(c, eip, &in) && is_plain(&in);
}

static bool knows(struct core *c, const struct refusal *r, uint32_t eip)
{
	if (!place || !r->ordinary || c->walker || c->modelling ||
	    c->tracing_stores)
		return false;
	return r->kind == ACCESS_FETCH || !(r->error & PF_USER) ||
	       by_program(c, eip);
}

/* Raise what the fill has just refused; false: only the detour can tell. */
bool direct_fault(struct core *c)
{
	const struct refusal *r = &c->refusal;
	uint32_t eip = reg_get(c, UC_X86_REG_EIP);
	uint64_t address;

	memcpy(&address, (uint8_t *)c->uc + place, sizeof(address));
	if (!knows(c, r, eip) || (address ^ r->page) > PAGE_MASK)
		return false;
	c->fill_failed = false;
	reg_set(c, UC_X86_REG_CR2, (uint32_t)address);
	exception_save(c);
	block_refund(c, eip, r->kind == ACCESS_FETCH);
	exception_fault(c, VEC_PF, r->error);
	return true;
}
