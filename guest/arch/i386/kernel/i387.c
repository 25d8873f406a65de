/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The floating point unit and SSE, lazily: they keep the registers of whoever
 * used them last, and CR0.TS makes the first use by anybody else fault.  The
 * kernel itself never uses them.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <asm/i387.h>

#define CPUID_FXSR	(1 << 24)
#define CPUID_XMM	(1 << 25)
#define X86_CR4_OSFXSR	0x200
#define X86_CR4_OSXMMEXCPT	0x400
#define MXCSR_DEFAULT	0x1f80
#define MXCSR_MASKS	7	/* so many bits above the errors */

int cpu_has_fxsr;
u32 mxcsr_mask = 0xffbf;		/* of processors that do not tell */
static int cpu_has_xmm;
static struct task_struct *fpu_owner;	/* TS is clear iff it runs */

#define clts()	__asm__ __volatile__("clts")
#define stts()	write_cr0(read_cr0() | X86_CR0_TS)

/* SDM 1, 11.6.6: fxsave tells, unless it leaves 0. */
static void __init read_mxcsr_mask(void)
{
	static struct i387_fxsave state __initdata __aligned(16);

	__asm__ __volatile__("fxsave %0" : "=m"(state));
	if (state.mxcsr_mask)
		mxcsr_mask = state.mxcsr_mask;
}

void __init fpu_init(void)
{
	u32 eax, ebx, ecx, edx;

	cpuid(1, &eax, &ebx, &ecx, &edx);
	cpu_has_fxsr = (edx & CPUID_FXSR) != 0;
	cpu_has_xmm = cpu_has_fxsr && edx & CPUID_XMM;
	/* Only now may programs use SSE: somebody saves its registers. */
	if (cpu_has_fxsr)
		write_cr4(read_cr4() | X86_CR4_OSFXSR |
			  (cpu_has_xmm ? X86_CR4_OSXMMEXCPT : 0));
	clts();
	if (cpu_has_xmm)
		read_mxcsr_mask();
	write_cr0(read_cr0() | X86_CR0_TS | X86_CR0_MP | X86_CR0_NE);
}

static void save_owner(void)
{
	union i387_union *state = &fpu_owner->thread.i387;

	clts();
	/* fnsave also empties the unit, fxsave leaves it to fnclex. */
	if (cpu_has_fxsr)
		__asm__ __volatile__("fxsave %0; fnclex"
				     : "=m"(state->fxsave));
	else
		__asm__ __volatile__("fnsave %0; fwait"
				     : "=m"(state->fsave));
	fpu_owner = NULL;
}

static void load_state(const union i387_union *state)
{
	if (cpu_has_fxsr)
		__asm__ __volatile__("fxrstor %0" : : "m"(state->fxsave));
	else
		__asm__ __volatile__("frstor %0" : : "m"(state->fsave));
}

/* What a program finds that has used neither yet. */
static void fresh_state(void)
{
	u32 mxcsr = MXCSR_DEFAULT;

	__asm__ __volatile__("fninit");
	if (cpu_has_xmm)
		__asm__ __volatile__("ldmxcsr %0" : : "m"(mxcsr));
}

/* #NM in ring 3, interrupts on; current wants its registers. */
void math_state_restore(void)
{
	struct thread_struct *thread = &current->thread;

	preempt_disable();
	if (fpu_owner)
		save_owner();
	clts();
	if (thread->used_math)
		load_state(&thread->i387);
	else
		fresh_state();
	thread->used_math = 1;
	fpu_owner = current;
	preempt_enable();
}

/* From __switch_to(): nothing to do while nobody uses the unit. */
void switch_fpu(struct task_struct *next)
{
	if (!fpu_owner)
		return;
	if (fpu_owner == next)
		clts();
	else
		stts();
}

/* Before a fork: the child's copy must hold what the unit holds. */
void unlazy_fpu(struct task_struct *tsk)
{
	preempt_disable();
	if (fpu_owner == tsk) {
		save_owner();
		stts();
	}
	preempt_enable();
}

/* The task ends, or becomes another program. */
void drop_fpu(struct task_struct *tsk)
{
	preempt_disable();
	if (fpu_owner == tsk) {
		fpu_owner = NULL;
		stts();
	}
	tsk->thread.used_math = 0;
	preempt_enable();
}

int fpu_error_code(int simd)
{
	const union i387_union *state = &current->thread.i387;
	u32 masked, status;

	unlazy_fpu(current);
	masked = cpu_has_fxsr ? state->fxsave.cwd : state->fsave.cwd;
	status = cpu_has_fxsr ? state->fxsave.swd : state->fsave.swd;
	if (simd) {
		status = state->fxsave.mxcsr;
		masked = status >> MXCSR_MASKS;
	}
	status &= ~masked;
	if (status & 0x01)
		return FPE_FLTINV;
	if (status & 0x04)
		return FPE_FLTDIV;
	if (status & 0x08)
		return FPE_FLTOVF;
	return status & 0x12 ? FPE_FLTUND : FPE_FLTRES;
}

/* Two bits a register, where fxsave has one: 3 empty, 0 valid. */
static u32 full_tag(u8 tag)
{
	u32 full = 0;
	int i;

	for (i = 0; i < 8; i++)
		if (!(tag & 1 << i))
			full |= 3 << 2 * i;
	return full;
}

/* Frames of handlers also show the older form. */
void fxsave_to_fsave(const struct i387_fxsave *from, struct i387_fsave *to)
{
	int i;

	to->cwd = from->cwd | 0xffff0000;
	to->swd = from->swd | 0xffff0000;
	to->twd = full_tag(from->twd) | 0xffff0000;
	to->fip = from->fip;
	to->fcs = (from->fcs & 0xffff) | (u32)from->fop << 16;
	to->foo = from->foo;
	to->fos = from->fos;
	for (i = 0; i < 8; i++)
		memcpy(to->st[i], from->st[i], sizeof(to->st[i]));
}
