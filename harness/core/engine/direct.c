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
#include "cpu/insn.h"
#include "engine/place.h"

/* Where the address is, the same in every engine. */
static struct place place;

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
	return place_run(uc, code, sizeof(code)) == UC_ERR_EXCEPTION;
}

static size_t search(uc_engine *uc, struct places *p)
{
	static const uint64_t addresses[] = {0x12345678, 0x0abcdef0};
	uc_hook hook;
	int i;

	uc_ctl_tlb_mode(uc, UC_TLB_VIRTUAL);
	uc_hook_add(uc, &hook, UC_HOOK_TLB_FILL, (void *)refuse_data, NULL,
		    (uint64_t)1, (uint64_t)0);
	for (i = 0; i < 2; i++) {
		if (!refused_at(uc, (uint32_t)addresses[i]))
			return 0;
		places_keep(p, &addresses[i], sizeof(addresses[i]));
	}
	return places_only(p);
}

void direct_begin(void)
{
	place_find(&place, search);
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
	if (!place.at || !r->ordinary || c->walker || c->modelling ||
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

	memcpy(&address, (uint8_t *)c->uc + place.at, sizeof(address));
	if (!knows(c, r, eip) || (address ^ r->page) > PAGE_MASK)
		return false;
	c->fill_failed = false;
	reg_set(c, UC_X86_REG_CR2, (uint32_t)address);
	exception_save(c);
	block_refund(c, eip, r->kind == ACCESS_FETCH);
	exception_fault(c, VEC_PF, r->error);
	return true;
}
