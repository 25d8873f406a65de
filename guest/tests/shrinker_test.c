/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A cache that can shrink is asked in proportion to the scan of pages. */
#include <kunit/test.h>
#include <linux/slab.h>
#include <linux/swap.h>

#define OBJECTS	10000
#define PAGES	1000	/* on the lists, as far as the shrinker is told */

static int objects, asked, forbidden;

static int shrink_fake(int nr_to_scan, unsigned int gfp_mask)
{
	if (nr_to_scan && !(gfp_mask & __GFP_FS)) {
		forbidden++;
		return -1;
	}
	asked += nr_to_scan;
	objects -= nr_to_scan;
	return objects;
}

static struct shrinker *shrinker;

static int add_shrinker(struct kunit *test __maybe_unused)
{
	objects = OBJECTS;
	asked = forbidden = 0;
	shrinker = set_shrinker(DEFAULT_SEEKS, shrink_fake);
	return shrinker ? 0 : -ENOMEM;
}

static void drop_shrinker(struct kunit *test __maybe_unused)
{
	remove_shrinker(shrinker);
}

/* Twice the share of pages: 4 / DEFAULT_SEEKS. In batches of 128. */
static void a_tenth_of_the_pages_asks_for_a_fifth(struct kunit *test)
{
	shrink_slab(PAGES / 10, GFP_KERNEL, PAGES);
	KUNIT_EXPECT_TRUE(test, asked > OBJECTS / 5 - 150);
	KUNIT_EXPECT_TRUE(test, asked < OBJECTS / 5 + 150);
}

static void small_scans_add_up(struct kunit *test)
{
	int i;

	/* Below a batch each, above it together. */
	for (i = 0; i < 20; i++)
		shrink_slab(1, GFP_KERNEL, PAGES);
	KUNIT_EXPECT_TRUE(test, asked >= 256);
}

static void what_may_not_be_done_now_is_not_done(struct kunit *test)
{
	shrink_slab(PAGES / 10, GFP_NOIO, PAGES);
	KUNIT_EXPECT_TRUE(test, forbidden > 0);
	KUNIT_EXPECT_EQ(test, asked, 0);
}

/* 8 slabs of objects come and go; what is left of them are empty slabs. */
static void empty_slabs_are_pages_that_it_frees(struct kunit *test)
{
	static void *objs[64];
	kmem_cache_t *cache = kmem_cache_create("kunit_shrink", 500, 0, 0,
						NULL, NULL);
	int i;

	KUNIT_ASSERT_NOT_NULL(test, cache);
	kmem_cache_reap();
	for (i = 0; i < ARRAY_SIZE(objs); i++)
		objs[i] = kmem_cache_alloc(cache, GFP_KERNEL);
	for (i = 0; i < ARRAY_SIZE(objs); i++)
		kmem_cache_free(cache, objs[i]);
	KUNIT_EXPECT_TRUE(test, shrink_slab(1, GFP_KERNEL, PAGES) >= 8);
	KUNIT_EXPECT_EQ(test, kmem_cache_destroy(cache), 0);
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(a_tenth_of_the_pages_asks_for_a_fifth),
	KUNIT_CASE(small_scans_add_up),
	KUNIT_CASE(what_may_not_be_done_now_is_not_done),
	KUNIT_CASE(empty_slabs_are_pages_that_it_frees),
	{}
};

static const struct kunit_suite shrinker_suite = {
	"shrinker", add_shrinker, drop_shrinker, cases
};
kunit_test_suite(shrinker_suite);
