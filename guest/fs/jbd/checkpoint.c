/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A committed transaction keeps its place in the log until each of its blocks
 * has been written home, by pdflush or, when the room is needed, by us; or is
 * in the log once more, with a later one. Then the log's tail can move.
 */
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include "internal.h"

#define MIN_LOG_RESERVED_BLOCKS	32	/* commits, and what is not full */
#define NR_BATCH		32	/* writes at a time */

void __journal_insert_checkpoint(struct journal_head *jh,
				 transaction_t *transaction)
{
	jh->b_cp_transaction = transaction;
	jh->b_jcount++;
	list_add_tail(&jh->b_cplist, &transaction->t_checkpoint_list);
}

void __journal_remove_checkpoint(struct journal_head *jh)
{
	transaction_t *transaction = jh->b_cp_transaction;

	list_del_init(&jh->b_cplist);
	jh->b_cp_transaction = NULL;
	journal_put_journal_head(jh);
	if (!list_empty(&transaction->t_checkpoint_list) ||
	    transaction->t_state != T_FINISHED)
		return;
	list_del(&transaction->t_list);
	kfree(transaction);
}

void noinline __journal_checkpointed(struct journal_head *jh)
{
	if (buffer_write_io_error(jh->b_bh))
		jh->b_cp_transaction->t_journal->j_flags |= JFS_LOST;
	__journal_remove_checkpoint(jh);
}

static int is_home(const struct journal_head *jh)
{
	return !jh->b_transaction && !buffer_dirty(jh->b_bh) &&
	       !buffer_locked(jh->b_bh);
}

/* Of one transaction, which may go with the last. */
static void clean_transaction(transaction_t *transaction)
{
	struct list_head *list = &transaction->t_checkpoint_list;
	struct journal_head *jh, *next;
	int more = 1;

	for (jh = list_entry(list->next, struct journal_head, b_cplist);
	     more; jh = next) {
		next = list_entry(jh->b_cplist.next, struct journal_head,
				  b_cplist);
		more = &next->b_cplist != list;
		if (is_home(jh))
			__journal_checkpointed(jh);
	}
}

void journal_clean_checkpoint_list(journal_t *journal)
{
	transaction_t *transaction, *next;

	spin_lock(&journal->j_list_lock);
	list_for_each_entry_safe(transaction, next,
				 &journal->j_checkpoint_transactions, t_list)
		clean_transaction(transaction);
	spin_unlock(&journal->j_list_lock);
}

static transaction_t *oldest_checkpoint(journal_t *journal)
{
	if (list_empty(&journal->j_checkpoint_transactions))
		return NULL;
	return list_entry(journal->j_checkpoint_transactions.next,
			  transaction_t, t_list);
}

/* A step of a checkpoint; what is left to do without the lock. */
struct checkpoint_step {
	int nr;
	struct buffer_head *bhs[NR_BATCH];	/* to be written */
	struct buffer_head *wait;		/* is under way */
	int commit;				/* this one must be done */
	tid_t tid;
};

/* With j_list_lock: as many as can be written at once. */
static void plan_batch(transaction_t *transaction,
		       struct checkpoint_step *step)
{
	struct journal_head *jh;

	list_for_each_entry(jh, &transaction->t_checkpoint_list, b_cplist) {
		if (step->nr == NR_BATCH)
			break;
		if (jh->b_transaction || !buffer_dirty(jh->b_bh) ||
		    buffer_locked(jh->b_bh))
			continue;
		get_bh(jh->b_bh);
		step->bhs[step->nr++] = jh->b_bh;
	}
}

/* The same: what stands between the transaction's first block and home. */
static void plan_step(transaction_t *transaction,
		      struct checkpoint_step *step)
{
	struct journal_head *jh;

	jh = list_entry(transaction->t_checkpoint_list.next,
			struct journal_head, b_cplist);
	if (jh->b_transaction) {
		step->commit = 1;
		step->tid = jh->b_transaction->t_tid;
	} else if (buffer_locked(jh->b_bh)) {
		get_bh(jh->b_bh);
		step->wait = jh->b_bh;
	} else if (buffer_dirty(jh->b_bh)) {
		plan_batch(transaction, step);
	} else {
		__journal_checkpointed(jh);
	}
}

static void do_step(journal_t *journal, struct checkpoint_step *step)
{
	int i;

	if (step->commit) {
		log_start_commit(journal, step->tid);
		log_wait_commit(journal, step->tid);
	}
	if (step->wait)
		wait_on_buffer(step->wait);
	brelse(step->wait);
	ll_rw_block(WRITE, step->nr, step->bhs);
	for (i = 0; i < step->nr; i++)
		brelse(step->bhs[i]);
}

int noinline log_do_checkpoint(journal_t *journal)
{
	transaction_t *transaction;
	tid_t tid = 0;
	int begun = 0, more = 1;

	while (more && !is_journal_aborted(journal)) {
		struct checkpoint_step step = { .nr = 0 };

		spin_lock(&journal->j_list_lock);
		transaction = oldest_checkpoint(journal);
		more = transaction && (!begun || transaction->t_tid == tid);
		if (more) {
			begun = 1;
			tid = transaction->t_tid;
			plan_step(transaction, &step);
		}
		spin_unlock(&journal->j_list_lock);
		do_step(journal, &step);
	}
	return cleanup_journal_tail(journal);
}

/* With both locks: the oldest transaction that the log still needs. */
static tid_t find_tail(const journal_t *journal, unsigned long *block)
{
	const transaction_t *transaction;

	transaction = oldest_checkpoint((journal_t *)journal);
	if (!transaction)
		transaction = journal->j_committing_transaction;
	if (transaction) {
		*block = transaction->t_log_start;
		return transaction->t_tid;
	}
	*block = journal->j_head;
	if (journal->j_running_transaction)
		return journal->j_running_transaction->t_tid;
	return journal->j_transaction_sequence;
}

/* Blocks from the tail to there, which becomes the tail. */
static unsigned long move_tail(journal_t *journal)
{
	unsigned long block, freed;

	spin_lock(&journal->j_state_lock);
	spin_lock(&journal->j_list_lock);
	journal->j_tail_sequence = find_tail(journal, &block);
	freed = block - journal->j_tail;
	if (block < journal->j_tail)
		freed += journal->j_maxlen - journal->j_first;
	journal->j_tail = block;
	spin_unlock(&journal->j_list_lock);
	spin_unlock(&journal->j_state_lock);
	return freed;
}

/*
 * The disk knows of the new tail, and has what was before it in its place,
 * before anything is written over that part of the log.
 */
int noinline cleanup_journal_tail(journal_t *journal)
{
	unsigned long freed;

	if (journal->j_flags & JFS_LOST)
		journal_abort(journal, -EIO);
	if (is_journal_aborted(journal))
		return -EIO;
	freed = move_tail(journal);
	if (!freed)
		return 0;
	if (journal_update_superblock(journal)) {
		journal_abort(journal, -EIO);
		return -EIO;
	}
	spin_lock(&journal->j_state_lock);
	journal->j_free += freed;
	spin_unlock(&journal->j_state_lock);
	return 0;
}

int log_space_left(const journal_t *journal)
{
	return (int)journal->j_free - MIN_LOG_RESERVED_BLOCKS;
}

/* With the descriptors that name them. */
int jbd_space_needed(const journal_t *journal)
{
	const transaction_t *committing = journal->j_committing_transaction;
	int each = (journal->j_super->s_blocksize - sizeof(journal_header_t) -
		    JFS_UUID_BYTES) / sizeof(journal_block_tag_t);
	int blocks = journal->j_max_transaction_buffers;

	if (committing)
		blocks += max(committing->t_outstanding_credits, 0);
	return blocks + blocks / each;
}

void noinline __log_wait_for_space(journal_t *journal)
{
	spin_unlock(&journal->j_state_lock);
	down(&journal->j_checkpoint_sem);
	spin_lock(&journal->j_state_lock);
	while (!is_journal_aborted(journal) &&
	       log_space_left(journal) < jbd_space_needed(journal)) {
		spin_unlock(&journal->j_state_lock);
		log_do_checkpoint(journal);
		spin_lock(&journal->j_state_lock);
	}
	up(&journal->j_checkpoint_sem);
}

/* The log is kept as it is; its blocks may go home or not. */
void journal_drop_checkpoints(journal_t *journal)
{
	transaction_t *transaction;

	spin_lock(&journal->j_list_lock);
	while ((transaction = oldest_checkpoint(journal)))
		__journal_remove_checkpoint(
			list_entry(transaction->t_checkpoint_list.next,
				   struct journal_head, b_cplist));
	spin_unlock(&journal->j_list_lock);
}
