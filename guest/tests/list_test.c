/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <kunit/test.h>
#include <linux/list.h>

struct item {
	int value;
	struct list_head link;
};

/* The values in order as decimal digits: 1, 2, 3 gives 123. */
static int digits_of(struct list_head *head)
{
	struct item *item;
	int digits = 0;

	list_for_each_entry(item, head, link)
		digits = digits * 10 + item->value;
	return digits;
}

static void fill(struct list_head *head, struct item *items, int count)
{
	int i;

	for (i = 0; i < count; i++) {
		items[i].value = i + 1;
		list_add_tail(&items[i].link, head);
	}
}

static void a_new_list_is_empty(struct kunit *test)
{
	LIST_HEAD(head);

	KUNIT_EXPECT_TRUE(test, list_empty(&head));
	KUNIT_EXPECT_EQ(test, digits_of(&head), 0);
}

static void add_puts_first_and_add_tail_last(struct kunit *test)
{
	struct item items[3] = { { .value = 1 }, { .value = 2 },
				 { .value = 3 } };
	LIST_HEAD(head);

	list_add(&items[0].link, &head);
	list_add(&items[1].link, &head);
	list_add_tail(&items[2].link, &head);
	KUNIT_EXPECT_EQ(test, digits_of(&head), 213);
}

static void del_takes_one_out_and_poisons_it(struct kunit *test)
{
	struct item items[3];
	LIST_HEAD(head);

	fill(&head, items, 3);
	list_del(&items[1].link);
	KUNIT_EXPECT_EQ(test, digits_of(&head), 13);
	KUNIT_EXPECT_EQ(test, items[1].link.next, LIST_POISON1);
	list_del_init(&items[0].link);
	KUNIT_EXPECT_TRUE(test, list_empty(&items[0].link));
	KUNIT_EXPECT_EQ(test, digits_of(&head), 3);
}

static void move_reaches_both_ends(struct kunit *test)
{
	struct item items[3];
	LIST_HEAD(head);

	fill(&head, items, 3);
	list_move(&items[2].link, &head);
	KUNIT_EXPECT_EQ(test, digits_of(&head), 312);
	list_move_tail(&items[2].link, &head);
	KUNIT_EXPECT_EQ(test, digits_of(&head), 123);
}

static void splice_empties_the_source(struct kunit *test)
{
	struct item items[2], more = { .value = 9 };
	LIST_HEAD(from);
	LIST_HEAD(to);

	fill(&from, items, 2);
	list_add(&more.link, &to);
	list_splice_init(&from, &to);
	KUNIT_EXPECT_EQ(test, digits_of(&to), 129);
	KUNIT_EXPECT_TRUE(test, list_empty(&from));
}

static void safe_walk_survives_removal(struct kunit *test)
{
	struct item items[4], *item, *next;
	LIST_HEAD(head);

	fill(&head, items, 4);
	list_for_each_entry_safe(item, next, &head, link)
		if (item->value % 2)
			list_del(&item->link);
	KUNIT_EXPECT_EQ(test, digits_of(&head), 24);
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(a_new_list_is_empty),
	KUNIT_CASE(add_puts_first_and_add_tail_last),
	KUNIT_CASE(del_takes_one_out_and_poisons_it),
	KUNIT_CASE(move_reaches_both_ends),
	KUNIT_CASE(splice_empties_the_source),
	KUNIT_CASE(safe_walk_survives_removal),
	{}
};

static const struct kunit_suite list_suite = { "list", NULL, NULL, cases };
kunit_test_suite(list_suite);
