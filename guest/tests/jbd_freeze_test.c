/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two transactions with the same block: one that is committing, and stays
 * so while a buffer of data that it waits for is locked; and the next one.
 */
#include "jbd_journal.h"

#define SHARED	5
#define DATA	900

static struct buffer_head *shared, *data, *after;
static unsigned long log_at;

static void change_data(struct buffer_head *bh, int byte)
{
	handle_t *handle = journal_start(jt, 1);

	memset(bh->b_data, byte, BLOCK);
	mark_buffer_dirty(bh);
	journal_dirty_data(handle, bh);
	journal_stop(handle);
}

static void park_commit(struct kunit *test)
{
	int tries = 0;

	shared = sb_bread(&jt_sb, SHARED);
	data = sb_bread(&jt_sb, DATA);
	after = sb_bread(&jt_sb, DATA + 1);
	change_data(data, 'd');
	change_data(after, '1');
	change(test, SHARED, 'a');
	log_at = jt->j_head;
	lock_buffer(data);
	log_start_commit(jt, jt->j_running_transaction->t_tid);
	while (!jt->j_committing_transaction && tries++ < 10)
		kunit_sleep(1);
	KUNIT_EXPECT_TRUE(test, jt->j_committing_transaction != NULL);
}

static void let_it_go(void)
{
	tid_t tid = jt->j_committing_transaction->t_tid;

	unlock_buffer(data);
	log_wait_commit(jt, tid);
	brelse(data);
	brelse(after);
}

static void the_log_gets_what_the_committing_one_left(struct kunit *test)
{
	park_commit(test);
	change(test, SHARED, 'b');
	KUNIT_EXPECT_TRUE(test, bh2jh(shared)->b_frozen_data != NULL);
	let_it_go();
	KUNIT_EXPECT_EQ(test, log_word(log_at + 1, 0), 0x61616161);
	KUNIT_EXPECT_NULL(test, bh2jh(shared)->b_frozen_data);
	KUNIT_EXPECT_EQ(test, bh2jh(shared)->b_jlist, BJ_Metadata);
	journal_force_commit(jt);
	KUNIT_EXPECT_EQ(test, log_word(log_at + 4, 0), 0x62626262);
	brelse(shared);
}

static void access_without_a_change_does_not_log_it_again(struct kunit *test)
{
	handle_t *handle;
	unsigned long free;

	park_commit(test);
	handle = journal_start(jt, 1);
	journal_get_write_access(handle, shared);
	journal_stop(handle);
	let_it_go();
	free = jt->j_free;
	journal_force_commit(jt);
	KUNIT_EXPECT_EQ(test, free - jt->j_free, 1ul);	/* the record */
	KUNIT_EXPECT_TRUE(test, buffer_dirty(shared));
	brelse(shared);
}

/* What an allocator must look at: a block freed is not free on the disk. */
static void undo_keeps_what_the_disk_has(struct kunit *test)
{
	handle_t *handle;
	char *committed;

	change(test, SHARED, 'x');
	journal_force_commit(jt);
	park_commit(test);
	handle = journal_start(jt, 1);
	journal_get_undo_access(handle, shared);
	memset(shared->b_data, 'b', BLOCK);
	journal_dirty_metadata(handle, shared);
	committed = bh2jh(shared)->b_committed_data;
	KUNIT_EXPECT_EQ(test, committed[0], 'a');
	journal_stop(handle);
	let_it_go();
	KUNIT_EXPECT_EQ(test, bh2jh(shared)->b_committed_data[0], 'a');
	journal_force_commit(jt);
	KUNIT_EXPECT_NULL(test, bh2jh(shared)->b_committed_data);
	brelse(shared);
}

static void data_dirtied_again_belong_to_the_next_one(struct kunit *test)
{
	park_commit(test);
	change_data(after, '2');
	KUNIT_EXPECT_TRUE(test, bh2jh(after)->b_transaction ==
				jt->j_running_transaction);
	KUNIT_EXPECT_EQ(test, on_device(DATA + 1), '2');
	let_it_go();
	brelse(shared);
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(the_log_gets_what_the_committing_one_left),
	KUNIT_CASE(access_without_a_change_does_not_log_it_again),
	KUNIT_CASE(undo_keeps_what_the_disk_has),
	KUNIT_CASE(data_dirtied_again_belong_to_the_next_one),
	{}
};

static const struct kunit_suite jbd_freeze_suite = {
	"jbd_freeze", start_journal, stop_journal, cases
};
kunit_test_suite(jbd_freeze_suite);
