/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Changes of blocks, announced and made. While a transaction is committing,
 * its blocks are logged as they were when it stopped being the running one:
 * who changes one before that is done, leaves a frozen copy for the log.
 */
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include <linux/slab.h>
#include "internal.h"

/* With j_list_lock. */
static void join_buffer(struct journal_head *jh, transaction_t *transaction)
{
	if (jh->b_transaction)
		jh->b_next_transaction = transaction;
	else
		__journal_file_buffer(jh, transaction, BJ_Reserved);
	jh->b_modified = 0;
}

static int belongs_to(const struct journal_head *jh,
		      const transaction_t *transaction)
{
	return jh->b_transaction == transaction ||
	       jh->b_next_transaction == transaction;
}

/* The committing transaction has it and will want it as it is now. */
static int must_freeze(const struct journal_head *jh, int force)
{
	return jh->b_transaction && !jh->b_frozen_data &&
	       (force || jh->b_jlist == BJ_Metadata);
}

static void do_get_write_access(transaction_t *transaction,
				struct journal_head *jh, int force_copy)
{
	journal_t *journal = transaction->t_journal;
	char *copy = NULL;

	spin_lock(&journal->j_list_lock);
	while (!belongs_to(jh, transaction)) {
		if (!must_freeze(jh, force_copy)) {
			join_buffer(jh, transaction);
		} else if (copy) {
			journal_copy_out(copy, jh->b_bh);
			jh->b_frozen_data = copy;
			copy = NULL;
		} else {
			spin_unlock(&journal->j_list_lock);
			copy = journal_kmalloc(jh->b_bh->b_size);
			spin_lock(&journal->j_list_lock);
		}
	}
	spin_unlock(&journal->j_list_lock);
	kfree(copy);
	journal_cancel_revoke(journal, jh->b_bh);
}

int journal_get_write_access(handle_t *handle, struct buffer_head *bh)
{
	struct journal_head *jh;

	if (is_handle_aborted(handle))
		return -EROFS;
	jh = journal_add_journal_head(bh);
	/* A transfer to its home must not see half of the change. */
	lock_buffer(bh);
	do_get_write_access(handle->h_transaction, jh, 0);
	unlock_buffer(bh);
	journal_put_journal_head(jh);
	return 0;
}

/* A block that had no use until now; the caller may have locked it. */
int journal_get_create_access(handle_t *handle, struct buffer_head *bh)
{
	struct journal_head *jh;

	if (is_handle_aborted(handle))
		return -EROFS;
	jh = journal_add_journal_head(bh);
	do_get_write_access(handle->h_transaction, jh, 0);
	journal_put_journal_head(jh);
	return 0;
}

/* Its contents, for b_committed_data, if nobody has left them there yet. */
static void keep_committed(journal_t *journal, struct journal_head *jh)
{
	char *copy = journal_kmalloc(jh->b_bh->b_size);

	spin_lock(&journal->j_list_lock);
	if (!jh->b_committed_data) {
		journal_copy_out(copy, jh->b_bh);
		jh->b_committed_data = copy;
		copy = NULL;
	}
	spin_unlock(&journal->j_list_lock);
	kfree(copy);
}

int journal_get_undo_access(handle_t *handle, struct buffer_head *bh)
{
	transaction_t *transaction = handle->h_transaction;
	struct journal_head *jh;

	if (is_handle_aborted(handle))
		return -EROFS;
	jh = journal_add_journal_head(bh);
	lock_buffer(bh);
	do_get_write_access(transaction, jh, 1);
	unlock_buffer(bh);
	if (!jh->b_committed_data)
		keep_committed(transaction->t_journal, jh);
	journal_put_journal_head(jh);
	return 0;
}

/* With access; the change has been made. */
int noinline journal_dirty_metadata(handle_t *handle, struct buffer_head *bh)
{
	transaction_t *transaction = handle->h_transaction;
	struct journal_head *jh = bh2jh(bh);
	journal_t *journal;

	if (is_handle_aborted(handle))
		return -EROFS;
	journal = transaction->t_journal;
	BUG_ON(!jh || !belongs_to(jh, transaction));
	spin_lock(&journal->j_list_lock);
	if (!jh->b_modified) {
		jh->b_modified = 1;
		BUG_ON(handle->h_buffer_credits <= 0);
		handle->h_buffer_credits--;
	}
	set_buffer_jbddirty(bh);
	/* If the committing one has it, its refiling brings it to us. */
	if (jh->b_transaction == transaction)
		__journal_file_buffer(jh, transaction, BJ_Metadata);
	spin_unlock(&journal->j_list_lock);
	return 0;
}

static int is_data(const struct journal_head *jh)
{
	return jh->b_jlist == BJ_SyncData || jh->b_jlist == BJ_Locked;
}

/* With j_list_lock. Journalled data are logged, which is enough. */
static void file_data(struct journal_head *jh, transaction_t *transaction)
{
	if (jh->b_transaction && !is_data(jh))
		return;
	if (jh->b_transaction != transaction)
		__journal_file_buffer(jh, transaction, BJ_SyncData);
}

int journal_dirty_data(handle_t *handle, struct buffer_head *bh)
{
	transaction_t *transaction = handle->h_transaction;
	struct journal_head *jh;
	journal_t *journal;

	if (is_handle_aborted(handle))
		return -EROFS;
	journal = transaction->t_journal;
	jh = journal_add_journal_head(bh);
	/* The committing one may only lose it once it has nothing to write. */
	if (jh->b_transaction && jh->b_transaction != transaction &&
	    is_data(jh))
		sync_dirty_buffer(bh);
	spin_lock(&journal->j_list_lock);
	file_data(jh, transaction);
	spin_unlock(&journal->j_list_lock);
	journal_put_journal_head(jh);
	return 0;
}
