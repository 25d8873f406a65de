/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The floating point unit, lazily: it keeps the registers of whoever used it
 * last, and CR0.TS makes the first use by anybody else fault.  The kernel
 * itself never uses it.
 */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <asm/i387.h>

static struct task_struct *fpu_owner;	/* TS is clear iff it runs */

#define clts()	__asm__ __volatile__("clts")
#define stts()	write_cr0(read_cr0() | X86_CR0_TS)

static void save_owner(void)
{
	clts();
	__asm__ __volatile__("fnsave %0; fwait"
			     : "=m"(fpu_owner->thread.i387));
	fpu_owner = NULL;
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
		__asm__ __volatile__("frstor %0" : : "m"(thread->i387));
	else
		__asm__ __volatile__("fninit");
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
