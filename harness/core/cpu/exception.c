/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Exceptions: their way to gate_enter(), double and triple faults. */
#include "core.h"

#define POLL_FAULTS 1024

static bool pushes_error(int vector)
{
	return vector == VEC_DF || (vector >= VEC_TS && vector <= VEC_PF) ||
	       vector == 17;
}

static bool contributory(int vector)
{
	return vector == 0 || (vector >= VEC_TS && vector <= VEC_GP);
}

/* Intel SDM volume 3, table 6-5. */
static bool makes_double_fault(int first, int second)
{
	if (contributory(first))
		return contributory(second);
	return first == VEC_PF && (contributory(second) || second == VEC_PF);
}

static void record(struct core *c, int vector, int kind, uint32_t error)
{
	uint32_t eip = reg_get(c, UC_X86_REG_EIP), cpl = cpl_now(c);

	trace_mix(c, 0x100000000u | (uint32_t)(kind << 8 | vector));
	if (kind == KIND_FAULT) {
		c->exceptions++;
		if (unlikely(c->tracing_stores) && vector == VEC_PF)
			trace_full_fault(c, reg_get(c, UC_X86_REG_CR2));
		event_add(c, EV_EXCEPTION, eip, vector, error,
			  vector == VEC_PF ? reg_get(c, UC_X86_REG_CR2) : 0,
			  cpl);
	} else {
		c->interrupts++;
		event_add(c, EV_INTERRUPT, eip, vector,
			  kind == KIND_SOFTWARE ? BY_INT : BY_DEVICE, 0, cpl);
	}
}

/* Unicorn never forgets an exception by itself; unreset, it makes a #DF. */
void exception_save(struct core *c)
{
	uc_context_save(c->uc, c->ctx);
	context_set_u32(c, layout.old_exception, UINT32_MAX);
}

/*
 * Unicorn has left `int n` behind; when its delivery faults, the fault is at
 * the instruction.  Prefixes, which mean nothing to it, are not counted.
 */
static void step_back(struct core *c, int vector)
{
	uint32_t eip = reg_get(c, UC_X86_REG_EIP);
	struct seg_cache cs = segment_get(c, SEG_CS);
	struct fault ignored;
	struct view v = mmu_view(c, &ignored);
	uint8_t last = 0;
	bool short_form;

	mmu_read(c, &v, (uint32_t)cs.base + eip - 1, &last, 1);
	short_form = (vector == 3 && last == 0xcc) ||
		     (vector == 4 && last == 0xce) ||
		     (vector == 1 && last == 0xf1);
	context_set_u32(c, layout.eip, eip - (short_form ? 1 : 2));
	uc_context_restore(c->uc, c->ctx);
}

/*
 * Deliver, following faults raised on the way.  The caller has called
 * exception_save();
 * EIP is what the handler shall see.
 */
void exception_deliver(struct core *c, int vector, int kind, uint32_t error)
{
	struct fault f = {0};
	bool serious = kind == KIND_FAULT; /* can grow to #DF */

	/* A failed fetch entered no block: the handler's is not its rest. */
	c->resume_quiet = false;
	if (reg_get(c, UC_X86_REG_EFLAGS) & EFLAGS_VM) {
		core_stop(c, STOP_ENGINE, UC_ERR_EXCEPTION);
		return;
	}
	for (;;) {
		bool with = kind == KIND_FAULT && pushes_error(vector);

		record(c, vector, kind, error);
		if (gate_enter(c, vector, kind, with ? &error : NULL, &f))
			return;
		if (c->stop)
			return;
		if (serious && vector == VEC_DF) {
			core_stop(c, STOP_SHUTDOWN, reg_get(c, UC_X86_REG_EIP));
			return;
		}
		if (kind == KIND_SOFTWARE)
			step_back(c, vector);
		if (f.vector == VEC_PF) {
			reg_set(c, UC_X86_REG_CR2, f.cr2);
			exception_save(c);
		}
		if (serious && makes_double_fault(vector, f.vector)) {
			vector = VEC_DF;
			error = 0;
		} else {
			vector = f.vector;
			error = f.error;
		}
		kind = KIND_FAULT;
		serious = true;
	}
}

/* As exception_deliver(), for one that the guest raised. */
void exception_fault(struct core *c, int vector, uint32_t error)
{
	exception_deliver(c, vector, KIND_FAULT, error);
	if (c->stop)
		uc_context_restore(c->uc, c->ctx);
	/* A fault can cost as much as thousands of instructions. */
	if (!(c->exceptions % POLL_FAULTS)) {
		c->poll_at = core_now(c);
		attention_update(c);
	}
}

void exception_hook(uc_engine *uc, uint32_t intno, void *opaque)
{
	struct core *c = opaque;
	bool software;

	(void)uc;
	if (c->stop)
		return;
	/* What is saved is to hold the guest's CR3. */
	if (unlikely(c->walker))
		walker_end_detour(c);
	exception_save(c);
	software = context_u32(c, layout.is_int);
	if (unlikely(c->walker) && c->detour && !software &&
	    walker_absorbs(c, intno, context_u32(c, layout.error_code)))
		return;
	if (!software)
		block_refund(c, reg_get(c, UC_X86_REG_EIP),
			     intno == VEC_PF && c->detour == 1);
	if (c->detour)
		mmu_end_detour(c);
	if (!software) {
		exception_fault(c, (int)intno,
				context_u32(c, layout.error_code));
		return;
	}
	exception_deliver(c, (int)intno, KIND_SOFTWARE, 0);
	if (c->stop)
		uc_context_restore(c->uc, c->ctx);
}

bool exception_invalid(uc_engine *uc, void *opaque)
{
	struct core *c = opaque;

	(void)uc;
	if (c->stop)
		return false;
	exception_save(c);
	block_refund(c, reg_get(c, UC_X86_REG_EIP), false);
	if (c->detour)
		mmu_end_detour(c);
	exception_deliver(c, VEC_UD, KIND_FAULT, 0);
	return true;
}
