/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The log as a ring of blocks: its beginning and end, empty and in use. */
#include <linux/backing-dev.h>
#include <linux/blkdev.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include "internal.h"

#define MEMORY_TRIES	50	/* of a fiftieth of a second */

/*
 * What the disk says of the log comes behind all that was written before,
 * and before anything that is written later.
 */
int noinline journal_update_superblock(journal_t *journal)
{
	journal_superblock_t *jsb = journal->j_superblock;
	int empty;

	lock_buffer(journal->j_sb_buffer);
	spin_lock(&journal->j_state_lock);
	empty = journal->j_flags & JFS_FLUSHED;
	jsb->s_sequence = cpu_to_be32(journal->j_tail_sequence);
	jsb->s_start = cpu_to_be32(empty ? 0 : journal->j_tail);
	jsb->s_errno = cpu_to_be32(journal->j_errno);
	spin_unlock(&journal->j_state_lock);
	return journal_write_ordered(journal->j_sb_buffer);
}

/* The head moves by one; 0 if there is no room, which is our own fault. */
static unsigned long take_log_block(journal_t *journal)
{
	unsigned long block = 0;

	spin_lock(&journal->j_state_lock);
	if (journal->j_free) {
		block = journal->j_head;
		if (++journal->j_head == journal->j_maxlen)
			journal->j_head = journal->j_first;
		journal->j_free--;
		journal->j_committing_transaction->t_outstanding_credits--;
	}
	spin_unlock(&journal->j_state_lock);
	return block;
}

static struct buffer_head *get_block(journal_t *journal, sector_t block)
{
	struct buffer_head *bh;
	int tries = 0;

	while (!(bh = sb_getblk(journal->j_super, block)) &&
	       tries++ < MEMORY_TRIES)
		blk_congestion_wait(WRITE, HZ / 50);
	return bh;
}

struct buffer_head *journal_get_log_buffer(journal_t *journal)
{
	struct buffer_head *bh = NULL;
	unsigned long block;
	sector_t at;

	if (is_journal_aborted(journal))
		return NULL;
	block = take_log_block(journal);
	at = block ? journal_bmap(journal, block) : 0;
	if (at)
		bh = get_block(journal, at);
	if (!bh)
		journal_abort(journal, -EIO);
	return bh;
}
