/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which inodes are in use: a bitmap for each group. Directories are spread
 * over the groups, and what is in them stays near them.
 */
#include <linux/blkdev.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/time.h>
#include "ext3.h"

/* With a reference; NULL, and a line why. */
struct buffer_head *ext3_inode_bitmap(struct super_block *sb,
				      unsigned long group)
{
	struct ext3_group_desc *gd = ext3_get_group_desc(sb, group);
	struct buffer_head *bh = sb_bread(sb, gd->bg_inode_bitmap);

	if (!bh)
		ext3_error(sb, "ext3_inode_bitmap",
			   "cannot read the inode bitmap of group %lu", group);
	return bh;
}

/* Of those with more free inodes than most, the one with the most room. */
static long find_group_dir(struct super_block *sb)
{
	struct ext3_sb_info *sbi = EXT3_SB(sb);
	u32 average = sbi->s_es->s_free_inodes_count / sbi->s_groups_count;
	struct ext3_group_desc *best = NULL, *gd;
	unsigned long group;
	long found = -1;

	for (group = 0; group < sbi->s_groups_count; group++) {
		gd = ext3_get_group_desc(sb, group);
		if (!gd->bg_free_inodes_count ||
		    gd->bg_free_inodes_count < average)
			continue;
		if (best && gd->bg_free_blocks_count <=
			    best->bg_free_blocks_count)
			continue;
		best = gd;
		found = group;
	}
	return found;
}

/* The directory's own group, or the next that has an inode and a block. */
static long find_group_other(struct super_block *sb, unsigned long first)
{
	struct ext3_sb_info *sbi = EXT3_SB(sb);
	unsigned long tried, group = first;
	struct ext3_group_desc *gd;
	long inodes_only = -1;

	for (tried = 0; tried < sbi->s_groups_count; tried++) {
		gd = ext3_get_group_desc(sb, group);
		if (gd->bg_free_inodes_count && gd->bg_free_blocks_count)
			return group;
		if (gd->bg_free_inodes_count && inodes_only < 0)
			inodes_only = group;
		group = (group + 1) % sbi->s_groups_count;
	}
	return inodes_only;
}

/* The group's counts and all groups': they follow the bitmaps to the disk. */
int ext3_count_free(handle_t *handle, struct super_block *sb,
		    unsigned long group, int blocks, int inodes, int dirs)
{
	struct ext3_sb_info *sbi = EXT3_SB(sb);
	struct ext3_group_desc *gd = ext3_get_group_desc(sb, group);
	struct buffer_head *gdb = ext3_get_group_bh(sb, group);
	int error = ext3_journal_get_write_access(handle, gdb);

	if (!error)
		error = ext3_journal_get_write_access(handle, sbi->s_sbh);
	if (error)
		return error;
	gd->bg_free_blocks_count += blocks;
	gd->bg_free_inodes_count += inodes;
	gd->bg_used_dirs_count += dirs;
	sbi->s_es->s_free_blocks_count += blocks;
	sbi->s_es->s_free_inodes_count += inodes;
	error = ext3_journal_dirty_metadata(handle, NULL, gdb);
	if (!error)
		error = ext3_journal_dirty_metadata(handle, NULL, sbi->s_sbh);
	return error;
}

/* A number of the group's; *ino stays 0 if the bitmap has none. */
static int alloc_in_group(handle_t *handle, struct super_block *sb,
			  unsigned long group, int is_dir, unsigned long *ino)
{
	struct ext3_sb_info *sbi = EXT3_SB(sb);
	u32 bit, first, count = sbi->s_es->s_inodes_per_group;
	struct buffer_head *bh = ext3_inode_bitmap(sb, group);
	int error;

	if (!bh)
		return -EIO;
	/* The first numbers are not for names, whatever the bitmap says. */
	first = group ? 0 : min(sbi->s_first_ino - 1, (unsigned long)count);
	error = ext3_journal_get_write_access(handle, bh);
	bit = find_next_zero_bit((unsigned long *)bh->b_data, count, first);
	if (!error && bit < count) {
		set_bit(bit, bh->b_data);
		error = ext3_journal_dirty_metadata(handle, NULL, bh);
		if (!error)
			error = ext3_count_free(handle, sb, group,
						0, -1, is_dir);
		*ino = group * count + bit + 1;
	}
	brelse(bh);
	return error;
}

static int alloc_ino(handle_t *handle, struct inode *dir, int mode,
		     unsigned long *ino)
{
	struct super_block *sb = dir->i_sb;
	long group = S_ISDIR(mode) ? find_group_dir(sb) :
		     find_group_other(sb, ext3_inode_group(dir));
	int error;

	if (group < 0)
		return -ENOSPC;
	error = alloc_in_group(handle, sb, group, S_ISDIR(mode), ino);
	if (error || *ino)
		return error;
	ext3_error(sb, "ext3_new_inode", "group %ld has no free inode, though "
		   "its descriptor counts %u", group,
		   ext3_get_group_desc(sb, group)->bg_free_inodes_count);
	return -EIO;
}

/* A directory with the set-group-id bit gives its group to what is made. */
static void set_owner(struct inode *inode, struct inode *dir, int mode)
{
	inode->i_mode = mode;
	inode->i_uid = current->euid;
	inode->i_gid = current->egid;
	if (dir->i_mode & S_ISGID) {
		inode->i_gid = dir->i_gid;
		if (S_ISDIR(mode))
			inode->i_mode |= S_ISGID;
	}
}

/* It goes again with its last reference, unless it gets links. */
struct inode *ext3_new_inode(handle_t *handle, struct inode *dir, int mode)
{
	struct super_block *sb = dir->i_sb;
	struct ext3_sb_info *sbi = EXT3_SB(sb);
	struct inode *inode = new_inode(sb);
	unsigned long ino = 0;
	int error;

	if (!inode)
		return ERR_PTR(-ENOMEM);
	down(&sbi->s_lock);
	error = alloc_ino(handle, dir, mode, &ino);
	up(&sbi->s_lock);
	if (error) {
		iput(inode);
		return ERR_PTR(error);
	}
	inode->i_ino = ino;
	set_owner(inode, dir, mode);
	EXT3_I(inode)->i_new = 1;
	EXT3_I(inode)->i_generation = sbi->s_next_generation++;
	insert_inode_hash(inode);
	error = ext3_mark_inode_dirty(handle, inode);
	if (!error)
		return inode;
	inode->i_nlink = 0;
	iput(inode);
	return ERR_PTR(error);
}

/* Its blocks are free already. */
void ext3_free_inode(handle_t *handle, struct inode *inode)
{
	struct super_block *sb = inode->i_sb;
	struct ext3_sb_info *sbi = EXT3_SB(sb);
	unsigned long group = ext3_inode_group(inode);
	u32 bit = (inode->i_ino - 1) % sbi->s_es->s_inodes_per_group;
	struct buffer_head *bh;
	int error = -EIO;

	down(&sbi->s_lock);
	bh = ext3_inode_bitmap(sb, group);
	if (bh)
		error = ext3_journal_get_write_access(handle, bh);
	if (!error && !test_and_clear_bit(bit, bh->b_data)) {
		ext3_error(sb, "ext3_free_inode", "inode %lu is not in use",
			   inode->i_ino);
	} else if (!error) {
		error = ext3_journal_dirty_metadata(handle, NULL, bh);
		if (!error)
			error = ext3_count_free(handle, sb, group,
						0, 1,
						-S_ISDIR(inode->i_mode));
	}
	brelse(bh);
	up(&sbi->s_lock);
	if (error)
		ext3_std_error(sb, "ext3_free_inode", error);
}
