/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Buffers whose contents are no longer wanted, or only in memory's way. */
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include "internal.h"

/*
 * With j_list_lock. An older transaction may still wait for the block to be
 * written: it is satisfied once this one is on the disk.
 */
static void forget_in_transaction(handle_t *handle, struct journal_head *jh)
{
	transaction_t *transaction = handle->h_transaction;

	if (jh->b_next_transaction == transaction) {
		jh->b_next_transaction = NULL;
	} else if (jh->b_transaction == transaction) {
		clear_buffer_dirty(jh->b_bh);
		clear_buffer_jbddirty(jh->b_bh);
		if (jh->b_cp_transaction)
			__journal_file_buffer(jh, transaction, BJ_Forget);
		else
			__journal_unfile_buffer(jh);
	} else {
		return;
	}
	handle->h_buffer_credits += jh->b_modified;
	jh->b_modified = 0;
}

int journal_forget(handle_t *handle, struct buffer_head *bh)
{
	struct journal_head *jh = journal_grab_journal_head(bh);
	journal_t *journal;
	int ours = 0;

	if (jh && !is_handle_aborted(handle)) {
		journal = handle->h_transaction->t_journal;
		spin_lock(&journal->j_list_lock);
		forget_in_transaction(handle, jh);
		ours = jh->b_transaction || jh->b_cp_transaction;
		spin_unlock(&journal->j_list_lock);
	}
	if (jh)
		journal_put_journal_head(jh);
	/* What a transaction needs of it, it writes before it lets it go. */
	if (ours)
		brelse(bh);
	else
		bforget(bh);
	return 0;
}

/* The block has no buffer any more that could be written. */
static void zap_buffer(struct buffer_head *bh)
{
	lock_buffer(bh);
	clear_buffer_dirty(bh);
	clear_buffer_mapped(bh);
	clear_buffer_new(bh);
	bh->b_bdev = NULL;
	unlock_buffer(bh);
}

/*
 * With j_list_lock: the journal lets go of a buffer that was truncated, 0; or
 * the transaction in *tid must be on the disk first. Until the truncation is,
 * by the latest there was, what an older one says of the block holds.
 */
static int journal_unmap_buffer(journal_t *journal, struct journal_head *jh,
				tid_t latest, tid_t *tid)
{
	transaction_t *transaction = jh->b_transaction;

	if (transaction && (transaction != journal->j_running_transaction ||
			    jh->b_cp_transaction)) {
		*tid = transaction->t_tid;
		return 1;
	}
	if (jh->b_cp_transaction && buffer_dirty(jh->b_bh) &&
	    tid_gt(latest, journal->j_commit_sequence)) {
		*tid = latest;
		return 1;
	}
	if (transaction) {
		clear_buffer_dirty(jh->b_bh);
		clear_buffer_jbddirty(jh->b_bh);
		__journal_unfile_buffer(jh);
	} else if (jh->b_cp_transaction) {
		__journal_checkpointed(jh);
	}
	return 0;
}

static void unmap_buffer(journal_t *journal, struct buffer_head *bh)
{
	tid_t latest = journal->j_transaction_sequence - 1, tid;
	struct journal_head *jh = journal_grab_journal_head(bh);
	int again;

	if (!jh)
		return;
	do {
		wait_on_buffer(bh);
		spin_lock(&journal->j_list_lock);
		again = journal_unmap_buffer(journal, jh, latest, &tid);
		spin_unlock(&journal->j_list_lock);
		if (again) {
			log_start_commit(journal, tid);
			log_wait_commit(journal, tid);
		}
	} while (again);
	journal_put_journal_head(jh);
}

/*
 * The page is locked, and the task has no handle: it may have to wait for
 * the commit of one. What the page held from offset on has been truncated.
 */
int journal_invalidatepage(journal_t *journal, struct page *page,
			   unsigned long offset)
{
	struct buffer_head *head, *bh;
	unsigned long at = 0;

	BUG_ON(!PageLocked(page) || journal_current_handle());
	if (!page_has_buffers(page))
		return 1;
	bh = head = page_buffers(page);
	do {
		if (at >= offset) {
			unmap_buffer(journal, bh);
			zap_buffer(bh);
		}
		at += bh->b_size;
		bh = bh->b_this_page;
	} while (bh != head);
	return offset ? 1 : try_to_free_buffers(page);
}

/* With j_list_lock: what has reached the disk the journal can forget. */
static void try_to_forget(struct journal_head *jh)
{
	struct buffer_head *bh = jh->b_bh;

	if (jh->b_next_transaction || buffer_locked(bh) || buffer_dirty(bh) ||
	    buffer_write_io_error(bh))
		return;
	if (jh->b_jlist == BJ_SyncData || jh->b_jlist == BJ_Locked)
		__journal_unfile_buffer(jh);
	else if (!jh->b_transaction && jh->b_cp_transaction)
		__journal_checkpointed(jh);
}

int journal_try_to_free_buffers(journal_t *journal, struct page *page,
				unsigned int gfp_mask)
{
	struct buffer_head *head = page_buffers(page), *bh = head;
	struct journal_head *jh;

	(void)gfp_mask;
	do {
		jh = journal_grab_journal_head(bh);
		if (jh) {
			spin_lock(&journal->j_list_lock);
			try_to_forget(jh);
			spin_unlock(&journal->j_list_lock);
			journal_put_journal_head(jh);
		}
		bh = bh->b_this_page;
	} while (bh != head);
	return try_to_free_buffers(page);
}
