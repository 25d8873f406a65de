/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a page to the entries that map it. */
#include <kunit/test.h>
#include <linux/rmap.h>
#include <linux/swap.h>
#include <asm/uaccess.h>

#include "user_map.h"

static unsigned long at;	/* two pages of the writer's user half */

static int map(struct kunit *test __maybe_unused)
{
	int one = 1;

	at = map_user(2 * PAGE_SIZE, PROT_READ | PROT_WRITE);
	if (at & ~PAGE_MASK)
		return -ENOMEM;
	return put_user(one, (int *)at);
}

static void unmap(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, unmap_user(at, 2 * PAGE_SIZE), 0);
}

static struct page *page_at(unsigned long address)
{
	return pte_page(*pte_lookup(current->mm->pgd, address));
}

static int load(unsigned long address)
{
	int value;

	return get_user(value, (int *)address) ? -1 : value;
}

static void a_written_page_is_anonymous_and_mapped_once(struct kunit *test)
{
	struct page *page = page_at(at);

	KUNIT_EXPECT_TRUE(test, PageAnon(page));
	KUNIT_EXPECT_EQ(test, page_mapcount(page), 1);
	KUNIT_EXPECT_TRUE(test, PageLRU(page) && PageActive(page));
	KUNIT_EXPECT_EQ(test, page->index, at >> PAGE_SHIFT);
}

static void the_accessed_bit_is_found_and_cleared(struct kunit *test)
{
	struct page *page = page_at(at);

	ClearPageReferenced(page);
	KUNIT_EXPECT_EQ(test, page_referenced(page, 0), 1);
	KUNIT_EXPECT_EQ(test, page_referenced(page, 0), 0);
	/* With a stale translation the processor would not set it again. */
	KUNIT_EXPECT_EQ(test, load(at), 1);
	KUNIT_EXPECT_EQ(test, page_referenced(page, 0), 1);
}

static void the_zero_page_is_not_counted(struct kunit *test)
{
	unsigned long rss = current->mm->rss;

	load(at + PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, page_at(at + PAGE_SIZE), empty_zero_page);
	KUNIT_EXPECT_EQ(test, current->mm->rss, rss);
}

static void a_split_area_still_finds_its_pages(struct kunit *test)
{
	struct page *page;
	int two = 2;

	put_user(two, (int *)(at + PAGE_SIZE));
	page = page_at(at + PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, unmap_user(at, PAGE_SIZE), 0);
	ClearPageReferenced(page);
	KUNIT_EXPECT_EQ(test, page_referenced(page, 0), 1);
}

static void unmapping_counts_down(struct kunit *test)
{
	struct page *page = page_at(at);
	unsigned long mapped = read_page_state(nr_mapped);

	get_page(page);
	KUNIT_EXPECT_EQ(test, unmap_user(at, PAGE_SIZE), 0);
	KUNIT_EXPECT_EQ(test, page_mapcount(page), 0);
	KUNIT_EXPECT_EQ(test, read_page_state(nr_mapped), mapped - 1);
	KUNIT_EXPECT_EQ(test, page_referenced(page, 0) > 1, 0);
	put_page(page);
}

static void a_page_in_use_is_not_taken(struct kunit *test)
{
	struct page *page = page_at(at);

	load(at);
	KUNIT_ASSERT_EQ(test, TestSetPageLocked(page), 0);
	KUNIT_EXPECT_EQ(test, try_to_unmap(page), SWAP_FAIL);
	KUNIT_EXPECT_EQ(test, page_mapcount(page), 1);
	ClearPageLocked(page);
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(a_written_page_is_anonymous_and_mapped_once),
	KUNIT_CASE(the_accessed_bit_is_found_and_cleared),
	KUNIT_CASE(the_zero_page_is_not_counted),
	KUNIT_CASE(a_split_area_still_finds_its_pages),
	KUNIT_CASE(unmapping_counts_down),
	KUNIT_CASE(a_page_in_use_is_not_taken),
	{}
};

static const struct kunit_suite rmap_suite = {
	"rmap", map, unmap, cases
};
kunit_test_suite(rmap_suite);
