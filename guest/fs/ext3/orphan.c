/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inodes that a crash must not leave behind half done: without a name but
 * still open, or while they are cut. The super block names the first, each
 * the next where its time of deletion would be. Without a journal the list
 * is in memory alone: there would be no telling what of it is true.
 */
#include <linux/blkdev.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include "ext3.h"

static int write_list_head(handle_t *handle, struct super_block *sb, u32 ino)
{
	struct ext3_sb_info *sbi = EXT3_SB(sb);
	int error = ext3_journal_get_write_access(handle, sbi->s_sbh);

	if (error)
		return error;
	sbi->s_es->s_last_orphan = ino;
	return ext3_journal_dirty_metadata(handle, NULL, sbi->s_sbh);
}

int ext3_orphan_add(handle_t *handle, struct inode *inode)
{
	struct super_block *sb = inode->i_sb;
	struct ext3_sb_info *sbi = EXT3_SB(sb);
	struct ext3_inode_info *ei = EXT3_I(inode);
	int error = 0;

	down(&sbi->s_lock);
	if (list_empty(&ei->i_orphan)) {
		list_add(&ei->i_orphan, &sbi->s_orphan);
		if (sbi->s_journal) {
			ei->i_dtime = sbi->s_es->s_last_orphan;
			error = ext3_mark_inode_dirty(handle, inode);
			if (!error)
				error = write_list_head(handle, sb,
							inode->i_ino);
		}
		if (error)
			list_del_init(&ei->i_orphan);
	}
	up(&sbi->s_lock);
	if (error)
		ext3_std_error(sb, "ext3_orphan_add", error);
	return error;
}

/* With s_lock: who names this one, names the next instead. */
static int unchain(handle_t *handle, struct super_block *sb,
		   struct ext3_inode_info *ei)
{
	struct ext3_sb_info *sbi = EXT3_SB(sb);
	struct ext3_inode_info *prev;

	if (ei->i_orphan.prev == &sbi->s_orphan)
		return write_list_head(handle, sb, ei->i_dtime);
	prev = list_entry(ei->i_orphan.prev, struct ext3_inode_info,
			  i_orphan);
	prev->i_dtime = ei->i_dtime;
	return ext3_mark_inode_dirty(handle, &prev->vfs_inode);
}

/* An error pointer as handle: the disk cannot be written any more. */
int ext3_orphan_del(handle_t *handle, struct inode *inode)
{
	struct super_block *sb = inode->i_sb;
	struct ext3_sb_info *sbi = EXT3_SB(sb);
	struct ext3_inode_info *ei = EXT3_I(inode);
	int error = 0;

	down(&sbi->s_lock);
	if (!list_empty(&ei->i_orphan)) {
		if (sbi->s_journal && !IS_ERR(handle)) {
			error = unchain(handle, sb, ei);
			ei->i_dtime = 0;
			if (!error)
				error = ext3_mark_inode_dirty(handle, inode);
		}
		list_del_init(&ei->i_orphan);
	}
	up(&sbi->s_lock);
	if (error)
		ext3_std_error(sb, "ext3_orphan_del", error);
	return error;
}

/* One that the disk's list names, or an error pointer. */
static struct inode *orphan_get(struct super_block *sb, u32 ino)
{
	struct ext3_sb_info *sbi = EXT3_SB(sb);
	u32 per_group = sbi->s_es->s_inodes_per_group;
	struct buffer_head *bh;
	int used;

	if (ino < sbi->s_first_ino || ino > sbi->s_es->s_inodes_count)
		return ERR_PTR(-EIO);
	bh = ext3_inode_bitmap(sb, (ino - 1) / per_group);
	if (!bh)
		return ERR_PTR(-EIO);
	used = test_bit((ino - 1) % per_group, bh->b_data);
	brelse(bh);
	return used ? ext3_iget(sb, ino) : ERR_PTR(-EIO);
}

/* With it the list's first goes; 0, or an error if it did not. */
static int clean_first(struct super_block *sb, int *deleted)
{
	struct ext3_sb_info *sbi = EXT3_SB(sb);
	u32 ino = sbi->s_es->s_last_orphan;
	struct inode *inode = orphan_get(sb, ino);

	if (IS_ERR(inode)) {
		ext3_error(sb, "ext3_orphan_cleanup",
			   "inode %u is no orphan", ino);
		return -EIO;
	}
	list_add(&EXT3_I(inode)->i_orphan, &sbi->s_orphan);
	*deleted = !inode->i_nlink;
	if (inode->i_nlink)
		ext3_truncate(inode);
	iput(inode);
	return sbi->s_es->s_last_orphan == ino ? -EIO : 0;
}

/* At a mount, before anybody sees the file system. */
void ext3_orphan_cleanup(struct super_block *sb)
{
	struct ext3_sb_info *sbi = EXT3_SB(sb);
	u32 left = sbi->s_es->s_inodes_count;
	int deleted, count[2] = { 0, 0 };

	if (!sbi->s_es->s_last_orphan)
		return;
	sbi->s_mount_state |= EXT3_ORPHAN_FS;
	while (sbi->s_es->s_last_orphan && left--) {
		if (clean_first(sb, &deleted))
			break;
		count[deleted]++;
	}
	sbi->s_mount_state &= ~EXT3_ORPHAN_FS;
	if (count[1])
		printk(KERN_INFO "EXT3-fs: %s: %d orphan inode%s deleted\n",
		       bdevname(sb->s_bdev), count[1],
		       count[1] == 1 ? "" : "s");
	if (count[0])
		printk(KERN_INFO "EXT3-fs: %s: %d truncate%s cleaned up\n",
		       bdevname(sb->s_bdev), count[0],
		       count[0] == 1 ? "" : "s");
}
