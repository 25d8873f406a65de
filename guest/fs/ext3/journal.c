/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file system that was not unmounted: first what its journal holds. */
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
