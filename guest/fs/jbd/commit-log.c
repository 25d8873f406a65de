/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A transaction's blocks, on their way into the log. Each is copied to the
 * buffer of the log's next block, so that the original can change, and named
 * by a tag of the descriptor in front of it.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include "internal.h"

struct buffer_head *journal_get_descriptor(transaction_t *transaction,
					   u32 type)
{
	struct buffer_head *bh;
	journal_header_t *head;

	bh = journal_get_log_buffer(transaction->t_journal);
	if (!bh)
		return NULL;
	lock_buffer(bh);
	memset(bh->b_data, 0, bh->b_size);
	head = (journal_header_t *)bh->b_data;
	head->h_magic = cpu_to_be32(JFS_MAGIC_NUMBER);
	head->h_blocktype = cpu_to_be32(type);
	head->h_sequence = cpu_to_be32(transaction->t_tid);
	set_buffer_uptodate(bh);
	unlock_buffer(bh);
	return bh;
}

void journal_submit_log(struct log_writer *log, struct buffer_head *bh)
{
	list_move_tail(&bh->b_assoc_buffers, &log->started);
	lock_buffer(bh);
	clear_buffer_dirty(bh);
	get_bh(bh);
	bh->b_end_io = end_buffer_write_sync;
	submit_bh(WRITE, bh);
}

static void end_descriptor(struct log_writer *log)
{
	if (!log->descriptor)
		return;
	if (log->tag) {
		log->tag->t_flags |= cpu_to_be32(JFS_FLAG_LAST_TAG);
		journal_submit_log(log, log->descriptor);
	} else {
		/* The journal was aborted before its first block. */
		brelse(log->descriptor);
	}
	log->descriptor = NULL;
}

/* Whether there is a descriptor with room for a tag; a new one if not. */
static int begin_descriptor(struct log_writer *log)
{
	if (log->descriptor)
		return 1;
	log->descriptor = journal_get_descriptor(log->transaction,
						 JFS_DESCRIPTOR_BLOCK);
	if (!log->descriptor)
		return 0;
	log->at = log->descriptor->b_data + sizeof(journal_header_t);
	log->tag = NULL;
	return 1;
}

/* The first tag of a descriptor says whose journal it is. */
static void write_tag(struct log_writer *log, u32 block, u32 flags)
{
	journal_t *journal = log->transaction->t_journal;
	int first = !log->tag;

	log->tag = (journal_block_tag_t *)log->at;
	log->tag->t_blocknr = cpu_to_be32(block);
	log->at += sizeof(*log->tag);
	if (first) {
		memcpy(log->at, journal->j_superblock->s_uuid,
		       JFS_UUID_BYTES);
		log->at += JFS_UUID_BYTES;
	} else {
		flags |= JFS_FLAG_SAME_UUID;
	}
	log->tag->t_flags = cpu_to_be32(flags);
	if (log->at + sizeof(*log->tag) >
	    log->descriptor->b_data + log->descriptor->b_size)
		end_descriptor(log);
}

/* The flags of its tag: replay must not take it for one of the log's own. */
static u32 escape(char *data)
{
	be32 *word = (be32 *)data;

	if (*word != cpu_to_be32(JFS_MAGIC_NUMBER))
		return 0;
	*word = 0;
	return JFS_FLAG_ESCAPE;
}

/* With the lock that nobody can freeze it without. */
static void copy_logged(char *to, const struct journal_head *jh)
{
	if (jh->b_frozen_data)
		memcpy(to, jh->b_frozen_data, jh->b_bh->b_size);
	else
		journal_copy_out(to, jh->b_bh);
}

void noinline journal_log_buffer(struct log_writer *log,
				 struct journal_head *jh)
{
	transaction_t *transaction = log->transaction;
	journal_t *journal = transaction->t_journal;
	struct buffer_head *bh = NULL;
	u32 flags = 0;

	if (begin_descriptor(log))
		bh = journal_get_log_buffer(journal);
	if (bh)
		lock_buffer(bh);
	spin_lock(&journal->j_list_lock);
	if (bh)
		copy_logged(bh->b_data, jh);
	__journal_file_buffer(jh, transaction, BJ_Forget);
	spin_unlock(&journal->j_list_lock);
	if (!bh)
		return;
	flags = escape(bh->b_data);
	set_buffer_uptodate(bh);
	unlock_buffer(bh);
	journal_submit_log(log, bh);
	write_tag(log, jh->b_bh->b_blocknr, flags);
}

int noinline journal_finish_log(struct log_writer *log)
{
	struct buffer_head *bh;
	int error = 0;

	end_descriptor(log);
	while (!list_empty(&log->started)) {
		bh = list_entry(log->started.next, struct buffer_head,
				b_assoc_buffers);
		wait_on_buffer(bh);
		if (buffer_write_io_error(bh))
			error = -EIO;
		list_del_init(&bh->b_assoc_buffers);
		brelse(bh);
	}
	return error;
}

int noinline journal_write_ordered(struct buffer_head *bh)
{
	clear_buffer_dirty(bh);
	get_bh(bh);
	bh->b_end_io = end_buffer_write_sync;
	submit_bh(WRITE | BIO_RW_BARRIER | BIO_RW_SYNC, bh);
	wait_on_buffer(bh);
	return buffer_write_io_error(bh) ? -EIO : 0;
}

int noinline journal_write_commit_record(struct log_writer *log)
{
	struct buffer_head *bh;
	int error;

	bh = journal_get_descriptor(log->transaction, JFS_COMMIT_BLOCK);
	if (!bh)
		return -EIO;
	lock_buffer(bh);
	error = journal_write_ordered(bh);
	brelse(bh);
	return error;
}
