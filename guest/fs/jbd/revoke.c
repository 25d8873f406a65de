/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A block of metadata that was freed may have become a file's data, which no
 * journal knows of: to restore it from an older transaction would destroy
 * that. A revoke record says so. Those of the running transaction and those
 * of the committing one are in two tables, which change places at a commit.
 */
#include <linux/buffer_head.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/jbd.h>
#include <linux/slab.h>
#include "internal.h"

struct jbd_revoke_record {
	struct list_head hash;
	u32 block;
	u32 sequence;			/* the latest that revokes it */
};

#define REVOKE_BYTES	4		/* of a record in the log */

static struct list_head *bin_of(struct jbd_revoke_table *table, u32 block)
{
	return &table->bins[block % JOURNAL_REVOKE_HASH];
}

static struct jbd_revoke_record *find_revoke(struct jbd_revoke_table *table,
					     u32 block)
{
	struct jbd_revoke_record *record;

	list_for_each_entry(record, bin_of(table, block), hash)
		if (record->block == block)
			return record;
	return NULL;
}

void journal_init_revoke(journal_t *journal)
{
	int i;

	for (i = 0; i < JOURNAL_REVOKE_HASH; i++) {
		INIT_LIST_HEAD(&journal->j_revoke_table[0].bins[i]);
		INIT_LIST_HEAD(&journal->j_revoke_table[1].bins[i]);
	}
	journal->j_revoke = &journal->j_revoke_table[0];
}

/* The record, if it is new; the caller's otherwise. */
static struct jbd_revoke_record *add_revoke(struct jbd_revoke_table *table,
					    struct jbd_revoke_record *fresh)
{
	struct jbd_revoke_record *record = find_revoke(table, fresh->block);

	if (!record) {
		list_add(&fresh->hash, bin_of(table, fresh->block));
		return NULL;
	}
	if (tid_gt(fresh->sequence, record->sequence))
		record->sequence = fresh->sequence;
	return fresh;
}

void journal_set_revoke(journal_t *journal, u32 block, u32 sequence)
{
	struct jbd_revoke_record *record = journal_kmalloc(sizeof(*record));

	record->block = block;
	record->sequence = sequence;
	spin_lock(&journal->j_list_lock);
	record = add_revoke(journal->j_revoke, record);
	spin_unlock(&journal->j_list_lock);
	kfree(record);
}

/* Whether the block's contents in that transaction are void. */
int journal_test_revoke(journal_t *journal, u32 block, u32 sequence)
{
	struct jbd_revoke_record *record;

	record = find_revoke(journal->j_revoke, block);
	return record && tid_geq(record->sequence, sequence);
}

static void clear_table(struct jbd_revoke_table *table)
{
	struct jbd_revoke_record *record, *next;
	int i;

	for (i = 0; i < JOURNAL_REVOKE_HASH; i++)
		list_for_each_entry_safe(record, next, &table->bins[i], hash) {
			list_del(&record->hash);
			kfree(record);
		}
}

void journal_clear_revoke(journal_t *journal)
{
	clear_table(&journal->j_revoke_table[0]);
	clear_table(&journal->j_revoke_table[1]);
}

/*
 * So many records take one more block of the log, which is room that the
 * transaction's handles cannot have any more.
 */
static void count_revoke(transaction_t *transaction)
{
	journal_t *journal = transaction->t_journal;
	unsigned int each = (journal->j_super->s_blocksize -
			     sizeof(journal_revoke_header_t)) / REVOKE_BYTES;

	spin_lock(&journal->j_state_lock);
	if (transaction->t_revokes++ % each == 0)
		transaction->t_outstanding_credits++;
	spin_unlock(&journal->j_state_lock);
}

int journal_revoke(handle_t *handle, u32 block, struct buffer_head *bh)
{
	if (is_handle_aborted(handle)) {
		brelse(bh);
		return -EROFS;
	}
	if (bh)
		journal_forget(handle, bh);
	count_revoke(handle->h_transaction);
	journal_set_revoke(handle->h_transaction->t_journal, block,
			   handle->h_transaction->t_tid);
	return 0;
}

/* The block is metadata again: what this transaction logs of it holds. */
void journal_cancel_revoke(journal_t *journal, struct buffer_head *bh)
{
	struct jbd_revoke_record *record;

	spin_lock(&journal->j_list_lock);
	record = find_revoke(journal->j_revoke, bh->b_blocknr);
	if (record)
		list_del(&record->hash);
	spin_unlock(&journal->j_list_lock);
	kfree(record);
}

static struct jbd_revoke_table *other_table(journal_t *journal)
{
	return &journal->j_revoke_table[journal->j_revoke ==
					&journal->j_revoke_table[0]];
}

void journal_switch_revoke_table(journal_t *journal)
{
	journal->j_revoke = other_table(journal);
}

/* A record to the block at hand, or a new one; it goes once it is full. */
static struct buffer_head *write_revoke(struct log_writer *log,
					struct buffer_head *bh, u32 block)
{
	journal_revoke_header_t *head;
	u32 used;

	if (!bh) {
		bh = journal_get_descriptor(log->transaction,
					    JFS_REVOKE_BLOCK);
		if (!bh)
			return NULL;
		head = (journal_revoke_header_t *)bh->b_data;
		head->r_count = cpu_to_be32(sizeof(*head));
	}
	head = (journal_revoke_header_t *)bh->b_data;
	used = be32_to_cpu(head->r_count);
	*(be32 *)(bh->b_data + used) = cpu_to_be32(block);
	used += REVOKE_BYTES;
	head->r_count = cpu_to_be32(used);
	if (used + REVOKE_BYTES <= bh->b_size)
		return bh;
	journal_submit_log(log, bh);
	return NULL;
}

/* The committing transaction's table is nobody else's, and empty then. */
void noinline journal_write_revoke_records(struct log_writer *log)
{
	journal_t *journal = log->transaction->t_journal;
	struct jbd_revoke_table *table = other_table(journal);
	struct jbd_revoke_record *record;
	struct buffer_head *bh = NULL;
	int i;

	for (i = 0; i < JOURNAL_REVOKE_HASH; i++)
		list_for_each_entry(record, &table->bins[i], hash)
			if (!is_journal_aborted(journal))
				bh = write_revoke(log, bh, record->block);
	if (bh)
		journal_submit_log(log, bh);
	clear_table(table);
}
