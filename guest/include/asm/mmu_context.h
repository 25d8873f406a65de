/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _ASM_MMU_CONTEXT_H
#define _ASM_MMU_CONTEXT_H

#include <linux/mm_types.h>

struct task_struct;

void load_cr3(pgd_t *pgdir);

/* From the user half of prev to that of next, for the task tsk. */
void switch_mm(struct mm_struct *prev, struct mm_struct *next,
	       struct task_struct *tsk);
#define activate_mm(prev, next)	switch_mm(prev, next, NULL)

/* Other processors would have to hear of it; there are none. */
static inline void enter_lazy_tlb(struct mm_struct *mm,
				  struct task_struct *tsk)
{
	(void)mm;
	(void)tsk;
}

#endif
