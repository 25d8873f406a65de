/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _ASM_THREAD_INFO_H
#define _ASM_THREAD_INFO_H

/* A kernel stack: two pages, with struct thread_info at the lowest address. */
#define THREAD_SIZE	8192

#define TIF_SIGPENDING		2
#define TIF_NEED_RESCHED	3
#define TIF_SINGLESTEP		4	/* TF is the user's, to be given back */
#define TIF_IRET		5	/* SYSEXIT would lose registers */
#define TIF_MEMDIE		17	/* killed for its memory */

#define _TIF_SIGPENDING		(1 << TIF_SIGPENDING)
#define _TIF_NEED_RESCHED	(1 << TIF_NEED_RESCHED)
#define _TIF_SINGLESTEP		(1 << TIF_SINGLESTEP)
#define _TIF_IRET		(1 << TIF_IRET)
/* Any of these sends a return to user mode through work_pending. */
#define _TIF_WORK_MASK		(_TIF_SIGPENDING | _TIF_NEED_RESCHED | \
				 _TIF_SINGLESTEP | _TIF_IRET)

#ifndef __ASSEMBLY__

#include <linux/types.h>
#include <linux/bitops.h>

struct task_struct;

typedef struct {
	unsigned long seg;
} mm_segment_t;

struct thread_info {
	struct task_struct *task;
	unsigned long flags;
	u32 cpu;
	int preempt_count;
	mm_segment_t addr_limit;	/* how far uaccess lets it reach */
};

union thread_union {
	struct thread_info thread_info;
	unsigned long stack[THREAD_SIZE / sizeof(long)];
};

extern union thread_union init_thread_union;

/* NULL without memory; both may be called with interrupts on only. */
struct thread_info *alloc_thread_info(void);
void free_thread_info(struct thread_info *ti);
void init_stack_guard(void);

static inline struct thread_info *current_thread_info(void)
{
	unsigned long esp;

	__asm__("movl %%esp, %0" : "=r"(esp));
	return (struct thread_info *)(esp & ~(THREAD_SIZE - 1UL));
}

#define test_thread_flag(flag)	test_bit(flag, &current_thread_info()->flags)

#endif /* !__ASSEMBLY__ */
#endif
