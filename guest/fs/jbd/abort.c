/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * After an error that leaves the log behind what is in memory, nothing more
 * of that may reach the disk. What was committed stays in the log, and the
 * next mount replays it.
 */
#include <linux/kernel.h>
#include "internal.h"

int is_journal_aborted(const journal_t *journal)
{
	return (journal->j_flags & JFS_ABORT) != 0;
}

int is_handle_aborted(const handle_t *handle)
{
	return handle->h_aborted ||
	       is_journal_aborted(handle->h_transaction->t_journal);
}

void noinline journal_abort(journal_t *journal, int error)
{
	transaction_t *running;
	int first;

	spin_lock(&journal->j_state_lock);
	first = !is_journal_aborted(journal);
	journal->j_flags |= JFS_ABORT;
	if (first)
		journal->j_errno = error;
	running = journal->j_running_transaction;
	if (running)
		__log_start_commit(journal, running->t_tid);
	spin_unlock(&journal->j_state_lock);
	if (!first)
		return;
	printk(KERN_ERR "JBD: %s: journal aborted: error %d\n",
	       journal_name(journal), -error);
	/* For the next mount, and for e2fsck; the disk may be gone. */
	journal_update_superblock(journal);
}

int journal_errno(journal_t *journal)
{
	return is_journal_aborted(journal) ? -EROFS : journal->j_errno;
}

int journal_clear_err(journal_t *journal)
{
	if (is_journal_aborted(journal))
		return -EROFS;
	journal->j_errno = 0;
	return journal_update_superblock(journal);
}
