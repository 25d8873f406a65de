/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The directory that maps itself, or the hole where it would be. */
#include <kunit/test.h>
#include <linux/sched.h>
#include <linux/vmalloc.h>
#include <asm/fixmap.h>
#include <asm/paging_options.h>
#include <asm/uaccess.h>

#include "user_map.h"

static int on(void)
{
	return paging_has(PAGING_RECURSIVE);
}

static int faults(const void *addr)
{
	mm_segment_t fs = get_fs();
	long word;
	int left;

	set_fs(KERNEL_DS);
	left = copy_from_user(&word, addr, sizeof(word));
	set_fs(fs);
	return left != 0;
}

static void the_directory_is_where_it_should_be(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, faults(self_pmd(0)), !on());
	if (on())
		KUNIT_EXPECT_EQ(test, self_pmd(SELF_MAP)->val & PAGE_MASK,
				__pa(current->mm->pgd));
}

static void every_directory_maps_itself(struct kunit *test)
{
	pgd_t *pgd = pgd_alloc(NULL);

	if (!pae_enabled)
		KUNIT_EXPECT_EQ(test,
				pmd_offset(pgd, SELF_MAP)->val & PAGE_MASK,
				on() ? __pa(pgd) : 0);
	pgd_free(pgd);
}

static void a_user_page_s_entry_is_found_without_a_walk(struct kunit *test)
{
	unsigned long at = map_user(PAGE_SIZE, PROT_READ | PROT_WRITE);

	put_user(4711, (int *)at);
	if (on())
		KUNIT_EXPECT_EQ(test, self_pte(at)->val,
				pte_lookup(current->mm->pgd, at)->val);
	KUNIT_EXPECT_EQ(test, unmap_user(at, PAGE_SIZE), 0);
	if (on())
		KUNIT_EXPECT_TRUE(test, pte_none(*self_pte(at)));
}

static void a_kernel_page_s_entry_too(struct kunit *test)
{
	void *area = vmalloc(PAGE_SIZE);
	unsigned long at = (unsigned long)area;

	if (on())
		KUNIT_EXPECT_EQ(test, self_pte(at)->val,
				pte_lookup(swapper_pg_dir, at)->val);
	vfree(area);
	if (on())
		KUNIT_EXPECT_TRUE(test, pte_none(*self_pte(at)));
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(the_directory_is_where_it_should_be),
	KUNIT_CASE(every_directory_maps_itself),
	KUNIT_CASE(a_user_page_s_entry_is_found_without_a_walk),
	KUNIT_CASE(a_kernel_page_s_entry_too),
	{}
};

static const struct kunit_suite selfmap_suite = {
	"selfmap", NULL, NULL, cases
};
kunit_test_suite(selfmap_suite);
