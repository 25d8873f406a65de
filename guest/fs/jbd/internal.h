/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Within the journal. Two locks: j_state_lock for what becomes of journal
 * and transactions, and inside of it j_list_lock for what becomes of buffers.
 */
#ifndef FS_JBD_INTERNAL_H
#define FS_JBD_INTERNAL_H

#include <linux/buffer_head.h>
#include <linux/jbd.h>

/* journal.c */
const char *journal_name(const journal_t *journal);
/* Where a block of the journal is on the device; 0 if it is nowhere. */
sector_t journal_bmap(journal_t *journal, unsigned long block);
/* The next block of the log, on the device; 0 aborts the journal. */
sector_t journal_next_log_block(journal_t *journal);
/* A block for the log alone, zeroed; NULL without memory or place. */
struct buffer_head *journal_get_log_buffer(journal_t *journal);
/* Where the log begins, or that it is empty, to the disk; 0 or -EIO. */
int journal_update_superblock(journal_t *journal);

/* journal-head.c. Each call of the first two is ended by the third. */
struct journal_head *journal_add_journal_head(struct buffer_head *bh);
/* NULL if the journal does not know the buffer. */
struct journal_head *journal_grab_journal_head(struct buffer_head *bh);
void journal_put_journal_head(struct journal_head *jh);
/* The buffer's bytes; they may have no address. */
void journal_copy_out(char *to, const struct buffer_head *bh);

static inline struct journal_head *bh2jh(struct buffer_head *bh)
{
	return bh->b_private;
}

/* lists.c: all with j_list_lock but for the one that takes it. */
void __journal_file_buffer(struct journal_head *jh,
			   transaction_t *transaction, unsigned int jlist);
void __journal_unfile_buffer(struct journal_head *jh);
void __journal_refile_buffer(struct journal_head *jh);
void journal_refile_buffer(journal_t *journal, struct journal_head *jh);
/* The list's first one with a reference; NULL if it has none. */
struct journal_head *journal_first(journal_t *journal,
				   struct list_head *list);

/* kjournald.c */
int journal_start_thread(journal_t *journal);
void journal_kill_thread(journal_t *journal);
/* With j_state_lock: whether kjournald had to be asked. */
int __log_start_commit(journal_t *journal, tid_t tid);

/* commit.c */
void journal_commit_transaction(journal_t *journal);

/* commit-log.c: descriptors, and what they describe. */
struct log_writer {
	transaction_t *transaction;
	struct list_head started;	/* buffers, by b_assoc_buffers */
	struct buffer_head *descriptor;	/* not full yet, or NULL */
	journal_block_tag_t *last;	/* of it */
	char *at;			/* the next tag's place in it */
};
void journal_log_buffer(struct log_writer *log, struct journal_head *jh);
void journal_submit_log(struct log_writer *log, struct buffer_head *bh);
/* The block that says that it is one of the journal's. */
struct buffer_head *journal_get_descriptor(transaction_t *transaction,
					   u32 type);
/* The last descriptor goes, and all of the log has arrived; 0 or -EIO. */
int journal_finish_log(struct log_writer *log);

/* checkpoint.c. The first three: with j_list_lock. */
void __journal_insert_checkpoint(struct journal_head *jh,
				 transaction_t *transaction);
void __journal_remove_checkpoint(struct journal_head *jh);
void __journal_clean_checkpoint_list(journal_t *journal);
/* With j_state_lock, which it drops in between. */
void __log_wait_for_space(journal_t *journal);
int log_space_left(const journal_t *journal);
/* Blocks that must be left for a new handle. */
int jbd_space_needed(const journal_t *journal);
int log_do_checkpoint(journal_t *journal);
int cleanup_journal_tail(journal_t *journal);

/* revoke.c: blocks that no transaction up to `sequence` may restore. */
void journal_init_revoke(journal_t *journal);
int journal_set_revoke(journal_t *journal, u32 block, u32 sequence);
int journal_test_revoke(journal_t *journal, u32 block, u32 sequence);
void journal_clear_revoke(journal_t *journal);
void journal_cancel_revoke(journal_t *journal, struct buffer_head *bh);
/* The running transaction is about to become the committing one. */
void journal_switch_revoke_table(journal_t *journal);
void journal_write_revoke_records(struct log_writer *log);

#endif
