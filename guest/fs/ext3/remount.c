/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Between read-only and not. While it is written, an ext2 says on its disk
 * that it was not unmounted; an ext3, that its journal must be replayed.
 */
#include <linux/blkdev.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/time.h>
#include <linux/writeback.h>
#include "ext3.h"

/* To the disk now; what is in memory stays true if that fails. */
int ext3_commit_super(struct super_block *sb)
{
	struct ext3_sb_info *sbi = EXT3_SB(sb);
	int error;

	sbi->s_es->s_wtime = get_seconds();
	mark_buffer_dirty(sbi->s_sbh);
	error = sync_dirty_buffer(sbi->s_sbh);
	set_buffer_uptodate(sbi->s_sbh);
	return error;
}

static void advise_check(struct super_block *sb)
{
	const struct ext3_super_block *es = EXT3_SB(sb)->s_es;

	if (es->s_state & EXT3_ERROR_FS)
		printk(KERN_WARNING "EXT3-fs: %s: has errors; e2fsck should "
		       "look at it\n", bdevname(sb->s_bdev));
	else if (!(es->s_state & EXT3_VALID_FS))
		printk(KERN_WARNING "EXT3-fs: %s: was not unmounted; e2fsck "
		       "should look at it\n", bdevname(sb->s_bdev));
}

/* A journal is used by ext3; ext2 leaves it where it is, empty. */
static int wants_journal(struct super_block *sb)
{
	return !strcmp(sb->s_type->name, "ext3");
}

/* 0, or an error and a line why it stays read-only. */
static int start_writing(struct super_block *sb)
{
	struct ext3_sb_info *sbi = EXT3_SB(sb);
	struct ext3_super_block *es = sbi->s_es;
	int error = ext3_may_write(sb);

	if (error)
		return error;
	es->s_mtime = get_seconds();
	es->s_mnt_count++;
	if (wants_journal(sb)) {
		error = ext3_open_journal(sb);
		advise_check(sb);
		sbi->s_mount_state = es->s_state;
		return error;
	}
	/* Errors of whoever wrote to the device before us are not ours. */
	sync_blockdev(sb->s_bdev);
	advise_check(sb);
	sbi->s_mount_state = es->s_state;
	es->s_state &= ~EXT3_VALID_FS;
	return ext3_commit_super(sb);
}

/* All that was written is on the medium before the disk says so. */
void ext3_stop_writing(struct super_block *sb)
{
	struct ext3_sb_info *sbi = EXT3_SB(sb);
	int error = 0, other;

	if (sbi->s_journal)
		error = ext3_flush_journal(sb);
	other = sync_blockdev(sb->s_bdev);
	if (!error)
		error = other;
	if (!error)
		error = blkdev_issue_flush(sb->s_bdev);
	if (error) {
		ext3_std_error(sb, "ext3_stop_writing", error);
		return;
	}
	sbi->s_es->s_state = sbi->s_mount_state;
	ext3_commit_super(sb);
	blkdev_issue_flush(sb->s_bdev);
}

/*
 * At a mount: what a crash left half done ends before anybody sees it. If it
 * is to be read-only, it becomes so afterwards: a list of orphans that is
 * written to again would lead back into itself.
 */
int ext3_setup_super(struct super_block *sb)
{
	struct ext3_sb_info *sbi = EXT3_SB(sb);
	int read_only = sb->s_flags & MS_RDONLY, error;

	if (read_only && (!wants_journal(sb) || !sbi->s_es->s_last_orphan ||
			  ext3_may_write(sb)))
		return 0;
	sb->s_flags &= ~MS_RDONLY;
	error = start_writing(sb);
	if (!error && sbi->s_journal)
		ext3_orphan_cleanup(sb);
	if (!read_only)
		return error;
	/* It may have become so by an error. */
	if (!error && !(sb->s_flags & MS_RDONLY))
		ext3_stop_writing(sb);
	sb->s_flags |= MS_RDONLY;
	return 0;
}

static int remount_ro(struct super_block *sb)
{
	/* Without their users they would be deleted, which is writing. */
	if (!list_empty(&EXT3_SB(sb)->s_orphan))
		return -EBUSY;
	/* Before the journal goes: no new handle may do without it. */
	sb->s_flags |= MS_RDONLY;
	ext3_stop_writing(sb);
	return 0;
}

static int remount_rw(struct super_block *sb)
{
	/* The journal says what is where; we did not look. */
	if (ext3_needs_recovery(sb)) {
		printk(KERN_ERR "EXT3-fs: %s: its journal must be replayed "
		       "first: unmount and mount it\n", bdevname(sb->s_bdev));
		return -EROFS;
	}
	return start_writing(sb);
}

int ext3_remount(struct super_block *sb, unsigned long *flags, char *data)
{
	struct ext3_sb_info *sbi = EXT3_SB(sb);
	unsigned long old_opt = sbi->s_mount_opt;
	unsigned long old_commit = sbi->s_commit_interval;
	int error = ext3_parse_options(sb, data, flags);

	/* Where data goes is decided once. */
	if (!error && (sbi->s_mount_opt ^ old_opt) & EXT3_MOUNT_DATA)
		error = -EINVAL;
	if (!error && (*flags ^ sb->s_flags) & MS_RDONLY)
		error = *flags & MS_RDONLY ? remount_ro(sb) : remount_rw(sb);
	if (error) {
		sbi->s_mount_opt = old_opt;
		sbi->s_commit_interval = old_commit;
	}
	return error;
}
