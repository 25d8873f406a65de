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

/* log.c. The buffer of the log's next block; NULL: the journal is aborted. */
struct buffer_head *journal_get_log_buffer(journal_t *journal);
/* Where the log begins, or that it is empty, to the disk; 0 or -EIO. */
int journal_update_superblock(journal_t *journal);

/* journal-head.c. Waits until there is memory. */
void *journal_kmalloc(size_t size);
/* Each call of the first two is ended by the third. */
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

/* The log of a transaction, while it is written. */
struct log_writer {
	transaction_t *transaction;
	struct list_head started;	/* buffers, by b_assoc_buffers */
	struct buffer_head *descriptor;	/* not full yet, or NULL */
	journal_block_tag_t *tag;	/* the last one of it */
	char *at;			/* where the next one will be */
};

/* commit-log.c. A block of metadata, as the transaction left it. */
void journal_log_buffer(struct log_writer *log, struct journal_head *jh);
/* A block with the header of the log; NULL once it is aborted. */
struct buffer_head *journal_get_descriptor(transaction_t *transaction,
					   u32 type);
/* Starts the block's write, and takes the reference. */
void journal_submit_log(struct log_writer *log, struct buffer_head *bh);
/* All of it has arrived at the device; 0 or -EIO. */
int journal_finish_log(struct log_writer *log);
/* And is on the medium, and this behind it; 0 or -EIO. */
int journal_write_commit_record(struct log_writer *log);
/* A locked buffer, on the medium after all that was written before. */
int journal_write_ordered(struct buffer_head *bh);

/* checkpoint.c, with j_list_lock: the block waits to be written home. */
void __journal_insert_checkpoint(struct journal_head *jh,
				 transaction_t *transaction);
/* It need not any more; the transaction may go with its last one. */
void __journal_remove_checkpoint(struct journal_head *jh);
/* It has been; or could not, which the journal's tail must know. */
void __journal_checkpointed(struct journal_head *jh);
/* Those that were, for whatever reason. */
void journal_clean_checkpoint_list(journal_t *journal);
/* Blocks that a new handle may count on, and those it must have. */
int log_space_left(const journal_t *journal);
int jbd_space_needed(const journal_t *journal);
/* With j_state_lock, which it drops in between. */
void __log_wait_for_space(journal_t *journal);
/* With j_checkpoint_sem. The oldest transaction's blocks; 0 or -EIO. */
int log_do_checkpoint(journal_t *journal);
int cleanup_journal_tail(journal_t *journal);
void journal_drop_checkpoints(journal_t *journal);

/* revoke.c: blocks that no transaction up to `sequence` may restore. */
void journal_init_revoke(journal_t *journal);
void journal_set_revoke(journal_t *journal, u32 block, u32 sequence);
int journal_test_revoke(journal_t *journal, u32 block, u32 sequence);
void journal_clear_revoke(journal_t *journal);
void journal_cancel_revoke(journal_t *journal, struct buffer_head *bh);
/* The running transaction is about to become the committing one. */
void journal_switch_revoke_table(journal_t *journal);
void journal_write_revoke_records(struct log_writer *log);

#endif
