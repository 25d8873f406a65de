/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Zones: their order for a request, and what their marks allow. */
#include <kunit/test.h>
#include <linux/mm.h>

static struct zone zone;

/* 1000 pages free, in blocks of one page but for 10 of 8 pages. */
static int make_zone(struct kunit *test __maybe_unused)
{
	memset(&zone, 0, sizeof(zone));
	zone.free_pages = 1000;
	zone.free_area[0].nr_free = 920;
	zone.free_area[3].nr_free = 10;
	return 0;
}

static void the_mark_itself_is_too_little(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, zone_watermark_ok(&zone, 0, 999, 0, 0, 0));
	KUNIT_EXPECT_FALSE(test, zone_watermark_ok(&zone, 0, 1000, 0, 0, 0));
}

static void the_reserve_is_on_top_of_the_mark(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, zone_watermark_ok(&zone, 0, 900, 99, 0, 0));
	KUNIT_EXPECT_FALSE(test, zone_watermark_ok(&zone, 0, 900, 100, 0, 0));
}

static void atomic_requests_reach_below_the_mark(struct kunit *test)
{
	KUNIT_EXPECT_FALSE(test, zone_watermark_ok(&zone, 0, 1900, 0, 0, 0));
	KUNIT_EXPECT_TRUE(test, zone_watermark_ok(&zone, 0, 1900, 0, 0, 1));
	KUNIT_EXPECT_FALSE(test, zone_watermark_ok(&zone, 0, 2600, 0, 0, 1));
	KUNIT_EXPECT_TRUE(test, zone_watermark_ok(&zone, 0, 2600, 0, 1, 1));
}

/* Half of the mark must be free in larger blocks than single pages. */
static void large_blocks_need_large_free_ones(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, zone_watermark_ok(&zone, 3, 140, 0, 0, 0));
	KUNIT_EXPECT_FALSE(test, zone_watermark_ok(&zone, 3, 160, 0, 0, 0));
	KUNIT_EXPECT_FALSE(test, zone_watermark_ok(&zone, 4, 140, 0, 0, 0));
}

static void marks_rise_from_min_to_high(struct kunit *test)
{
	struct zone *normal = contig_page_data.node_zones + ZONE_NORMAL;

	KUNIT_EXPECT_TRUE(test, normal->pages_min > 0);
	KUNIT_EXPECT_TRUE(test, normal->pages_min < normal->pages_low);
	KUNIT_EXPECT_TRUE(test, normal->pages_low < normal->pages_high);
	KUNIT_EXPECT_TRUE(test, normal->pages_high < normal->present_pages / 4);
}

static void lists_try_high_memory_first_and_only_if_allowed(struct kunit *test)
{
	struct zone *zones = contig_page_data.node_zones;
	struct zone *const *any = gfp_zonelist(GFP_HIGHUSER)->zones;
	struct zone *const *low = gfp_zonelist(GFP_KERNEL)->zones;

	KUNIT_EXPECT_EQ(test, low[0], zones + ZONE_NORMAL);
	KUNIT_EXPECT_NULL(test, low[1]);
	if (zones[ZONE_HIGHMEM].present_pages) {
		KUNIT_EXPECT_EQ(test, any[0], zones + ZONE_HIGHMEM);
		any++;
	}
	KUNIT_EXPECT_EQ(test, any[0], zones + ZONE_NORMAL);
	KUNIT_EXPECT_NULL(test, any[1]);
}

static void a_page_knows_its_zone(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, page_zone(page),
			    contig_page_data.node_zones + ZONE_NORMAL);
	__free_page(page);
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(the_mark_itself_is_too_little),
	KUNIT_CASE(the_reserve_is_on_top_of_the_mark),
	KUNIT_CASE(atomic_requests_reach_below_the_mark),
	KUNIT_CASE(large_blocks_need_large_free_ones),
	KUNIT_CASE(marks_rise_from_min_to_high),
	KUNIT_CASE(lists_try_high_memory_first_and_only_if_allowed),
	KUNIT_CASE(a_page_knows_its_zone),
	{}
};

static const struct kunit_suite mmzone_suite = {
	"mmzone", make_zone, NULL, cases
};
kunit_test_suite(mmzone_suite);
