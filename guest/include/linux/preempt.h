/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_PREEMPT_H
#define _LINUX_PREEMPT_H

#include <linux/linkage.h>
#include <asm/thread_info.h>

/*
 * thread_info.preempt_count: bits 0-7 preemption depth, 8-15 softirq depth,
 * 16-23 hardirq depth, bit 28 set while schedule() runs for a preemption.
 * The task may be preempted only when the whole word is zero.
 */
#define PREEMPT_SHIFT	0
#define SOFTIRQ_SHIFT	8
#define HARDIRQ_SHIFT	16
#define PREEMPT_OFFSET	(1UL << PREEMPT_SHIFT)
#define SOFTIRQ_OFFSET	(1UL << SOFTIRQ_SHIFT)
#define HARDIRQ_OFFSET	(1UL << HARDIRQ_SHIFT)
#define PREEMPT_MASK	(0xffUL << PREEMPT_SHIFT)
#define SOFTIRQ_MASK	(0xffUL << SOFTIRQ_SHIFT)
#define HARDIRQ_MASK	(0xffUL << HARDIRQ_SHIFT)
#define PREEMPT_ACTIVE	0x10000000

#define preempt_count()		(current_thread_info()->preempt_count)
#define hardirq_count()		(preempt_count() & HARDIRQ_MASK)
#define softirq_count()		(preempt_count() & SOFTIRQ_MASK)
#define in_irq()		hardirq_count()
#define in_softirq()		softirq_count()
#define in_interrupt() \
	(preempt_count() & (HARDIRQ_MASK | SOFTIRQ_MASK))
#define in_atomic()		((preempt_count() & ~PREEMPT_ACTIVE) != 0)

asmlinkage void preempt_schedule(void);

#define preempt_disable() do { \
	preempt_count() += PREEMPT_OFFSET; \
	barrier(); \
} while (0)

#define preempt_enable_no_resched() do { \
	barrier(); \
	preempt_count() -= PREEMPT_OFFSET; \
} while (0)

#define preempt_check_resched() do { \
	if (unlikely(test_thread_flag(TIF_NEED_RESCHED))) \
		preempt_schedule(); \
} while (0)

#define preempt_enable() do { \
	preempt_enable_no_resched(); \
	preempt_check_resched(); \
} while (0)

#endif
