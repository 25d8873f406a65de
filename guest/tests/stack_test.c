/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Kernel stacks, and what lies below them. */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <asm/paging_options.h>

static int mapped(unsigned long address)
{
	pmd_t *pmd = pmd_offset(swapper_pg_dir, address);

	if (pmd_none(*pmd) || pmd_large(*pmd))
		return !pmd_none(*pmd);
	return (pte_offset(pmd, address)->val & _PAGE_PRESENT) != 0;
}

static void every_stack_is_mapped_and_aligned(struct kunit *test)
{
	struct task_struct *tsk;
	int bad = 0;

	for_each_process(tsk) {
		unsigned long stack = (unsigned long)tsk->thread_info;

		bad += stack & (THREAD_SIZE - 1) || !mapped(stack) ||
		       !mapped(stack + THREAD_SIZE - 1);
	}
	KUNIT_EXPECT_EQ(test, bad, 0);
}

static void nothing_lies_below_a_stack_if_asked(struct kunit *test)
{
	int tasks = 0, guarded = 0;
	struct task_struct *tsk;

	for_each_process(tsk) {
		tasks++;
		guarded += !mapped((unsigned long)tsk->thread_info - 1);
	}
	KUNIT_EXPECT_TRUE(test, tasks > 4);
	KUNIT_EXPECT_EQ(test, guarded, paging_has(PAGING_GUARD) ? tasks : 0);
}

static void nor_below_the_stack_of_process_zero(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, !mapped((unsigned long)&init_thread_union - 1),
			paging_has(PAGING_GUARD));
	KUNIT_EXPECT_TRUE(test, mapped((unsigned long)&init_thread_union));
}

static void stacks_come_back_to_the_allocator(struct kunit *test)
{
	struct thread_info *first = alloc_thread_info();
	unsigned long before;

	free_thread_info(first);
	before = nr_free_pages();
	KUNIT_EXPECT_EQ(test, alloc_thread_info(), first);
	free_thread_info(first);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), before);
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(every_stack_is_mapped_and_aligned),
	KUNIT_CASE(nothing_lies_below_a_stack_if_asked),
	KUNIT_CASE(nor_below_the_stack_of_process_zero),
	KUNIT_CASE(stacks_come_back_to_the_allocator),
	{}
};

static const struct kunit_suite stack_suite = {
	"stack", NULL, NULL, cases
};
kunit_test_suite(stack_suite);
