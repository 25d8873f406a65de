/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Handles, the transactions they make, and what of these reaches the log. */
#include "jbd_journal.h"

static void handles_share_a_transaction(struct kunit *test)
{
	tid_t tid;

	change(test, 5, 'a');
	tid = jt->j_running_transaction->t_tid;
	change(test, 6, 'b');
	KUNIT_EXPECT_EQ(test, jt->j_running_transaction->t_tid, tid);
	KUNIT_EXPECT_EQ(test, jt->j_running_transaction->t_handle_count, 2);
}

static void a_handle_within_another_is_the_same(struct kunit *test)
{
	handle_t *outer = journal_start(jt, 2), *inner;

	inner = journal_start(jt, 1);
	KUNIT_EXPECT_TRUE(test, inner == outer);
	journal_stop(inner);
	KUNIT_EXPECT_TRUE(test, journal_current_handle() == outer);
	journal_stop(outer);
	KUNIT_EXPECT_NULL(test, journal_current_handle());
}

static void what_was_not_used_of_a_reservation_is_given_back(
							struct kunit *test)
{
	handle_t *handle = journal_start(jt, 100);

	KUNIT_EXPECT_EQ(test,
			jt->j_running_transaction->t_outstanding_credits, 100);
	journal_stop(handle);
	KUNIT_EXPECT_EQ(test,
			jt->j_running_transaction->t_outstanding_credits, 0);
}

static void more_than_a_transaction_holds_is_refused(struct kunit *test)
{
	handle_t *handle = journal_start(jt, LOG_BLOCKS);

	KUNIT_EXPECT_EQ(test, PTR_ERR(handle), -ENOSPC);
}

static void a_change_goes_to_the_log_and_not_home(struct kunit *test)
{
	change(test, 5, 0);
	journal_flush(jt);
	change(test, 5, 'a');
	sync_blockdev(jt_sb.s_bdev);
	KUNIT_EXPECT_EQ(test, on_device(5), 0);
	KUNIT_EXPECT_EQ(test, journal_force_commit(jt), 0);
	KUNIT_EXPECT_EQ(test, on_device(5), 0);
}

/* Descriptor, block, commit record: from where the log's head was. */
static void a_transaction_in_the_log_is_as_recovery_wants_it(
							struct kunit *test)
{
	unsigned long at = jt->j_head;
	tid_t tid = jt->j_transaction_sequence;

	change(test, 5, 'a');
	journal_force_commit(jt);
	KUNIT_EXPECT_EQ(test, log_word(at, 1), JFS_DESCRIPTOR_BLOCK);
	KUNIT_EXPECT_EQ(test, log_word(at, 2), tid);
	KUNIT_EXPECT_EQ(test, log_word(at, 3), 5);
	KUNIT_EXPECT_EQ(test, log_word(at, 4), JFS_FLAG_LAST_TAG);
	KUNIT_EXPECT_EQ(test, log_word(at + 1, 0), 0x61616161);
	KUNIT_EXPECT_EQ(test, log_word(at + 2, 0), JFS_MAGIC_NUMBER);
	KUNIT_EXPECT_EQ(test, log_word(at + 2, 1), JFS_COMMIT_BLOCK);
	KUNIT_EXPECT_EQ(test, log_word(at + 2, 2), tid);
}

static void a_block_that_looks_like_the_logs_own_is_escaped(
							struct kunit *test)
{
	struct buffer_head *bh = sb_bread(&jt_sb, 7);
	handle_t *handle = journal_start(jt, 1);
	unsigned long at = jt->j_head;

	journal_get_write_access(handle, bh);
	*(be32 *)bh->b_data = cpu_to_be32(JFS_MAGIC_NUMBER);
	journal_dirty_metadata(handle, bh);
	journal_stop(handle);
	journal_force_commit(jt);
	KUNIT_EXPECT_EQ(test, log_word(at, 4),
			JFS_FLAG_LAST_TAG | JFS_FLAG_ESCAPE);
	KUNIT_EXPECT_EQ(test, log_word(at + 1, 0), 0);
	KUNIT_EXPECT_EQ(test, *(be32 *)bh->b_data,
			cpu_to_be32(JFS_MAGIC_NUMBER));
	brelse(bh);
}

static void many_blocks_take_several_descriptors(struct kunit *test)
{
	unsigned long at = jt->j_head, free = jt->j_free;
	int i;

	for (i = 0; i < 200; i++)
		change(test, 10 + i, i);
	journal_force_commit(jt);
	/* (1024 - 12 - 16) / 8 tags fit into the first. */
	KUNIT_EXPECT_EQ(test, free - jt->j_free, 200ul + 2 + 1);
	KUNIT_EXPECT_EQ(test, log_word(at + 125, 1), JFS_DESCRIPTOR_BLOCK);
	KUNIT_EXPECT_EQ(test, log_word(at + 125, 3), 10 + 124);
}

static void access_that_was_not_used_logs_nothing(struct kunit *test)
{
	struct buffer_head *bh = sb_bread(&jt_sb, 5);
	handle_t *handle = journal_start(jt, 1);
	unsigned long free = jt->j_free;

	journal_get_write_access(handle, bh);
	journal_stop(handle);
	journal_force_commit(jt);
	KUNIT_EXPECT_EQ(test, free - jt->j_free, 1ul);	/* the record */
	KUNIT_EXPECT_FALSE(test, buffer_jbd(bh));
	brelse(bh);
}

/* Somebody else may abort the journal while kjournald waits for a buffer. */
static void a_descriptor_without_blocks_is_not_written(struct kunit *test)
{
	struct log_writer log = { .started = LIST_HEAD_INIT(log.started) };
	struct buffer_head *bh;

	change(test, 5, 'a');
	log.transaction = jt->j_running_transaction;
	jt->j_committing_transaction = log.transaction;
	bh = journal_get_descriptor(log.transaction, JFS_DESCRIPTOR_BLOCK);
	log.descriptor = bh;
	KUNIT_EXPECT_EQ(test, journal_finish_log(&log), 0);
	KUNIT_EXPECT_NULL(test, log.descriptor);
	KUNIT_EXPECT_EQ(test, atomic_read(&bh->b_count), 0);
	jt->j_committing_transaction = NULL;
	jt->j_head--;
	jt->j_free++;
}

static void data_are_home_before_the_commit(struct kunit *test)
{
	struct buffer_head *bh = sb_bread(&jt_sb, 900);
	handle_t *handle = journal_start(jt, 1);

	memset(bh->b_data, 'd', BLOCK);
	mark_buffer_dirty(bh);
	KUNIT_EXPECT_EQ(test, journal_dirty_data(handle, bh), 0);
	journal_stop(handle);
	KUNIT_EXPECT_EQ(test, journal_force_commit(jt), 0);
	KUNIT_EXPECT_EQ(test, on_device(900), 'd');
	KUNIT_EXPECT_FALSE(test, buffer_dirty(bh));
	KUNIT_EXPECT_FALSE(test, buffer_jbd(bh));
	brelse(bh);
}

static void kjournald_commits_unasked(struct kunit *test)
{
	tid_t tid;
	int tries = 0;

	jt->j_commit_interval = HZ / 5;
	change(test, 5, 'a');
	tid = jt->j_running_transaction->t_tid;
	kunit_sleep(HZ / 10);
	KUNIT_EXPECT_FALSE(test, tid_geq(jt->j_commit_sequence, tid));
	while (!tid_geq(jt->j_commit_sequence, tid) && tries++ < 10)
		kunit_sleep(HZ / 10);
	KUNIT_EXPECT_LT(test, tries, 3);
}

static void a_synchronous_handle_waits_for_the_commit(struct kunit *test)
{
	handle_t *handle = journal_start(jt, 1);
	tid_t tid = handle->h_transaction->t_tid;

	handle->h_sync = 1;
	KUNIT_EXPECT_EQ(test, journal_stop(handle), 0);
	KUNIT_EXPECT_TRUE(test, tid_geq(jt->j_commit_sequence, tid));
}

static void a_handle_is_extended_while_there_is_room(struct kunit *test)
{
	handle_t *handle = journal_start(jt, 1);

	KUNIT_EXPECT_EQ(test, journal_extend(handle, 3), 0);
	KUNIT_EXPECT_EQ(test, handle->h_buffer_credits, 4);
	KUNIT_EXPECT_EQ(test, journal_extend(handle, LOG_BLOCKS), 1);
	journal_stop(handle);
}

static void a_handle_restarts_in_another_transaction_if_it_must(
							struct kunit *test)
{
	handle_t *handle;
	tid_t tid;
	int i;

	for (i = 0; i < 200; i++)
		change(test, 10 + i, i);
	handle = journal_start(jt, 1);
	tid = handle->h_transaction->t_tid;
	KUNIT_EXPECT_EQ(test, journal_restart(handle, 100), 0);
	KUNIT_EXPECT_EQ(test, handle->h_buffer_credits, 100);
	KUNIT_EXPECT_EQ(test, handle->h_transaction->t_tid, tid + 1);
	journal_stop(handle);
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(handles_share_a_transaction),
	KUNIT_CASE(a_handle_within_another_is_the_same),
	KUNIT_CASE(what_was_not_used_of_a_reservation_is_given_back),
	KUNIT_CASE(more_than_a_transaction_holds_is_refused),
	KUNIT_CASE(a_change_goes_to_the_log_and_not_home),
	KUNIT_CASE(a_transaction_in_the_log_is_as_recovery_wants_it),
	KUNIT_CASE(a_block_that_looks_like_the_logs_own_is_escaped),
	KUNIT_CASE(many_blocks_take_several_descriptors),
	KUNIT_CASE(access_that_was_not_used_logs_nothing),
	KUNIT_CASE(a_descriptor_without_blocks_is_not_written),
	KUNIT_CASE(data_are_home_before_the_commit),
	KUNIT_CASE(kjournald_commits_unasked),
	KUNIT_CASE(a_synchronous_handle_waits_for_the_commit),
	KUNIT_CASE(a_handle_is_extended_while_there_is_room),
	KUNIT_CASE(a_handle_restarts_in_another_transaction_if_it_must),
	{}
};

static const struct kunit_suite jbd_commit_suite = {
	"jbd_commit", start_journal, stop_journal, cases
};
kunit_test_suite(jbd_commit_suite);
