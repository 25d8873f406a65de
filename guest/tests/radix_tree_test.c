/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <kunit/test.h>
#include <linux/radix-tree.h>

#define DIRTY	0
#define OTHER	1

static struct radix_tree_root tree;
static int items[64];

static int make_tree(struct kunit *test)
{
	(void)test;
	INIT_RADIX_TREE(&tree);
	return 0;
}


/* Distances at which another level begins, and the last index of all. */
static const unsigned long places[] = {
	0, 1, 63, 64, 4095, 4096, 262143, 262144, 1UL << 30, ~0UL,
};

static void items_are_found_where_they_were_put(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(places); i++)
		KUNIT_EXPECT_EQ(test, radix_tree_insert(&tree, places[i],
							&items[i]), 0);
	for (i = 0; i < ARRAY_SIZE(places); i++)
		KUNIT_EXPECT_TRUE(test, radix_tree_lookup(&tree, places[i]) ==
				  &items[i]);
	KUNIT_EXPECT_NULL(test, radix_tree_lookup(&tree, 2));
	KUNIT_EXPECT_NULL(test, radix_tree_lookup(&tree, 1UL << 29));
	KUNIT_EXPECT_EQ(test, radix_tree_insert(&tree, 64, items), -EEXIST);
	for (i = 0; i < ARRAY_SIZE(places); i++)
		KUNIT_EXPECT_TRUE(test, radix_tree_delete(&tree, places[i]) ==
				  &items[i]);
}

static void the_last_item_takes_the_nodes_along(struct kunit *test)
{
	radix_tree_insert(&tree, 70000, items);
	KUNIT_EXPECT_EQ(test, tree.height, 3u);
	KUNIT_EXPECT_NULL(test, radix_tree_delete(&tree, 70001));
	KUNIT_EXPECT_TRUE(test, radix_tree_delete(&tree, 70000) == items);
	KUNIT_EXPECT_EQ(test, tree.height, 0u);
	KUNIT_EXPECT_NULL(test, tree.rnode);
}

static void items_come_in_order_from_any_place_on(struct kunit *test)
{
	void *found[ARRAY_SIZE(places)];
	unsigned int i, n = ARRAY_SIZE(places);

	for (i = 0; i < n; i++)
		radix_tree_insert(&tree, places[n - 1 - i],
				  &items[n - 1 - i]);
	KUNIT_EXPECT_EQ(test, radix_tree_gang_lookup(&tree, found, 0, n), n);
	for (i = 0; i < n; i++)
		KUNIT_EXPECT_TRUE(test, found[i] == &items[i]);
	KUNIT_EXPECT_EQ(test, radix_tree_gang_lookup(&tree, found, 65, 3), 3u);
	KUNIT_EXPECT_TRUE(test, found[0] == &items[4]);
	KUNIT_EXPECT_TRUE(test, found[2] == &items[6]);
	KUNIT_EXPECT_EQ(test, radix_tree_gang_lookup(&tree, found, ~0UL, 3),
			1u);
	for (i = 0; i < n; i++)
		radix_tree_delete(&tree, places[i]);
}

static void tags_are_found_without_what_has_none(struct kunit *test)
{
	void *found[4];
	unsigned long index;

	for (index = 0; index < 64; index++)
		radix_tree_insert(&tree, index * 100, &items[index]);
	radix_tree_tag_set(&tree, 700, DIRTY);
	radix_tree_tag_set(&tree, 6300, DIRTY);
	radix_tree_tag_set(&tree, 6300, OTHER);
	KUNIT_EXPECT_NULL(test, radix_tree_tag_set(&tree, 701, DIRTY));
	KUNIT_EXPECT_EQ(test, radix_tree_gang_lookup_tag(&tree, found, 0, 4,
							 DIRTY), 2u);
	KUNIT_EXPECT_TRUE(test, found[0] == &items[7]);
	KUNIT_EXPECT_TRUE(test, found[1] == &items[63]);
	radix_tree_tag_clear(&tree, 6300, DIRTY);
	KUNIT_EXPECT_FALSE(test, radix_tree_tag_get(&tree, 6300, DIRTY));
	KUNIT_EXPECT_TRUE(test, radix_tree_tag_get(&tree, 6300, OTHER));
	KUNIT_EXPECT_TRUE(test, radix_tree_tagged(&tree, DIRTY));
	for (index = 0; index < 64; index++)
		radix_tree_delete(&tree, index * 100);
	KUNIT_EXPECT_FALSE(test, radix_tree_tagged(&tree, DIRTY));
}

static void a_tag_outlives_the_growth_of_the_tree(struct kunit *test)
{
	void *found[2];

	radix_tree_insert(&tree, 3, items);
	radix_tree_tag_set(&tree, 3, OTHER);
	radix_tree_insert(&tree, 1UL << 20, items + 1);
	KUNIT_EXPECT_EQ(test, radix_tree_gang_lookup_tag(&tree, found, 0, 2,
							 OTHER), 1u);
	KUNIT_EXPECT_TRUE(test, found[0] == items);
	KUNIT_EXPECT_FALSE(test, radix_tree_tagged(&tree, DIRTY));
	radix_tree_delete(&tree, 3);
	KUNIT_EXPECT_FALSE(test, radix_tree_tagged(&tree, OTHER));
	radix_tree_delete(&tree, 1UL << 20);
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(items_are_found_where_they_were_put),
	KUNIT_CASE(the_last_item_takes_the_nodes_along),
	KUNIT_CASE(items_come_in_order_from_any_place_on),
	KUNIT_CASE(tags_are_found_without_what_has_none),
	KUNIT_CASE(a_tag_outlives_the_growth_of_the_tree),
	{}
};

static const struct kunit_suite radix_tree_suite = {
	"radix_tree", make_tree, NULL, cases
};
kunit_test_suite(radix_tree_suite);
