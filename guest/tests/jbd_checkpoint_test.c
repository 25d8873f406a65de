/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When the log may forget a transaction, and what a replay makes of it. */
#include "jbd_journal.h"

#define SB_START	7		/* words of the journal's super block */
#define SB_ERRNO	8

static void a_flush_brings_all_home(struct kunit *test)
{
	change(test, 5, 'a');
	KUNIT_EXPECT_EQ(test, journal_flush(jt), 0);
	KUNIT_EXPECT_EQ(test, on_device(5), 'a');
	KUNIT_EXPECT_EQ(test, log_word(0, SB_START), 0);
	KUNIT_EXPECT_EQ(test, jt->j_free, (unsigned long)LOG_BLOCKS - 1);
	KUNIT_EXPECT_TRUE(test,
			  list_empty(&jt->j_checkpoint_transactions));
}

static void the_log_is_found_after_the_first_commit(struct kunit *test)
{
	unsigned long tail = jt->j_tail;

	change(test, 5, 'b');
	KUNIT_EXPECT_EQ(test, log_word(0, SB_START), 0);
	journal_force_commit(jt);
	KUNIT_EXPECT_EQ(test, log_word(0, SB_START), tail);
}

/* Six times what the log holds. */
static void a_log_that_is_full_makes_room(struct kunit *test)
{
	int i, round;

	for (round = 0; round < 6; round++) {
		for (i = 0; i < LOG_BLOCKS; i++)
			change(test, 1 + i % 900, 'a' + round);
		KUNIT_EXPECT_GE(test, log_space_left(jt), 0);
	}
	KUNIT_EXPECT_EQ(test, journal_flush(jt), 0);
	for (i = 0; i < 900; i += 100)
		KUNIT_EXPECT_EQ(test, on_device(1 + i), 'a' + round - 1);
}

static void a_block_logged_again_waits_for_the_later_one(struct kunit *test)
{
	struct buffer_head *bh = sb_bread(&jt_sb, 5);

	change(test, 5, 'a');
	journal_force_commit(jt);
	KUNIT_EXPECT_TRUE(test, bh2jh(bh)->b_cp_transaction != NULL);
	change(test, 5, 'b');
	KUNIT_EXPECT_FALSE(test, buffer_dirty(bh));
	journal_force_commit(jt);
	KUNIT_EXPECT_EQ(test, bh2jh(bh)->b_cp_transaction->t_tid,
			jt->j_commit_sequence);
	KUNIT_EXPECT_TRUE(test, buffer_dirty(bh));
	brelse(bh);
}

static void what_was_written_home_by_others_is_forgotten(struct kunit *test)
{
	change(test, 5, 'a');
	journal_force_commit(jt);
	sync_blockdev(jt_sb.s_bdev);
	KUNIT_EXPECT_EQ(test, on_device(5), 'a');
	change(test, 6, 'b');
	journal_force_commit(jt);
	KUNIT_EXPECT_FALSE(test, list_empty(&jt->j_checkpoint_transactions));
	sync_blockdev(jt_sb.s_bdev);
	journal_clean_checkpoint_list(jt);
	KUNIT_EXPECT_TRUE(test, list_empty(&jt->j_checkpoint_transactions));
}

static void replay_restores_what_was_committed_only(struct kunit *test)
{
	journal_t *before = jt;

	change(test, 5, 0);
	change(test, 6, 0);
	journal_flush(jt);
	change(test, 5, 'a');
	journal_force_commit(jt);
	change(test, 6, 'b');
	KUNIT_EXPECT_EQ(test, reload_journal(), 0);
	KUNIT_EXPECT_EQ(test, on_device(5), 'a');
	KUNIT_EXPECT_EQ(test, on_device(6), 0);
	journal_release(jt);
	jt = before;
}

static void a_forgotten_block_is_not_logged(struct kunit *test)
{
	struct buffer_head *bh = sb_bread(&jt_sb, 5);
	handle_t *handle = journal_start(jt, 1);
	unsigned long free = jt->j_free;

	journal_get_write_access(handle, bh);
	journal_dirty_metadata(handle, bh);
	KUNIT_EXPECT_EQ(test, handle->h_buffer_credits, 0);
	journal_forget(handle, bh);
	KUNIT_EXPECT_EQ(test, handle->h_buffer_credits, 1);
	journal_stop(handle);
	journal_force_commit(jt);
	KUNIT_EXPECT_EQ(test, free - jt->j_free, 1ul);	/* the record */
}

/* What a file does with a block that it got: no journal hears of it. */
static void become_data(u32 block)
{
	struct buffer_head *bh = sb_bread(&jt_sb, block);

	memset(bh->b_data, 'd', BLOCK);
	mark_buffer_dirty(bh);
	sync_dirty_buffer(bh);
	brelse(bh);
}

static void a_revoked_block_is_not_replayed(struct kunit *test)
{
	journal_t *before = jt;
	handle_t *handle;

	change(test, 5, 0);
	change(test, 6, 0);
	journal_flush(jt);
	change(test, 5, 'a');
	change(test, 6, 'a');
	journal_force_commit(jt);
	handle = journal_start(jt, 1);
	journal_revoke(handle, 5, sb_bread(&jt_sb, 5));
	journal_revoke(handle, 6, sb_bread(&jt_sb, 6));
	journal_stop(handle);
	/* Metadata once more: this revoke is void. */
	change(test, 6, 'b');
	journal_force_commit(jt);
	become_data(5);
	KUNIT_EXPECT_EQ(test, reload_journal(), 0);
	KUNIT_EXPECT_EQ(test, on_device(5), 'd');
	KUNIT_EXPECT_EQ(test, on_device(6), 'b');
	journal_release(jt);
	jt = before;
}

/* So many records that they take more blocks than the log keeps free. */
static void revoke_records_have_room_in_a_log_that_is_full(struct kunit *test)
{
	handle_t *handle;
	u32 block = LOG_START + LOG_BLOCKS;
	int i, round;

	for (round = 0; round < 3; round++) {
		for (i = 0; i < 260; i++)
			change(test, 10 + i, round);
		journal_force_commit(jt);
	}
	KUNIT_EXPECT_LE(test, log_space_left(jt), jbd_space_needed(jt) + 3);
	for (round = 0; round < 52; round++) {
		for (i = 0; i < 5; i++)
			change(test, 10 + 5 * round + i, round);
		handle = journal_start(jt, 1);
		KUNIT_ASSERT_NOT_ERR(test, handle);
		for (i = 0; i < 300; i++)
			journal_revoke(handle, block++, NULL);
		journal_stop(handle);
	}
	KUNIT_EXPECT_EQ(test, journal_force_commit(jt), 0);
	KUNIT_EXPECT_FALSE(test, is_journal_aborted(jt));
}

static void an_aborted_journal_writes_nothing_more(struct kunit *test)
{
	unsigned long free;

	change(test, 5, 'a');
	journal_flush(jt);
	change(test, 5, 'b');
	free = jt->j_free;
	journal_abort(jt, -EIO);
	KUNIT_EXPECT_EQ(test, PTR_ERR(journal_start(jt, 1)), -EROFS);
	KUNIT_EXPECT_EQ(test, journal_force_commit(jt), -EIO);
	sync_blockdev(jt_sb.s_bdev);
	KUNIT_EXPECT_EQ(test, on_device(5), 'a');
	KUNIT_EXPECT_EQ(test, jt->j_free, free);
	KUNIT_EXPECT_EQ(test, journal_errno(jt), -EROFS);
	KUNIT_EXPECT_EQ(test, log_word(0, SB_ERRNO), (u32)-EIO);
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(a_flush_brings_all_home),
	KUNIT_CASE(the_log_is_found_after_the_first_commit),
	KUNIT_CASE(a_log_that_is_full_makes_room),
	KUNIT_CASE(a_block_logged_again_waits_for_the_later_one),
	KUNIT_CASE(what_was_written_home_by_others_is_forgotten),
	KUNIT_CASE(replay_restores_what_was_committed_only),
	KUNIT_CASE(a_forgotten_block_is_not_logged),
	KUNIT_CASE(a_revoked_block_is_not_replayed),
	KUNIT_CASE(revoke_records_have_room_in_a_log_that_is_full),
	KUNIT_CASE(an_aborted_journal_writes_nothing_more),
	{}
};

static const struct kunit_suite jbd_checkpoint_suite = {
	"jbd_checkpoint", start_journal, stop_journal, cases
};
kunit_test_suite(jbd_checkpoint_suite);
