/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Page tables as the kernel walks them, against what the processor did. */
#include <kunit/test.h>
#include <linux/highmem.h>
#include <asm/fixmap.h>
#include <asm/paging_options.h>
#include <asm/uaccess.h>

#include "user_map.h"

static unsigned long at;	/* two pages of the writer's user half */

static int map(struct kunit *test __maybe_unused)
{
	at = map_user(2 * PAGE_SIZE, PROT_READ | PROT_WRITE);
	return at & ~PAGE_MASK ? -ENOMEM : 0;
}

static void unmap(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, unmap_user(at, 2 * PAGE_SIZE), 0);
}

static pte_t pte_of(unsigned long address)
{
	pte_t *pte = pte_lookup(current->mm->pgd, address);

	return pte ? *pte : __pte(0);
}

static int store(unsigned long address, int value)
{
	return put_user(value, (int *)address);
}

static int load(unsigned long address)
{
	int value;

	return get_user(value, (int *)address) ? -1 : value;
}

static void an_untouched_page_has_no_entry(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, pte_none(pte_of(at)));
}

static void a_read_page_is_zero_and_read_only(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, load(at), 0);
	KUNIT_EXPECT_TRUE(test, pte_present(pte_of(at)));
	KUNIT_EXPECT_FALSE(test, pte_write(pte_of(at)));
	KUNIT_EXPECT_TRUE(test, pte_none(pte_of(at + PAGE_SIZE)));
}

static void a_written_page_is_its_own_and_dirty(struct kunit *test)
{
	int *direct;

	load(at);
	KUNIT_EXPECT_EQ(test, store(at, 4711), 0);
	KUNIT_EXPECT_TRUE(test, pte_write(pte_of(at)));
	KUNIT_EXPECT_TRUE(test, pte_dirty(pte_of(at)));
	KUNIT_EXPECT_TRUE(test, pte_young(pte_of(at)));
	direct = kmap(pte_page(pte_of(at)));
	KUNIT_EXPECT_EQ(test, *direct, 4711);
	*direct = 4712;
	kunmap(pte_page(pte_of(at)));
	KUNIT_EXPECT_EQ(test, load(at), 4712);
}

static void the_processor_sets_accessed_again(struct kunit *test)
{
	pte_t *pte;

	store(at, 1);
	pte = pte_lookup(current->mm->pgd, at);
	set_pte(pte, pte_mkold(*pte));
	__flush_tlb_one(at);
	KUNIT_EXPECT_FALSE(test, pte_young(pte_of(at)));
	load(at);
	KUNIT_EXPECT_TRUE(test, pte_young(pte_of(at)));
}

static void an_unmapped_page_is_gone_at_once(struct kunit *test)
{
	store(at, 1);
	store(at + PAGE_SIZE, 2);
	KUNIT_EXPECT_EQ(test, unmap_user(at, PAGE_SIZE), 0);
	KUNIT_EXPECT_TRUE(test, pte_none(pte_of(at)));
	KUNIT_EXPECT_EQ(test, load(at), -1);
	KUNIT_EXPECT_EQ(test, load(at + PAGE_SIZE), 2);
}

static void kernel_addresses_map_to_themselves(struct kunit *test)
{
	unsigned long address = (unsigned long)&at, phys;
	pmd_t *pmd = pmd_offset(swapper_pg_dir, address);

	KUNIT_ASSERT_TRUE(test, pmd && !pmd_none(*pmd));
	if (pmd_large(*pmd))
		phys = (pmd->val & PMD_MASK) | (address & ~PMD_MASK);
	else
		phys = (pte_offset(pmd, address)->val & PAGE_MASK) |
		       (address & ~PAGE_MASK);
	KUNIT_EXPECT_EQ(test, phys, __pa(address));
}

static void all_directories_share_the_kernel_half(struct kunit *test)
{
	/* What the processor notes of its accesses may differ. */
	const unsigned long noted = _PAGE_ACCESSED | _PAGE_DIRTY;
	unsigned long address, own, common;
	int differ = 0;

	/* There entry_area_test.c looks. */
	if (paging_has(PAGING_4G))
		return;
	for (address = PAGE_OFFSET; address >= PAGE_OFFSET;
	     address += PMD_SIZE) {
		/* With paging=recursive each has one of its own there. */
		if (address == SELF_MAP)
			continue;
		own = pmd_offset(current->mm->pgd, address)->val;
		common = pmd_offset(swapper_pg_dir, address)->val;
		differ += (own | noted) != (common | noted);
	}
	KUNIT_EXPECT_EQ(test, differ, 0);
}

static void swapper_maps_nothing_below_page_offset(struct kunit *test)
{
	unsigned long address;
	int mapped = 0;

	for (address = 0; address < PAGE_OFFSET; address += PMD_SIZE) {
		pmd_t *pmd = pmd_offset(swapper_pg_dir, address);

		mapped += pmd && !pmd_none(*pmd);
	}
	KUNIT_EXPECT_EQ(test, mapped, 0);
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(an_untouched_page_has_no_entry),
	KUNIT_CASE(a_read_page_is_zero_and_read_only),
	KUNIT_CASE(a_written_page_is_its_own_and_dirty),
	KUNIT_CASE(the_processor_sets_accessed_again),
	KUNIT_CASE(an_unmapped_page_is_gone_at_once),
	KUNIT_CASE(kernel_addresses_map_to_themselves),
	KUNIT_CASE(all_directories_share_the_kernel_half),
	KUNIT_CASE(swapper_maps_nothing_below_page_offset),
	{}
};

static const struct kunit_suite pgtable_suite = {
	"pgtable", map, unmap, cases
};
kunit_test_suite(pgtable_suite);
