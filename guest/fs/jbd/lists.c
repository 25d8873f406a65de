/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Buffers on the lists of transactions. One that is metadata of a transaction
 * is BH_JBDDirty and not BH_Dirty: nobody but the journal writes it. With
 * the last transaction that has it, it becomes BH_Dirty, like any other.
 */
#include <linux/kernel.h>
#include <linux/slab.h>
#include "internal.h"

static int is_metadata(unsigned int jlist)
{
	return jlist == BJ_Metadata || jlist == BJ_Forget ||
	       jlist == BJ_Reserved;
}

void noinline __journal_file_buffer(struct journal_head *jh,
				    transaction_t *transaction,
				    unsigned int jlist)
{
	struct buffer_head *bh = jh->b_bh;

	BUG_ON(jh->b_transaction && jh->b_transaction != transaction &&
	       jh->b_transaction->t_state == T_RUNNING);
	if (is_metadata(jlist) && test_clear_buffer_dirty(bh))
		set_buffer_jbddirty(bh);
	if (!jh->b_transaction)
		jh->b_jcount++;
	jh->b_transaction = transaction;
	jh->b_jlist = jlist;
	list_move_tail(&jh->b_list, &transaction->t_lists[jlist]);
}

void __journal_unfile_buffer(struct journal_head *jh)
{
	list_del_init(&jh->b_list);
	jh->b_jlist = BJ_None;
	jh->b_transaction = NULL;
	if (test_clear_buffer_jbddirty(jh->b_bh))
		mark_buffer_dirty(jh->b_bh);
	journal_put_journal_head(jh);
}

/* What was frozen for the log is what the disk has now. */
static void forget_copies(struct journal_head *jh)
{
	kfree(jh->b_committed_data ? jh->b_committed_data :
				     jh->b_frozen_data);
	jh->b_committed_data = jh->b_committed_data ? jh->b_frozen_data :
						      NULL;
	jh->b_frozen_data = NULL;
}

/* Its transaction is done with it: on to the next one, if that has it. */
void noinline __journal_refile_buffer(struct journal_head *jh)
{
	transaction_t *next = jh->b_next_transaction;

	forget_copies(jh);
	jh->b_next_transaction = NULL;
	if (next)
		__journal_file_buffer(jh, next, jh->b_modified ?
						BJ_Metadata : BJ_Reserved);
	else
		__journal_unfile_buffer(jh);
}

void journal_refile_buffer(journal_t *journal, struct journal_head *jh)
{
	spin_lock(&journal->j_list_lock);
	__journal_refile_buffer(jh);
	spin_unlock(&journal->j_list_lock);
}

struct journal_head *journal_first(journal_t *journal, struct list_head *list)
{
	struct journal_head *jh = NULL;

	spin_lock(&journal->j_list_lock);
	if (!list_empty(list)) {
		jh = list_entry(list->next, struct journal_head, b_list);
		journal_grab_journal_head(jh->b_bh);
	}
	spin_unlock(&journal->j_list_lock);
	return jh;
}
