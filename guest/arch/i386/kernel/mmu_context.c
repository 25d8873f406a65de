/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/mm.h>
#include <asm/entry_area.h>
#include <asm/mmu_context.h>
#include <asm/paging_options.h>

void noinline load_cr3(pgd_t *pgdir)
{
	/* With 4g the kernel keeps its own: this is for the way back. */
	if (paging_has(PAGING_4G))
		user_cr3 = __pa(pgdir);
	else
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
