/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SYSENTER, which Unicorn's processor passes over: Intel SDM volume 2. Unlike
 * `int n` it leaves no block by an exception, which is what makes it faster.
 * SYSEXIT and the three registers are Unicorn's.
 */
#include "core.h"
#include "cpu/insn.h"

#define IA32_FLAT_CODE 0x00cf9b00u
#define IA32_FLAT_DATA 0x00cf9300u

/* The trace has it as what it stands for: a system call. */
static void record(struct core *c, uint32_t eip)
{
	trace_mix(c, 0x100000000u | KIND_SYSENTER << 8 | VEC_SYSCALL);
	c->interrupts++;
	event_add(c, EV_INTERRUPT, eip, VEC_SYSCALL, BY_SYSENTER, 0,
		  cpl_now(c));
}

/* Unicorn will add it to the EIP that it finds after the hook. */
static uint32_t length_at(struct core *c, uint32_t eip)
{
	uint8_t bytes[INSN_LONGEST] = {0};
	struct insn in;

	if (core_peek(c, eip, bytes, sizeof(bytes)) ||
	    core_peek(c, eip, bytes, 2))
		return insn_decode(bytes, sizeof(bytes), &in) ? in.length : 2;
	return 2;
}

/* Flags but IF stay, TF too: its trap comes before the first instruction. */
static void enter(struct core *c, uint32_t cs, uint32_t length)
{
	uint32_t eflags = context_u32(c, layout.eflags);

	segment_set(c, SEG_CS,
		    (struct seg_cache){cs, 0, 0xffffffff, IA32_FLAT_CODE});
	segment_set(c, SEG_SS,
		    (struct seg_cache){cs + 8, 0, 0xffffffff, IA32_FLAT_DATA});
	segment_refresh_hflags(c, 0);
	context_set_u32(c, layout.eflags, eflags & ~(EFLAGS_IF | EFLAGS_RF));
	context_set_u32(c, layout.esp, context_u32(c, layout.sysenter_esp));
	context_set_u32(c, layout.eip,
			context_u32(c, layout.sysenter_eip) - length);
	uc_context_restore(c->uc, c->ctx);
}

void sysenter_hook(uc_engine *uc, void *opaque)
{
	struct core *c = opaque;
	uint32_t eip, cs, length;

	(void)uc;
	if (c->stop)
		return;
	uc_context_save(c->uc, c->ctx);
	cs = context_u32(c, layout.sysenter_cs) & 0xfffc;
	if (!cs) {
		c->insn_refused = true;
		mmu_abort_instruction(c); /* does not return */
	}
	eip = context_u32(c, layout.eip);
	length = length_at(c, eip);
	record(c, eip + length);
	enter(c, cs, length);
}
