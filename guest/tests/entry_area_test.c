/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kernel and user on directories of their own, or on one. Every case runs
 * whatever was chosen: what is off must be off, too.
 */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <asm/desc.h>
#include <asm/entry_area.h>
#include <asm/paging_options.h>
#include <asm/uaccess.h>
#include <asm/vsyscall.h>

#include "user_map.h"

extern char _stext[];

static int on(void)
{
	return paging_has(PAGING_4G);
}

/* The physical address behind one in a directory; 1 if there is none. */
static unsigned long phys_in(pgd_t *pgd, unsigned long address)
{
	pmd_t *pmd = pmd_offset(pgd, address);
	pte_t *pte;

	if (!pmd || pmd_none(*pmd))
		return 1;
	if (pmd_large(*pmd))
		return (pmd->val & PMD_MASK) | (address & ~PMD_MASK);
	pte = pte_offset(pmd, address);
	if (!(pte->val & _PAGE_PRESENT))
		return 1;
	return (pte->val & PAGE_MASK) | (address & ~PAGE_MASK);
}

static int same_page(const void *object, unsigned long address)
{
	return phys_in(current->mm->pgd, address) ==
	       (__pa(object) & PAGE_MASK);
}

static void the_user_s_directory_has_none_of_the_kernel(struct kunit *test)
{
	unsigned long text = (unsigned long)_stext;
	unsigned long stack = (unsigned long)current->thread_info;

	KUNIT_EXPECT_EQ(test, phys_in(current->mm->pgd, text) == __pa(text),
			!on());
	KUNIT_EXPECT_EQ(test, phys_in(current->mm->pgd, stack) ==
			      phys_in(swapper_pg_dir, stack), !on());
}

static void it_has_what_the_processor_must_read(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, same_page(idt_table, ENTRY_DATA), on());
	KUNIT_EXPECT_EQ(test, same_page(cpu_gdt_table, ENTRY_DATA), on());
	KUNIT_EXPECT_EQ(test, same_page(&init_tss, ENTRY_DATA), on());
	KUNIT_EXPECT_EQ(test, init_tss.esp0 == ENTRY_STACK_TOP, on());
}

static void both_directories_agree_on_the_area(struct kunit *test)
{
	unsigned long at;

	for (at = ENTRY_STACK; at < ENTRY_TEXT + PAGE_SIZE; at += PAGE_SIZE)
		KUNIT_EXPECT_EQ(test, phys_in(current->mm->pgd, at),
				phys_in(swapper_pg_dir, at));
	if (on())
		KUNIT_EXPECT_EQ(test, phys_in(swapper_pg_dir, at), 1ul);
}

static void ring_3_may_use_one_page_of_it(struct kunit *test)
{
	pmd_t *pmd = pmd_offset(current->mm->pgd, ENTRY_TEXT);
	unsigned long at, wrong = 0;

	/* The table that has the area has all addresses up to the last. */
	for (at = ENTRY_TEXT & PMD_MASK; at; at += PAGE_SIZE)
		wrong += !(pte_offset(pmd, at)->val & _PAGE_USER) ==
			 (at == VSYSCALL_BASE);
	KUNIT_EXPECT_EQ(test, wrong, 0ul);
	KUNIT_EXPECT_FALSE(test, pte_write(*pte_offset(pmd, VSYSCALL_BASE)));
	KUNIT_EXPECT_TRUE(test, TASK_SIZE <= TASK_SIZE_4G);
	if (on())
		KUNIT_EXPECT_FALSE(test, pte_write(*pte_offset(pmd,
							ENTRY_TEXT)));
}

static void every_gate_leads_to_its_stub(struct kunit *test)
{
	int i, wrong = 0;

	for (i = 0; i < 256; i++) {
		u32 at = (idt_table[i].a & 0xffff) |
			 (idt_table[i].b & 0xffff0000);

		/* The double fault's gate leads to a task. */
		if (i != 8)
			wrong += (at - ENTRY_TEXT < PAGE_SIZE) != on();
	}
	KUNIT_EXPECT_EQ(test, wrong, 0);
}

static void the_kernel_runs_on_its_own(struct kunit *test)
{
	unsigned long user = __pa(current->mm->pgd);

	KUNIT_EXPECT_EQ(test, read_cr3() & ~31ul,
			on() ? __pa(swapper_pg_dir) : user);
	if (on())
		KUNIT_EXPECT_EQ(test, user_cr3, user);
}

static void a_process_has_addresses_that_the_kernel_has_too(struct kunit *test)
{
	unsigned long at = PAGE_OFFSET + (4UL << 20);
	unsigned long *first = (unsigned long *)at, value = 0;

	if (!on()) {
		KUNIT_EXPECT_EQ(test, put_user(1ul, first), -EFAULT);
		return;
	}
	down(&current->mm->mmap_sem);
	KUNIT_EXPECT_EQ(test, do_mmap(NULL, at, PAGE_SIZE,
				      PROT_READ | PROT_WRITE,
				      MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED,
				      0), at);
	up(&current->mm->mmap_sem);
	KUNIT_EXPECT_EQ(test, put_user(4711ul, first), 0);
	KUNIT_EXPECT_NE(test, *first, 4711ul);
	KUNIT_EXPECT_EQ(test, get_user(value, first), 0);
	KUNIT_EXPECT_EQ(test, value, 4711ul);
	KUNIT_EXPECT_EQ(test, unmap_user(at, PAGE_SIZE), 0);
}

static void strings_cross_pages(struct kunit *test)
{
	unsigned long at = map_user(2 * PAGE_SIZE, PROT_READ | PROT_WRITE);
	char *edge = (char *)at + PAGE_SIZE - 3, copy[8];

	KUNIT_EXPECT_EQ(test, copy_to_user(edge, "kernel", 7), 0ul);
	KUNIT_EXPECT_EQ(test, strnlen_user(edge, 100), 7l);
	KUNIT_EXPECT_EQ(test, strncpy_from_user(copy, edge, 8), 6l);
	KUNIT_EXPECT_STREQ(test, copy, "kernel");
	KUNIT_EXPECT_EQ(test, strnlen_user(edge, 3), 4l);
	KUNIT_EXPECT_EQ(test, strncpy_from_user(copy, edge, 3), 3l);
	KUNIT_EXPECT_EQ(test, unmap_user(at, 2 * PAGE_SIZE), 0);
	KUNIT_EXPECT_EQ(test, strnlen_user(edge, 100), 0l);
	KUNIT_EXPECT_EQ(test, strncpy_from_user(copy, edge, 8), (long)-EFAULT);
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(the_user_s_directory_has_none_of_the_kernel),
	KUNIT_CASE(it_has_what_the_processor_must_read),
	KUNIT_CASE(both_directories_agree_on_the_area),
	KUNIT_CASE(ring_3_may_use_one_page_of_it),
	KUNIT_CASE(every_gate_leads_to_its_stub),
	KUNIT_CASE(the_kernel_runs_on_its_own),
	KUNIT_CASE(a_process_has_addresses_that_the_kernel_has_too),
	KUNIT_CASE(strings_cross_pages),
	{}
};

static const struct kunit_suite entry_area_suite = {
	"entry_area", NULL, NULL, cases
};
kunit_test_suite(entry_area_suite);
