/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Handles: the steps of tasks, of which a transaction gathers many. Each
 * joins the running transaction, or makes it; nobody joins one that is
 * T_LOCKED, which the last of its handles lets go.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "internal.h"

static transaction_t *new_transaction(journal_t *journal)
{
	transaction_t *transaction = journal_kmalloc(sizeof(*transaction));
	int i;

	memset(transaction, 0, sizeof(*transaction));
	transaction->t_journal = journal;
	for (i = 0; i < BJ_Types; i++)
		INIT_LIST_HEAD(&transaction->t_lists[i]);
	INIT_LIST_HEAD(&transaction->t_checkpoint_list);
	return transaction;
}

/* Becomes the running one, unless somebody was faster. */
static void get_transaction(journal_t *journal)
{
	transaction_t *fresh = new_transaction(journal);

	spin_lock(&journal->j_state_lock);
	if (!journal->j_running_transaction) {
		fresh->t_tid = journal->j_transaction_sequence++;
		fresh->t_expires = jiffies + journal->j_commit_interval;
		mod_timer(&journal->j_commit_timer, fresh->t_expires);
		journal->j_running_transaction = fresh;
		fresh = NULL;
	}
	spin_unlock(&journal->j_state_lock);
	kfree(fresh);
}

/* Whether the transaction still takes, or just waits for, handles. */
static int is_running(journal_t *journal, tid_t tid)
{
	transaction_t *running;
	int is;

	spin_lock(&journal->j_state_lock);
	running = journal->j_running_transaction;
	is = running && running->t_tid == tid;
	spin_unlock(&journal->j_state_lock);
	return is;
}

/*
 * With j_state_lock, which it gives back if something stands against the
 * handle: after that has been waited for, -EAGAIN.
 */
static int may_join(journal_t *journal, int nblocks)
{
	transaction_t *running = journal->j_running_transaction;
	tid_t tid;

	if (journal->j_barrier_count) {
		spin_unlock(&journal->j_state_lock);
		wait_event(journal->j_wait_transaction_locked,
			   !journal->j_barrier_count);
		return -EAGAIN;
	}
	if (!running) {
		spin_unlock(&journal->j_state_lock);
		get_transaction(journal);
		return -EAGAIN;
	}
	if (running->t_state == T_LOCKED ||
	    running->t_outstanding_credits + nblocks >
	    journal->j_max_transaction_buffers) {
		tid = running->t_tid;
		__log_start_commit(journal, tid);
		spin_unlock(&journal->j_state_lock);
		wait_event(journal->j_wait_transaction_locked,
			   !is_running(journal, tid));
		return -EAGAIN;
	}
	if (log_space_left(journal) < jbd_space_needed(journal)) {
		__log_wait_for_space(journal);
		spin_unlock(&journal->j_state_lock);
		return -EAGAIN;
	}
	return 0;
}

static int try_to_join(journal_t *journal, handle_t *handle)
{
	transaction_t *transaction;
	int error;

	spin_lock(&journal->j_state_lock);
	if (is_journal_aborted(journal)) {
		spin_unlock(&journal->j_state_lock);
		return -EROFS;
	}
	error = may_join(journal, handle->h_buffer_credits);
	if (error)
		return error;
	transaction = journal->j_running_transaction;
	transaction->t_outstanding_credits += handle->h_buffer_credits;
	transaction->t_updates++;
	transaction->t_handle_count++;
	handle->h_transaction = transaction;
	spin_unlock(&journal->j_state_lock);
	return 0;
}

static int start_this_handle(journal_t *journal, handle_t *handle)
{
	int error;

	if (handle->h_buffer_credits > journal->j_max_transaction_buffers) {
		printk(KERN_ERR "JBD: %s: %s wants %d blocks of a log that "
		       "has %d for a transaction\n", journal_name(journal),
		       current->comm, handle->h_buffer_credits,
		       journal->j_max_transaction_buffers);
		return -ENOSPC;
	}
	do {
		error = try_to_join(journal, handle);
	} while (error == -EAGAIN);
	return error;
}

/* With j_state_lock: the handle's part of the transaction is over. */
static void leave_transaction(journal_t *journal, handle_t *handle)
{
	transaction_t *transaction = handle->h_transaction;

	transaction->t_outstanding_credits -= handle->h_buffer_credits;
	if (!--transaction->t_updates)
		wake_up(&journal->j_wait_updates);
}

handle_t *journal_start(journal_t *journal, int nblocks)
{
	handle_t *handle = journal_current_handle();
	int error;

	if (handle) {
		BUG_ON(handle->h_transaction->t_journal != journal);
		handle->h_ref++;
		return handle;
	}
	handle = journal_kmalloc(sizeof(*handle));
	memset(handle, 0, sizeof(*handle));
	handle->h_buffer_credits = nblocks;
	handle->h_ref = 1;
	error = start_this_handle(journal, handle);
	if (error) {
		kfree(handle);
		return ERR_PTR(error);
	}
	current->journal_info = handle;
	return handle;
}

/* Whether what the handle did should be committed now. */
static int wants_commit(const handle_t *handle)
{
	return handle->h_sync ||
	       time_after_eq(jiffies, handle->h_transaction->t_expires);
}

static int end_updates(handle_t *handle)
{
	journal_t *journal = handle->h_transaction->t_journal;
	tid_t tid = handle->h_transaction->t_tid;

	spin_lock(&journal->j_state_lock);
	if (wants_commit(handle))
		__log_start_commit(journal, tid);
	leave_transaction(journal, handle);
	spin_unlock(&journal->j_state_lock);
	/* Who frees memory must not wait for those who need some. */
	if (!handle->h_sync || current->flags & PF_MEMALLOC)
		return 0;
	return log_wait_commit(journal, tid);
}

int journal_stop(handle_t *handle)
{
	int error = is_handle_aborted(handle) ? -EIO : handle->h_err;

	if (--handle->h_ref)
		return error;
	current->journal_info = NULL;
	/* A restart that failed has left it without a transaction. */
	if (handle->h_transaction && end_updates(handle))
		error = -EIO;
	kfree(handle);
	return error;
}

int journal_is_overdrawn(handle_t *handle)
{
	transaction_t *transaction = handle->h_transaction;

	return transaction->t_outstanding_credits >
	       transaction->t_journal->j_max_transaction_buffers;
}

int journal_extend(handle_t *handle, int nblocks)
{
	transaction_t *transaction = handle->h_transaction;
	journal_t *journal = transaction->t_journal;
	int wanted, result = 1;

	if (is_handle_aborted(handle))
		return -EIO;
	spin_lock(&journal->j_state_lock);
	wanted = transaction->t_outstanding_credits + nblocks;
	if (transaction->t_state == T_RUNNING &&
	    wanted <= journal->j_max_transaction_buffers &&
	    wanted <= log_space_left(journal)) {
		handle->h_buffer_credits += nblocks;
		transaction->t_outstanding_credits = wanted;
		result = 0;
	}
	spin_unlock(&journal->j_state_lock);
	return result;
}

/* What was done up to now is a step of its own, and may be committed. */
int journal_restart(handle_t *handle, int nblocks)
{
	journal_t *journal = handle->h_transaction->t_journal;
	int error;

	if (is_handle_aborted(handle))
		return -EIO;
	spin_lock(&journal->j_state_lock);
	__log_start_commit(journal, handle->h_transaction->t_tid);
	leave_transaction(journal, handle);
	spin_unlock(&journal->j_state_lock);
	handle->h_buffer_credits = nblocks;
	handle->h_transaction = NULL;
	error = start_this_handle(journal, handle);
	if (error)
		handle->h_aborted = 1;
	return error;
}

static int updates_under_way(journal_t *journal)
{
	transaction_t *running;
	int updates;

	spin_lock(&journal->j_state_lock);
	running = journal->j_running_transaction;
	updates = running ? running->t_updates : 0;
	spin_unlock(&journal->j_state_lock);
	return updates;
}

void journal_lock_updates(journal_t *journal)
{
	spin_lock(&journal->j_state_lock);
	journal->j_barrier_count++;
	spin_unlock(&journal->j_state_lock);
	wait_event(journal->j_wait_updates, !updates_under_way(journal));
	/* Who locked before us has not come to his unlock yet, perhaps. */
	down(&journal->j_barrier);
}

void journal_unlock_updates(journal_t *journal)
{
	up(&journal->j_barrier);
	spin_lock(&journal->j_state_lock);
	journal->j_barrier_count--;
	spin_unlock(&journal->j_state_lock);
	wake_up(&journal->j_wait_transaction_locked);
}
