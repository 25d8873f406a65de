/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which blocks of which transactions a journal's replay leaves out. */
#include <kunit/test.h>
#include <linux/jbd.h>
#include "../fs/jbd/internal.h"

static journal_t journal;

static int empty_journal(struct kunit *test __maybe_unused)
{
	journal_init_revoke(&journal);
	return 0;
}

static void forget_revokes(struct kunit *test __maybe_unused)
{
	journal_clear_revoke(&journal);
}

static void a_revoke_holds_for_its_transaction_and_older_ones(struct kunit *t)
{
	journal_set_revoke(&journal, 100, 7);
	KUNIT_EXPECT_TRUE(t, journal_test_revoke(&journal, 100, 6));
	KUNIT_EXPECT_TRUE(t, journal_test_revoke(&journal, 100, 7));
	KUNIT_EXPECT_FALSE(t, journal_test_revoke(&journal, 100, 8));
}

static void the_latest_revoke_counts(struct kunit *test)
{
	journal_set_revoke(&journal, 100, 9);
	journal_set_revoke(&journal, 100, 7);
	KUNIT_EXPECT_TRUE(test, journal_test_revoke(&journal, 100, 9));
	journal_set_revoke(&journal, 100, 11);
	KUNIT_EXPECT_TRUE(test, journal_test_revoke(&journal, 100, 11));
}

static void blocks_of_one_hash_list_are_told_apart(struct kunit *test)
{
	journal_set_revoke(&journal, 5, 7);
	KUNIT_EXPECT_FALSE(test, journal_test_revoke(&journal, 5 +
						     JOURNAL_REVOKE_HASH, 7));
	KUNIT_EXPECT_FALSE(test, journal_test_revoke(&journal, 6, 7));
}

static void sequences_wrap(struct kunit *test)
{
	journal_set_revoke(&journal, 100, 2);
	KUNIT_EXPECT_TRUE(test, journal_test_revoke(&journal, 100,
						    0xfffffffe));
	journal_set_revoke(&journal, 200, 0xfffffffe);
	KUNIT_EXPECT_FALSE(test, journal_test_revoke(&journal, 200, 2));
}

static void a_cleared_table_is_empty(struct kunit *test)
{
	journal_set_revoke(&journal, 100, 7);
	journal_clear_revoke(&journal);
	KUNIT_EXPECT_FALSE(test, journal_test_revoke(&journal, 100, 7));
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(a_revoke_holds_for_its_transaction_and_older_ones),
	KUNIT_CASE(the_latest_revoke_counts),
	KUNIT_CASE(blocks_of_one_hash_list_are_told_apart),
	KUNIT_CASE(sequences_wrap),
	KUNIT_CASE(a_cleared_table_is_empty),
	{}
};

static const struct kunit_suite jbd_suite = {
	"jbd", empty_journal, forget_revokes, cases
};
kunit_test_suite(jbd_suite);
