/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The journal of a file system: its replay, if it was not unmounted; and its
 * time from the first write to the last.
 */
#include <linux/blkdev.h>
#include <linux/err.h>
#include <linux/jbd.h>
#include <linux/kernel.h>
#include "ext3.h"

int ext3_needs_recovery(struct super_block *sb)
{
	struct ext3_sb_info *sbi = EXT3_SB(sb);

	return sbi->s_es->s_rev_level &&
	       !(sbi->s_mount_opt & EXT3_MOUNT_NOLOAD) &&
	       sbi->s_es->s_feature_incompat & EXT3_FEATURE_INCOMPAT_RECOVER;
}

static journal_t *ext3_get_journal(struct super_block *sb)
{
	const struct ext3_super_block *es = EXT3_SB(sb)->s_es;
	u32 ino = es->s_journal_inum;
	struct inode *inode;

	if (!ino || ino > es->s_inodes_count ||
	    !(es->s_feature_compat & EXT3_FEATURE_COMPAT_HAS_JOURNAL)) {
		printk(KERN_ERR "EXT3-fs: %s: its journal is not in it\n",
		       bdevname(sb->s_bdev));
		return ERR_PTR(-EINVAL);
	}
	inode = ext3_iget_reserved(sb, ino);
	if (IS_ERR(inode))
		return ERR_CAST(inode);
	if (S_ISREG(inode->i_mode))
		return journal_load(sb, inode, es->s_first_data_block,
				    es->s_blocks_count);
	iput(inode);
	printk(KERN_ERR "EXT3-fs: %s: its journal is no file\n",
	       bdevname(sb->s_bdev));
	return ERR_PTR(-EINVAL);
}

/* In a block that may just have come from the journal: nothing is kept. */
static int clear_recovery_flag(struct super_block *sb)
{
	struct ext3_sb_info *sbi = EXT3_SB(sb);
	int error;

	sbi->s_es->s_feature_incompat &= ~EXT3_FEATURE_INCOMPAT_RECOVER;
	mark_buffer_dirty(sbi->s_sbh);
	error = sync_dirty_buffer(sbi->s_sbh);
	return error ? error : blkdev_issue_flush(sb->s_bdev);
}

int ext3_recover(struct super_block *sb)
{
	journal_t *journal;
	int error = -EROFS;

	if (bdev_read_only(sb->s_bdev))
		return error;
	journal = ext3_get_journal(sb);
	if (IS_ERR(journal))
		return PTR_ERR(journal);
	error = journal_recover(journal);
	if (!error)
		error = clear_recovery_flag(sb);
	journal_release(journal);
	return error;
}

/* Whether an error that the journal remembers has been passed on. */
static int take_journal_error(struct super_block *sb, journal_t *journal)
{
	struct ext3_sb_info *sbi = EXT3_SB(sb);
	int error = journal_errno(journal);

	if (!error)
		return 0;
	printk(KERN_WARNING "EXT3-fs: %s: its journal was aborted by error "
	       "%d; e2fsck should look at it\n", bdevname(sb->s_bdev),
	       -error);
	sbi->s_es->s_state |= EXT3_ERROR_FS;
	error = ext3_commit_super(sb);
	return error ? error : journal_clear_err(journal);
}

static void set_journal_options(struct super_block *sb, journal_t *journal)
{
	struct ext3_sb_info *sbi = EXT3_SB(sb);

	if (sbi->s_commit_interval)
		journal->j_commit_interval = sbi->s_commit_interval * HZ;
}

/* The disk says so before there is anything in it. */
static int announce_journal(struct super_block *sb)
{
	int error;

	EXT3_SB(sb)->s_es->s_feature_incompat |=
		EXT3_FEATURE_INCOMPAT_RECOVER;
	error = ext3_commit_super(sb);
	return error ? error : blkdev_issue_flush(sb->s_bdev);
}

/* It stays open until the unmounting, read-only or not. */
int ext3_open_journal(struct super_block *sb)
{
	struct ext3_sb_info *sbi = EXT3_SB(sb);
	journal_t *journal;
	int error;

	if (sbi->s_journal) {
		set_journal_options(sb, sbi->s_journal);
		return announce_journal(sb);
	}
	journal = ext3_get_journal(sb);
	if (IS_ERR(journal))
		return PTR_ERR(journal);
	error = take_journal_error(sb, journal);
	if (!error)
		error = announce_journal(sb);
	if (!error) {
		set_journal_options(sb, journal);
		error = journal_reset(journal);
	}
	if (error)
		journal_release(journal);
	else
		sbi->s_journal = journal;
	return error;
}

/* All that it holds goes to its place; 0, or it must be replayed. */
int ext3_flush_journal(struct super_block *sb)
{
	struct ext3_sb_info *sbi = EXT3_SB(sb);
	journal_t *journal = sbi->s_journal;
	int error;

	journal_lock_updates(journal);
	error = journal_flush(journal);
	journal_unlock_updates(journal);
	if (!error)
		sbi->s_es->s_feature_incompat &=
			~EXT3_FEATURE_INCOMPAT_RECOVER;
	return error;
}

int ext3_sync_fs(struct super_block *sb, int wait)
{
	journal_t *journal = EXT3_SB(sb)->s_journal;
	tid_t tid;

	if (!journal || !journal_start_commit(journal, &tid) || !wait)
		return 0;
	return log_wait_commit(journal, tid);
}
