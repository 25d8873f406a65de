/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A block of metadata that was freed may have become a file's data, which no
 * journal knows of: to restore it from an older transaction would destroy
 * that. A revoke record says so.
 */
#include <linux/err.h>
#include <linux/jbd.h>
#include <linux/slab.h>

struct jbd_revoke_record {
	struct list_head hash;
	u32 block;
	u32 sequence;			/* the latest that revokes it */
};

static struct jbd_revoke_record *find_revoke(journal_t *journal, u32 block)
{
	struct jbd_revoke_record *record;

	list_for_each_entry(record,
			    &journal->j_revoke[block % JOURNAL_REVOKE_HASH],
			    hash)
		if (record->block == block)
			return record;
	return NULL;
}

int journal_set_revoke(journal_t *journal, u32 block, u32 sequence)
{
	struct jbd_revoke_record *record = find_revoke(journal, block);

	if (record) {
		if (tid_gt(sequence, record->sequence))
			record->sequence = sequence;
		return 0;
	}
	record = kmalloc(sizeof(*record), GFP_KERNEL);
	if (!record)
		return -ENOMEM;
	record->block = block;
	record->sequence = sequence;
	list_add(&record->hash,
		 &journal->j_revoke[block % JOURNAL_REVOKE_HASH]);
	return 0;
}

/* Whether the block's contents in that transaction are void. */
int journal_test_revoke(journal_t *journal, u32 block, u32 sequence)
{
	struct jbd_revoke_record *record = find_revoke(journal, block);

	return record && tid_geq(record->sequence, sequence);
}

void journal_clear_revoke(journal_t *journal)
{
	struct jbd_revoke_record *record, *next;
	int i;

	for (i = 0; i < JOURNAL_REVOKE_HASH; i++)
		list_for_each_entry_safe(record, next, &journal->j_revoke[i],
					 hash) {
			list_del(&record->hash);
			kfree(record);
		}
}
