/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A block of metadata that was freed may have become a file's data, which no
 * journal knows of: to restore it from an older transaction would destroy
 * that. A revoke record says so.
 */
#include <linux/err.h>
#include <linux/jbd.h>
#include <linux/slab.h>
#include "internal.h"

struct jbd_revoke_record {
	struct list_head hash;
	u32 block;
	u32 sequence;			/* the latest that revokes it */
};

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

int journal_set_revoke(journal_t *journal, u32 block, u32 sequence)
{
	struct jbd_revoke_record *record;

	record = find_revoke(journal->j_revoke, block);
	if (record) {
		if (tid_gt(sequence, record->sequence))
			record->sequence = sequence;
		return 0;
	}
	record = kmalloc(sizeof(*record), GFP_NOFS);
	if (!record)
		return -ENOMEM;
	record->block = block;
	record->sequence = sequence;
	list_add(&record->hash, bin_of(journal->j_revoke, block));
	return 0;
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
