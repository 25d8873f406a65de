/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What becomes of a file system in which something is wrong. */
#include <linux/blkdev.h>
#include <linux/kernel.h>
#include "ext3.h"

/*
 * The mark goes to the disk at once, and nothing else: of a journal, which
 * passes it on at the next mount. What is not in the log may not follow.
 * Read-only from now on, unless errors= says that one should go on, or stop.
 */
static void ext3_handle_error(struct super_block *sb)
{
	struct ext3_sb_info *sbi = EXT3_SB(sb);
	int aborted;

	if (sb->s_flags & MS_RDONLY)
		return;
	sbi->s_mount_state |= EXT3_ERROR_FS;
	sbi->s_es->s_state |= EXT3_ERROR_FS;
	aborted = sbi->s_journal && is_journal_aborted(sbi->s_journal);
	/* Without its journal there is nothing to go on with. */
	if (aborted || !(sbi->s_mount_opt & EXT3_MOUNT_ERRORS_CONT)) {
		printk(KERN_CRIT "EXT3-fs: %s: remounting read-only\n",
		       bdevname(sb->s_bdev));
		sb->s_flags |= MS_RDONLY;
		if (sbi->s_journal)
			journal_abort(sbi->s_journal, -EIO);
	}
	if (!sbi->s_journal)
		ext3_commit_super(sb);
	if (sbi->s_mount_opt & EXT3_MOUNT_ERRORS_PANIC)
		panic("EXT3-fs: %s: panic forced after error",
		      bdevname(sb->s_bdev));
}

void ext3_error(struct super_block *sb, const char *function,
		const char *fmt, ...)
{
	char text[160];
	va_list args;

	va_start(args, fmt);
	vscnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	printk(KERN_ERR "EXT3-fs error (device %s): %s: %s\n",
	       bdevname(sb->s_bdev), function, text);
	ext3_handle_error(sb);
}

void ext3_std_error(struct super_block *sb, const char *function, int error)
{
	/* The first one has said it, and made it read-only. */
	if (error == -EROFS && sb->s_flags & MS_RDONLY)
		return;
	printk(KERN_ERR "EXT3-fs error (device %s) in %s: error %d\n",
	       bdevname(sb->s_bdev), function, error);
	ext3_handle_error(sb);
}
