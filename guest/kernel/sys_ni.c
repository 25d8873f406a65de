/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * System calls that are not here.  Who asked for what is counted for whoever
 * looks at the machine from outside: its report lists it.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/linkage.h>
#include <linux/spinlock.h>
#include <asm/ptrace.h>

#define NR_UNKNOWN_CALLS	64

struct unknown_call {
	u32 number, times;	/* 0 times: the row is free */
};

/* Filled from the first row on; when full, further numbers go uncounted. */
struct unknown_call unknown_calls[NR_UNKNOWN_CALLS];

static void count_unknown_call(u32 number)
{
	struct unknown_call *row = unknown_calls;

	local_irq_disable();
	while (row < unknown_calls + NR_UNKNOWN_CALLS && row->times &&
	       row->number != number)
		row++;
	if (row < unknown_calls + NR_UNKNOWN_CALLS) {
		row->number = number;
		row->times++;
	}
	local_irq_enable();
}

asmlinkage long do_ni_syscall(long ebx, long ecx, long edx, long esi,
			      long edi, long ebp, struct pt_regs *regs)
{
	(void)ebx, (void)ecx, (void)edx, (void)esi, (void)edi, (void)ebp;
	count_unknown_call(regs->orig_eax);
	return -ENOSYS;
}
