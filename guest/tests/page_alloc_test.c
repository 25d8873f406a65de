/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <kunit/test.h>
#include <linux/mm.h>

#define MANY	64

/* How many free blocks there are of each order. */
struct blocks {
	int of_order[MAX_ORDER];
};

static struct blocks count_blocks(void)
{
	struct blocks blocks = { { 0 } };
	unsigned long pfn;

	for (pfn = 0; pfn < max_mapnr; pfn++)
		if (PageBuddy(mem_map + pfn))
			blocks.of_order[mem_map[pfn].private]++;
	return blocks;
}

static int same_blocks(const struct blocks *a, const struct blocks *b)
{
	return !memcmp(a, b, sizeof(*a));
}

static void free_count_balances(struct kunit *test)
{
	unsigned long before = nr_free_pages();
	unsigned int order;

	for (order = 0; order < 6; order++) {
		struct page *page = alloc_pages(GFP_KERNEL, order);

		KUNIT_ASSERT_NOT_NULL(test, page);
		KUNIT_EXPECT_EQ(test, nr_free_pages(), before - (1ul << order));
		__free_pages(page, order);
		KUNIT_EXPECT_EQ(test, nr_free_pages(), before);
	}
}

static void free_count_is_the_sum_of_the_blocks(struct kunit *test)
{
	struct blocks blocks = count_blocks();
	unsigned long sum = 0;
	int order;

	for (order = 0; order < MAX_ORDER; order++)
		sum += (unsigned long)blocks.of_order[order] << order;
	KUNIT_EXPECT_EQ(test, sum, nr_free_pages());
}

static void blocks_are_aligned_to_their_size(struct kunit *test)
{
	unsigned int order;

	for (order = 0; order < 6; order++) {
		struct page *page = alloc_pages(GFP_KERNEL, order);

		KUNIT_ASSERT_NOT_NULL(test, page);
		KUNIT_EXPECT_EQ(test, page_to_pfn(page) & ((1ul << order) - 1),
				0ul);
		__free_pages(page, order);
	}
}

static void buddies_split_and_merge_again(struct kunit *test)
{
	struct blocks before = count_blocks(), within, after;
	struct page *pages[MANY];
	int i;

	for (i = 0; i < MANY; i++)
		pages[i] = alloc_page(GFP_KERNEL);
	within = count_blocks();
	/* Every other page first: none of those can merge yet. */
	for (i = 0; i < MANY; i += 2)
		__free_page(pages[i]);
	for (i = 1; i < MANY; i += 2)
		__free_page(pages[i]);
	after = count_blocks();
	KUNIT_EXPECT_FALSE(test, same_blocks(&before, &within));
	KUNIT_EXPECT_TRUE(test, same_blocks(&before, &after));
}

static void pages_do_not_overlap(struct kunit *test)
{
	unsigned long *pages[MANY];
	int i, good = 0;

	for (i = 0; i < MANY; i++) {
		pages[i] = (unsigned long *)__get_free_page(GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, pages[i]);
		pages[i][0] = pages[i][PAGE_SIZE / sizeof(long) - 1] = i;
	}
	for (i = 0; i < MANY; i++) {
		good += pages[i][0] == (unsigned long)i &&
			pages[i][PAGE_SIZE / sizeof(long) - 1] ==
				(unsigned long)i;
		free_page((unsigned long)pages[i]);
	}
	KUNIT_EXPECT_EQ(test, good, MANY);
}

static void zeroed_pages_are_zero(struct kunit *test)
{
	unsigned long *dirty = (unsigned long *)__get_free_page(GFP_KERNEL);
	unsigned long *clean, i, sum = 0;

	memset(dirty, 0xa5, PAGE_SIZE);
	free_page((unsigned long)dirty);
	clean = (unsigned long *)get_zeroed_page(GFP_KERNEL);
	for (i = 0; i < PAGE_SIZE / sizeof(*clean); i++)
		sum |= clean[i];
	KUNIT_EXPECT_EQ(test, sum, 0ul);
	free_page((unsigned long)clean);
}

static void a_second_user_keeps_the_page(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	unsigned long before = nr_free_pages();

	get_page(page);
	put_page(page);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), before);
	put_page(page);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), before + 1);
}

static void too_large_orders_are_refused(struct kunit *test)
{
	KUNIT_EXPECT_NULL(test, alloc_pages(GFP_KERNEL, MAX_ORDER));
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(free_count_balances),
	KUNIT_CASE(free_count_is_the_sum_of_the_blocks),
	KUNIT_CASE(blocks_are_aligned_to_their_size),
	KUNIT_CASE(buddies_split_and_merge_again),
	KUNIT_CASE(pages_do_not_overlap),
	KUNIT_CASE(zeroed_pages_are_zero),
	KUNIT_CASE(a_second_user_keeps_the_page),
	KUNIT_CASE(too_large_orders_are_refused),
	{}
};

static const struct kunit_suite page_alloc_suite = {
	"page_alloc", NULL, NULL, cases
};
kunit_test_suite(page_alloc_suite);
