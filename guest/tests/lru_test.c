/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The active and the inactive list. */
#include <kunit/test.h>
#include <linux/swap.h>

static struct page *page;
static struct zone *zone;

static int make_page(struct kunit *test __maybe_unused)
{
	page = alloc_page(GFP_KERNEL);
	if (!page)
		return -ENOMEM;
	zone = page_zone(page);
	return 0;
}

static void drop_page(struct kunit *test)
{
	unsigned long free = nr_free_pages();

	put_page(page);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free + 1);
}

static void a_new_page_is_inactive_and_counted(struct kunit *test)
{
	unsigned long before = zone->nr_inactive;

	lru_cache_add(page);
	KUNIT_EXPECT_TRUE(test, PageLRU(page) && !PageActive(page));
	KUNIT_EXPECT_EQ(test, zone->nr_inactive, before + 1);
}

static void the_last_reference_takes_it_off(struct kunit *test)
{
	unsigned long active = zone->nr_active;

	get_page(page);
	lru_cache_add_active(page);
	put_page(page);
	KUNIT_EXPECT_EQ(test, zone->nr_active, active + 1);
	put_page(page);
	KUNIT_EXPECT_EQ(test, zone->nr_active, active);
	make_page(test);
}

static void two_uses_make_it_active(struct kunit *test)
{
	unsigned long active = zone->nr_active;

	lru_cache_add(page);
	mark_page_accessed(page);
	KUNIT_EXPECT_TRUE(test, PageReferenced(page) && !PageActive(page));
	mark_page_accessed(page);
	KUNIT_EXPECT_TRUE(test, !PageReferenced(page) && PageActive(page));
	KUNIT_EXPECT_EQ(test, zone->nr_active, active + 1);
}

static void a_use_of_an_active_page_is_remembered(struct kunit *test)
{
	lru_cache_add_active(page);
	mark_page_accessed(page);
	KUNIT_EXPECT_TRUE(test, PageReferenced(page) && PageActive(page));
	mark_page_accessed(page);
	KUNIT_EXPECT_TRUE(test, PageReferenced(page) && PageActive(page));
}

static void a_page_off_the_lists_is_not_activated(struct kunit *test)
{
	unsigned long active = zone->nr_active;

	activate_page(page);
	KUNIT_EXPECT_FALSE(test, PageActive(page));
	KUNIT_EXPECT_EQ(test, zone->nr_active, active);
}

static void a_written_page_is_the_next_to_go(struct kunit *test)
{
	struct page *other = alloc_page(GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, other);
	lru_cache_add(page);
	lru_cache_add(other);
	rotate_reclaimable_page(other);
	KUNIT_EXPECT_EQ(test, zone->inactive_list.prev, &other->lru);
	put_page(other);
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(a_new_page_is_inactive_and_counted),
	KUNIT_CASE(the_last_reference_takes_it_off),
	KUNIT_CASE(two_uses_make_it_active),
	KUNIT_CASE(a_use_of_an_active_page_is_remembered),
	KUNIT_CASE(a_page_off_the_lists_is_not_activated),
	KUNIT_CASE(a_written_page_is_the_next_to_go),
	{}
};

static const struct kunit_suite lru_suite = {
	"lru", make_page, drop_page, cases
};
kunit_test_suite(lru_suite);
