/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/mm.h>
#include <asm/mmu_context.h>

void noinline load_cr3(pgd_t *pgdir)
{
	write_cr3(__pa(pgdir));
}

/* The same address space again, as after a lazy borrow, costs nothing. */
void noinline switch_mm(struct mm_struct *prev, struct mm_struct *next,
			struct task_struct *tsk)
{
	(void)tsk;
	if (prev != next)
		load_cr3(next->pgd);
}
