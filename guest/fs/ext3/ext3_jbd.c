/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one place that knows whether there is a journal. */
#include <linux/blkdev.h>
#include <linux/buffer_head.h>
#include <linux/err.h>
#include <linux/jbd.h>
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include <linux/sched.h>
#include "ext3.h"

/* A block that could not be written may be read again as it was before. */
static int writes_have_failed(struct super_block *sb)
{
	return test_bit(AS_EIO, &sb->s_bdev->bd_inode->i_mapping->flags);
}

handle_t *ext3_journal_start(struct inode *inode, int nblocks)
{
	struct super_block *sb = inode->i_sb;
	journal_t *journal = EXT3_SB(sb)->s_journal;
	int failed;

	if (sb->s_flags & MS_RDONLY)
		return ERR_PTR(-EROFS);
	failed = journal ? is_journal_aborted(journal) :
			   writes_have_failed(sb);
	if (failed)
		ext3_std_error(sb, "ext3_journal_start", -EIO);
	if (sb->s_flags & MS_RDONLY)
		return ERR_PTR(-EROFS);
	return journal ? journal_start(journal, nblocks) : NULL;
}

int ext3_journal_stop(handle_t *handle)
{
	return handle ? journal_stop(handle) : 0;
}

int ext3_journal_stop_names(handle_t *handle, struct inode *dir, int error)
{
	int other;

	if (handle && IS_DIRSYNC(dir))
		handle->h_sync = 1;
	other = ext3_journal_stop(handle);
	if (!handle && IS_DIRSYNC(dir))
		other = ext3_force_commit(dir->i_sb);
	return error ? error : other;
}

handle_t *ext3_journal_current_handle(void)
{
	return journal_current_handle();
}

/*
 * A page's blocks, and up to five of numbers where it crosses from one tree
 * into the next; each may lie in a group of its own.
 */
int ext3_page_trans_blocks(struct inode *inode)
{
	int blocks = PAGE_SIZE >> inode->i_blkbits;

	/* The list of orphans, should there be no room: two more. */
	return 2 * (blocks + 5) + 5 + 2 + blocks + 2;
}

static int check_unjournaled(struct buffer_head *bh)
{
	return buffer_write_io_error(bh) ? -EIO : 0;
}

int ext3_journal_get_write_access(handle_t *handle, struct buffer_head *bh)
{
	return handle ? journal_get_write_access(handle, bh) :
			check_unjournaled(bh);
}

int ext3_journal_get_undo_access(handle_t *handle, struct buffer_head *bh)
{
	return handle ? journal_get_undo_access(handle, bh) :
			check_unjournaled(bh);
}

int ext3_journal_get_create_access(handle_t *handle, struct buffer_head *bh)
{
	return handle ? journal_get_create_access(handle, bh) : 0;
}

int ext3_journal_dirty_metadata(handle_t *handle, struct inode *inode,
				struct buffer_head *bh)
{
	if (handle)
		return journal_dirty_metadata(handle, bh);
	if (inode)
		mark_buffer_dirty_inode(bh, inode);
	else
		mark_buffer_dirty(bh);
	return 0;
}

int ext3_journal_dirty_data(handle_t *handle, struct inode *inode,
			    struct buffer_head *bh)
{
	if (!handle || (EXT3_SB(inode->i_sb)->s_mount_opt &
			EXT3_MOUNT_DATA) != EXT3_MOUNT_ORDERED_DATA)
		return 0;
	return journal_dirty_data(handle, bh);
}

/* What no file's size tells the end of, and all data if so mounted. */
int ext3_should_journal_data(struct inode *inode)
{
	return !S_ISREG(inode->i_mode) ||
	       EXT3_I(inode)->i_flags & EXT3_JOURNAL_DATA_FL ||
	       (EXT3_SB(inode->i_sb)->s_mount_opt & EXT3_MOUNT_DATA) ==
	       EXT3_MOUNT_JOURNAL_DATA;
}

/*
 * A block that was logged must be revoked, or a replay could write it over
 * data that it holds by then, which were not.
 */
int ext3_forget(handle_t *handle, int is_metadata, struct inode *inode,
		struct buffer_head *bh, u32 block)
{
	if (handle && (is_metadata || ext3_should_journal_data(inode)))
		return journal_revoke(handle, block, bh);
	if (!bh)
		return 0;
	if (handle)
		return journal_forget(handle, bh);
	bforget(bh);
	return 0;
}

void *ext3_committed_data(struct buffer_head *bh)
{
	struct journal_head *jh = bh->b_private;

	return buffer_jbd(bh) ? jh->b_committed_data : NULL;
}

int ext3_journal_is_full(handle_t *handle, int nblocks)
{
	if (!handle || (handle->h_buffer_credits > EXT3_RESERVE_TRANS &&
			!journal_is_overdrawn(handle)))
		return 0;
	return journal_extend(handle, nblocks) != 0;
}

int ext3_journal_restart(handle_t *handle, int nblocks)
{
	return handle ? journal_restart(handle, nblocks) : 0;
}

int ext3_force_commit(struct super_block *sb)
{
	journal_t *journal = EXT3_SB(sb)->s_journal;
	int error;

	if (journal)
		return journal_force_commit(journal);
	/* Nobody knows which blocks it were. */
	error = sync_blockdev(sb->s_bdev);
	return error ? error : blkdev_issue_flush(sb->s_bdev);
}

/* Blocks that were freed can be used once that is on the disk. */
int ext3_should_retry_alloc(struct super_block *sb, int *retries)
{
	journal_t *journal = EXT3_SB(sb)->s_journal;

	if (!journal || (*retries)++ >= 3 || journal_current_handle())
		return 0;
	return journal_force_commit_nested(journal);
}

u32 ext3_handle_tid(handle_t *handle)
{
	return handle ? handle->h_transaction->t_tid : 0;
}

/* The last transaction that an inode that is just read can be part of. */
u32 ext3_newest_tid(struct super_block *sb)
{
	journal_t *journal = EXT3_SB(sb)->s_journal;
	u32 tid = 0;

	if (journal) {
		spin_lock(&journal->j_state_lock);
		tid = journal->j_transaction_sequence - 1;
		spin_unlock(&journal->j_state_lock);
	}
	return tid;
}

/*
 * Until the transaction is on the disk. 1: its commit was under way already,
 * or over, and may have emptied the device's cache before now.
 */
int ext3_commit_tid(struct super_block *sb, u32 tid)
{
	journal_t *journal = EXT3_SB(sb)->s_journal;
	int running, error;

	/* Read before there was a journal, and not changed since. */
	if (!tid)
		return 1;
	spin_lock(&journal->j_state_lock);
	running = journal->j_running_transaction &&
		  journal->j_running_transaction->t_tid == tid;
	spin_unlock(&journal->j_state_lock);
	if (running)
		log_start_commit(journal, tid);
	error = log_wait_commit(journal, tid);
	return error ? error : !running;
}
