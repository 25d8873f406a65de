/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A journal: a file whose blocks are a ring of transactions. Each is
 *
 *	descriptor	the numbers of the blocks that follow
 *	data		those blocks' new contents
 *	revoke		blocks whose contents in older transactions are void
 *	commit		all of it is here
 *
 * in any number but for the last. A file system that was not unmounted is
 * consistent once every transaction with its commit has been copied to where
 * its blocks belong.
 */
#ifndef _LINUX_JBD_H
#define _LINUX_JBD_H

#include <linux/list.h>
#include <linux/sched.h>
#include <linux/timer.h>
#include <linux/types.h>
#include <asm/byteorder.h>
#include <asm/semaphore.h>

struct block_device;
struct buffer_head;
struct inode;
struct page;
struct super_block;

#define JFS_MAGIC_NUMBER	0xc03b3998u

#define JFS_DESCRIPTOR_BLOCK	1
#define JFS_COMMIT_BLOCK	2
#define JFS_SUPERBLOCK_V1	3
#define JFS_SUPERBLOCK_V2	4
#define JFS_REVOKE_BLOCK	5

/* Every block of the journal that is not data begins so. */
typedef struct journal_header_s {
	be32 h_magic;
	be32 h_blocktype;
	be32 h_sequence;
} journal_header_t;

#define JFS_FLAG_ESCAPE		1	/* data began with the magic number */
#define JFS_FLAG_SAME_UUID	2	/* no 16 bytes of uuid follow */
#define JFS_FLAG_DELETED	4
#define JFS_FLAG_LAST_TAG	8

typedef struct journal_block_tag_s {
	be32 t_blocknr;
	be32 t_flags;
} journal_block_tag_t;

#define JFS_UUID_BYTES		16

typedef struct journal_revoke_header_s {
	journal_header_t r_header;
	be32 r_count;			/* bytes of the block in use */
} journal_revoke_header_t;

#define JFS_FEATURE_INCOMPAT_REVOKE	1

typedef struct journal_superblock_s {
	journal_header_t s_header;
	be32 s_blocksize;
	be32 s_maxlen;			/* blocks, this one among them */
	be32 s_first;			/* of the ring */
	be32 s_sequence;		/* of the oldest transaction */
	be32 s_start;			/* its block; 0: there is none */
	be32 s_errno;
	be32 s_feature_compat, s_feature_incompat, s_feature_ro_compat;
	u8 s_uuid[JFS_UUID_BYTES];
} journal_superblock_t;

typedef u32 tid_t;
typedef struct handle_s handle_t;
typedef struct transaction_s transaction_t;
typedef struct journal_s journal_t;

/* Wraps: which of two transactions is the later one. */
#define tid_geq(a, b)	((s32)((u32)(a) - (u32)(b)) >= 0)
#define tid_gt(a, b)	((s32)((u32)(a) - (u32)(b)) > 0)

/*
 * What a task does to a file system as one step: all of it reaches the disk,
 * or none. It has reserved room in the log for so many blocks.
 */
struct handle_s {
	transaction_t *h_transaction;
	int h_buffer_credits;		/* blocks that it may still dirty */
	int h_ref;			/* nested journal_start()s */
	int h_err;
	unsigned int h_sync : 1;	/* who stops it waits for the commit */
	unsigned int h_aborted : 1;
};

/* What a transaction does with a buffer: on which of its lists it is. */
enum {
	BJ_None,			/* on none */
	BJ_SyncData,			/* to be written before the commit */
	BJ_Locked,			/* the same, under way */
	BJ_Metadata,			/* to be logged */
	BJ_Forget,			/* logged, or freed by it */
	BJ_Reserved,			/* may become metadata */
	BJ_Types
};

/* What the journal knows of a buffer; its b_private, while BH_JBD is set. */
struct journal_head {
	struct buffer_head *b_bh;
	int b_jcount;			/* who knows of it */
	unsigned int b_jlist;		/* BJ_*, of b_transaction */
	unsigned int b_modified;	/* a handle paid for it */
	char *b_frozen_data;		/* as the committing one logs it */
	char *b_committed_data;		/* as it is on the disk: bitmaps */
	transaction_t *b_transaction;	/* running, or committing */
	transaction_t *b_next_transaction; /* running, then */
	struct list_head b_list;	/* the transaction's */
	transaction_t *b_cp_transaction; /* whose checkpoint writes it */
	struct list_head b_cplist;
};

enum transaction_state {
	T_RUNNING,			/* takes handles */
	T_LOCKED,			/* waits for those it has */
	T_FLUSH,			/* writes ordered data */
	T_COMMIT,			/* writes the log */
	T_FINISHED			/* waits to be checkpointed */
};

struct transaction_s {
	journal_t *t_journal;
	tid_t t_tid;
	enum transaction_state t_state;
	unsigned long t_log_start;	/* its first block of the ring */
	int t_updates;			/* handles that are open */
	int t_handle_count;		/* that there ever were */
	int t_outstanding_credits;	/* blocks that they reserved */
	unsigned int t_revokes;		/* records, which take some of these */
	unsigned long t_expires;	/* jiffies: kjournald commits it */
	struct list_head t_lists[BJ_Types];
	struct list_head t_checkpoint_list;
	struct list_head t_list;	/* the journal's finished ones */
};

#define JOURNAL_REVOKE_HASH	64

struct jbd_revoke_table {
	struct list_head bins[JOURNAL_REVOKE_HASH];
};

#define JFS_UNMOUNT	1		/* kjournald is to end */
#define JFS_ABORT	2		/* nothing may be written any more */
#define JFS_FLUSHED	4		/* the disk's journal says: empty */
#define JFS_LOST	8		/* a block was not written home */

#define JFS_MIN_JOURNAL_BLOCKS	1024
#define JFS_TRANSACTION_SHARE	4	/* of the log's, for one: others fit */
#define JBD_DEFAULT_MAX_COMMIT_AGE	5	/* seconds */

struct journal_s {
	struct super_block *j_super;	/* whose journal it is */
	struct block_device *j_dev;
	struct inode *j_inode;
	struct buffer_head *j_sb_buffer;
	journal_superblock_t *j_superblock;	/* within the buffer */
	unsigned long j_first, j_maxlen;	/* the ring */
	u32 j_fs_first, j_fs_end;	/* blocks that it may write */
	unsigned long j_flags;		/* JFS_* */
	int j_errno;			/* why it was aborted */

	spinlock_t j_state_lock;	/* all that follows */
	transaction_t *j_running_transaction;
	transaction_t *j_committing_transaction;
	struct list_head j_checkpoint_transactions; /* the oldest first */
	int j_barrier_count;		/* journal_lock_updates()s */
	struct semaphore j_barrier;	/* held by the one that has it */
	struct semaphore j_checkpoint_sem;

	unsigned long j_head;		/* where the log goes on */
	unsigned long j_tail;		/* its oldest block in use */
	unsigned long j_free;		/* blocks between the two */
	tid_t j_tail_sequence;		/* of the oldest transaction */
	tid_t j_transaction_sequence;	/* of the next one */
	tid_t j_commit_sequence;	/* of the latest one on the disk */
	tid_t j_commit_request;		/* of the latest one asked for */
	int j_max_transaction_buffers;
	unsigned long j_commit_interval;	/* jiffies */

	wait_queue_head_t j_wait_transaction_locked;
	wait_queue_head_t j_wait_done_commit;
	wait_queue_head_t j_wait_commit;	/* kjournald sleeps here */
	wait_queue_head_t j_wait_updates;
	struct timer_list j_commit_timer;
	struct task_struct *j_task;	/* kjournald */

	spinlock_t j_list_lock;		/* the transactions' buffers */
	struct jbd_revoke_table *j_revoke;	/* the running one's */
	struct jbd_revoke_table j_revoke_table[2];
};

/* journal.c. Takes over the inode; an error pointer, with a line why. */
journal_t *journal_load(struct super_block *sb, struct inode *inode,
			u32 fs_first, u32 fs_end);
/* Forgets the journal; what is on the disk stays. */
void journal_release(journal_t *journal);
/* After the recovery, to write: an empty log, and kjournald; 0 or an error. */
int journal_reset(journal_t *journal);
/* Ends both, with nothing left in the log; and forgets the journal. */
void journal_destroy(journal_t *journal);
/* A block of the journal, read; an error pointer. */
struct buffer_head *journal_bread(journal_t *journal, unsigned long block);
/* All that is in the log goes to its place, and the log is empty; 0, -EIO. */
int journal_flush(journal_t *journal);

/* abort.c: after an error that leaves the log behind what is in memory. */
void journal_abort(journal_t *journal, int error);
/* Why, from the disk too, after a mount; 0: it was not. */
int journal_errno(journal_t *journal);
int journal_clear_err(journal_t *journal);
int is_journal_aborted(const journal_t *journal);
int is_handle_aborted(const handle_t *handle);

/* recovery.c: 0 once everything that was committed is in its place. */
int journal_recover(journal_t *journal);

/*
 * transaction.c. A handle for changes of that many blocks: the task's own if
 * it has one. May wait for a commit, or for room in the log. -EROFS once the
 * journal was aborted.
 */
handle_t *journal_start(journal_t *journal, int nblocks);
int journal_stop(handle_t *handle);
/* Whether its revoke records have taken the room that was for others. */
int journal_is_overdrawn(handle_t *handle);
/* More blocks: 0; 1: the transaction has no room; or an error. */
int journal_extend(handle_t *handle, int nblocks);
/* The same, in another transaction if it must be. */
int journal_restart(handle_t *handle, int nblocks);
/* No handle is open between the two. */
void journal_lock_updates(journal_t *journal);
void journal_unlock_updates(journal_t *journal);

/*
 * access.c. Each change of a block of metadata is announced by one of the
 * first three and ended by journal_dirty_metadata(). Undo: what the disk has
 * is kept in b_committed_data until the change is on it.
 */
int journal_get_write_access(handle_t *handle, struct buffer_head *bh);
int journal_get_create_access(handle_t *handle, struct buffer_head *bh);
int journal_get_undo_access(handle_t *handle, struct buffer_head *bh);
int journal_dirty_metadata(handle_t *handle, struct buffer_head *bh);
/* Is on the disk before the transaction's commit is. */
int journal_dirty_data(handle_t *handle, struct buffer_head *bh);

/* forget.c. The block is free: nobody wants its contents. Puts the bh. */
int journal_forget(handle_t *handle, struct buffer_head *bh);
/* For a_ops of files whose buffers may be the journal's. */
int journal_invalidatepage(journal_t *journal, struct page *page,
			   unsigned long offset);
int journal_try_to_free_buffers(journal_t *journal, struct page *page,
				unsigned int gfp_mask);

/* revoke.c: as journal_forget() if bh; and no replay restores the block. */
int journal_revoke(handle_t *handle, u32 block, struct buffer_head *bh);

/* kjournald.c: asking for a commit. */
int log_start_commit(journal_t *journal, tid_t tid);
int log_wait_commit(journal_t *journal, tid_t tid);
/* The running one, or the committing: 1 and its number, or 0. */
int journal_start_commit(journal_t *journal, tid_t *tid);
int journal_force_commit(journal_t *journal);
/* The same from within a handle, without waiting for that one. */
int journal_force_commit_nested(journal_t *journal);

static inline handle_t *journal_current_handle(void)
{
	return current->journal_info;
}

#endif
