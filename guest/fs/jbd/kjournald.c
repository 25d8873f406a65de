/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The thread that commits: when a transaction is old enough, by a timer that
 * its first handle set, or when somebody asks.
 */
#include <linux/kernel.h>
#include <linux/sched.h>
#include "internal.h"

static void commit_timeout(unsigned long task)
{
	wake_up_process((struct task_struct *)task);
}

/* With j_state_lock: whether there is a transaction to commit now. */
static int commit_due(const journal_t *journal)
{
	const transaction_t *running = journal->j_running_transaction;

	if (!running)
		return 0;
	return tid_geq(journal->j_commit_request, running->t_tid) ||
	       time_after_eq(jiffies, running->t_expires);
}

/* Until there is one, or the end. */
static void wait_for_commit(journal_t *journal)
{
	DEFINE_WAIT(wait);
	int sleep;

	prepare_to_wait(&journal->j_wait_commit, &wait, TASK_INTERRUPTIBLE);
	spin_lock(&journal->j_state_lock);
	sleep = !commit_due(journal) && !(journal->j_flags & JFS_UNMOUNT);
	spin_unlock(&journal->j_state_lock);
	if (sleep)
		schedule();
	finish_wait(&journal->j_wait_commit, &wait);
}

static int noinline kjournald(void *arg)
{
	journal_t *journal = arg;
	int due;

	daemonize("kjournald");
	journal->j_commit_timer.data = (unsigned long)current;
	journal->j_task = current;
	wake_up(&journal->j_wait_done_commit);
	while (!(journal->j_flags & JFS_UNMOUNT)) {
		spin_lock(&journal->j_state_lock);
		due = commit_due(journal);
		spin_unlock(&journal->j_state_lock);
		if (due) {
			del_timer_sync(&journal->j_commit_timer);
			journal_commit_transaction(journal);
		} else {
			wait_for_commit(journal);
		}
	}
	del_timer_sync(&journal->j_commit_timer);
	/* Who waits for that frees the journal, and must not run before. */
	spin_lock(&journal->j_state_lock);
	journal->j_task = NULL;
	wake_up(&journal->j_wait_done_commit);
	spin_unlock(&journal->j_state_lock);
	return 0;
}

int journal_start_thread(journal_t *journal)
{
	int pid;

	init_timer(&journal->j_commit_timer);
	journal->j_commit_timer.function = commit_timeout;
	pid = kernel_thread(kjournald, journal, CLONE_KERNEL);
	if (pid < 0)
		return pid;
	wait_event(journal->j_wait_done_commit, journal->j_task);
	return 0;
}

void journal_kill_thread(journal_t *journal)
{
	spin_lock(&journal->j_state_lock);
	journal->j_flags |= JFS_UNMOUNT;
	spin_unlock(&journal->j_state_lock);
	wake_up(&journal->j_wait_commit);
	wait_event(journal->j_wait_done_commit, !journal->j_task);
}

int noinline __log_start_commit(journal_t *journal, tid_t tid)
{
	const transaction_t *running = journal->j_running_transaction;

	if (!running || running->t_tid != tid ||
	    tid_geq(journal->j_commit_request, tid))
		return 0;
	journal->j_commit_request = tid;
	wake_up(&journal->j_wait_commit);
	return 1;
}

int log_start_commit(journal_t *journal, tid_t tid)
{
	int asked;

	spin_lock(&journal->j_state_lock);
	asked = __log_start_commit(journal, tid);
	spin_unlock(&journal->j_state_lock);
	return asked;
}

static int is_committed(journal_t *journal, tid_t tid)
{
	int is;

	spin_lock(&journal->j_state_lock);
	is = tid_geq(journal->j_commit_sequence, tid);
	spin_unlock(&journal->j_state_lock);
	return is;
}

/* Who waits has asked before, or never wakes. */
int log_wait_commit(journal_t *journal, tid_t tid)
{
	wait_event(journal->j_wait_done_commit, is_committed(journal, tid));
	return is_journal_aborted(journal) ? -EIO : 0;
}

int journal_start_commit(journal_t *journal, tid_t *tid)
{
	transaction_t *transaction;

	spin_lock(&journal->j_state_lock);
	transaction = journal->j_running_transaction;
	if (!transaction)
		transaction = journal->j_committing_transaction;
	if (transaction) {
		*tid = transaction->t_tid;
		__log_start_commit(journal, *tid);
	}
	spin_unlock(&journal->j_state_lock);
	return transaction != NULL;
}

int journal_force_commit(journal_t *journal)
{
	tid_t tid;

	if (journal_start_commit(journal, &tid))
		return log_wait_commit(journal, tid);
	return is_journal_aborted(journal) ? -EIO : 0;
}

/* For who has no room until blocks that were freed can be used again. */
int journal_force_commit_nested(journal_t *journal)
{
	tid_t tid;

	if (!journal_start_commit(journal, &tid))
		return 0;
	if (!journal_current_handle())
		log_wait_commit(journal, tid);
	return 1;
}
