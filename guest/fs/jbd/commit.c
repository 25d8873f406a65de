/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One commit, by kjournald:
 *
 *	T_LOCKED	no handle may join; those that have, end
 *	T_FLUSH		another transaction may run; ordered data are written
 *	T_COMMIT	revoke records, descriptors and blocks go into the log;
 *			then, behind all that, the commit record
 *	T_FINISHED	the blocks may be written home: see checkpoint.c
 *
 * An aborted journal's transactions take the same way and write nothing.
 */
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include <linux/slab.h>
#include <linux/writeback.h>
#include "internal.h"

static int no_updates(journal_t *journal, transaction_t *transaction)
{
	int none;

	spin_lock(&journal->j_state_lock);
	none = !transaction->t_updates;
	spin_unlock(&journal->j_state_lock);
	return none;
}

/* Access that was announced and not used: its buffers are as they were. */
static void drop_reserved(journal_t *journal, transaction_t *transaction)
{
	struct list_head *reserved = &transaction->t_lists[BJ_Reserved];
	struct journal_head *jh;

	while ((jh = journal_first(journal, reserved))) {
		journal_refile_buffer(journal, jh);
		journal_put_journal_head(jh);
	}
}

static void lock_transaction(journal_t *journal, transaction_t *transaction)
{
	spin_lock(&journal->j_state_lock);
	transaction->t_state = T_LOCKED;
	spin_unlock(&journal->j_state_lock);
	wait_event(journal->j_wait_updates,
		   no_updates(journal, transaction));
	drop_reserved(journal, transaction);
}

/* The place of the running transaction is free for another. */
static void switch_transaction(journal_t *journal,
			       transaction_t *transaction)
{
	spin_lock(&journal->j_state_lock);
	journal_switch_revoke_table(journal);
	transaction->t_state = T_FLUSH;
	transaction->t_log_start = journal->j_head;
	journal->j_committing_transaction = transaction;
	journal->j_running_transaction = NULL;
	spin_unlock(&journal->j_state_lock);
	wake_up(&journal->j_wait_transaction_locked);
}

/* Those that nobody has written yet are started. */
static void submit_data(journal_t *journal, transaction_t *transaction)
{
	struct list_head *data = &transaction->t_lists[BJ_SyncData];
	struct journal_head *jh;

	while ((jh = journal_first(journal, data))) {
		spin_lock(&journal->j_list_lock);
		if (jh->b_transaction == transaction)
			__journal_file_buffer(jh, transaction, BJ_Locked);
		spin_unlock(&journal->j_list_lock);
		ll_rw_block(WRITE, 1, &jh->b_bh);
		journal_put_journal_head(jh);
		cond_resched();
	}
}

static int wait_for_data_buffer(struct buffer_head *bh)
{
	wait_on_buffer(bh);
	/* Dirtied while somebody else wrote what it held before. */
	if (buffer_dirty(bh))
		sync_dirty_buffer(bh);
	if (!buffer_write_io_error(bh))
		return 0;
	if (bh->b_page->mapping)
		mapping_set_error(bh->b_page->mapping, -EIO);
	return -EIO;
}

static int wait_for_data(journal_t *journal, transaction_t *transaction)
{
	struct list_head *data = &transaction->t_lists[BJ_Locked];
	struct journal_head *jh;
	int error = 0;

	while ((jh = journal_first(journal, data))) {
		if (wait_for_data_buffer(jh->b_bh))
			error = -EIO;
		spin_lock(&journal->j_list_lock);
		if (jh->b_transaction == transaction)
			__journal_refile_buffer(jh);
		spin_unlock(&journal->j_list_lock);
		journal_put_journal_head(jh);
	}
	return error;
}

static int write_data(journal_t *journal, transaction_t *transaction)
{
	submit_data(journal, transaction);
	return wait_for_data(journal, transaction);
}

/* From here on its blocks are logged as they are, frozen or not. */
static void log_metadata(journal_t *journal, struct log_writer *log)
{
	transaction_t *transaction = log->transaction;
	struct list_head *metadata = &transaction->t_lists[BJ_Metadata];
	struct journal_head *jh;

	spin_lock(&journal->j_state_lock);
	transaction->t_state = T_COMMIT;
	spin_unlock(&journal->j_state_lock);
	while ((jh = journal_first(journal, metadata))) {
		journal_log_buffer(log, jh);
		journal_put_journal_head(jh);
		cond_resched();
	}
}

/*
 * Each block waits for its checkpoint now, no longer for an older one. What
 * an aborted journal has not logged must not be written home.
 */
static void file_for_checkpoint(journal_t *journal,
				transaction_t *transaction)
{
	struct list_head *logged = &transaction->t_lists[BJ_Forget];
	struct journal_head *jh;

	while ((jh = journal_first(journal, logged))) {
		spin_lock(&journal->j_list_lock);
		if (jh->b_cp_transaction)
			__journal_remove_checkpoint(jh);
		if (is_journal_aborted(journal))
			clear_buffer_jbddirty(jh->b_bh);
		if (buffer_jbddirty(jh->b_bh))
			__journal_insert_checkpoint(jh, transaction);
		__journal_refile_buffer(jh);
		spin_unlock(&journal->j_list_lock);
		journal_put_journal_head(jh);
		cond_resched();
	}
}

static void finish_transaction(journal_t *journal,
			       transaction_t *transaction)
{
	spin_lock(&journal->j_state_lock);
	spin_lock(&journal->j_list_lock);
	transaction->t_state = T_FINISHED;
	journal->j_commit_sequence = transaction->t_tid;
	journal->j_committing_transaction = NULL;
	if (list_empty(&transaction->t_checkpoint_list))
		kfree(transaction);
	else
		list_add_tail(&transaction->t_list,
			      &journal->j_checkpoint_transactions);
	spin_unlock(&journal->j_list_lock);
	spin_unlock(&journal->j_state_lock);
	wake_up(&journal->j_wait_done_commit);
}

/* Whoever replays must find it: the log is not empty any more. */
static int begin_log(journal_t *journal)
{
	spin_lock(&journal->j_state_lock);
	journal->j_flags &= ~JFS_FLUSHED;
	spin_unlock(&journal->j_state_lock);
	return journal_update_superblock(journal);
}

/* With a running transaction, by the only one who commits. */
void noinline journal_commit_transaction(journal_t *journal)
{
	transaction_t *transaction = journal->j_running_transaction;
	struct log_writer log = {
		.transaction = transaction,
		.started = LIST_HEAD_INIT(log.started),
	};
	int error = 0;

	lock_transaction(journal, transaction);
	journal_clean_checkpoint_list(journal);
	switch_transaction(journal, transaction);
	if (journal->j_flags & JFS_FLUSHED)
		error = begin_log(journal);
	if (write_data(journal, transaction))
		error = -EIO;
	if (error)
		journal_abort(journal, error);
	journal_write_revoke_records(&log);
	log_metadata(journal, &log);
	error = journal_finish_log(&log);
	if (!error && !is_journal_aborted(journal))
		error = journal_write_commit_record(&log);
	if (error)
		journal_abort(journal, error);
	file_for_checkpoint(journal, transaction);
	finish_transaction(journal, transaction);
}
