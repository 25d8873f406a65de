/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From an inode in memory to the one on the disk; changes and deletion. */
#include <linux/blkdev.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/time.h>
#include <linux/writeback.h>
#include "ext3.h"

#define MAX_SMALL_FILE	0x7fffffff	/* without the feature LARGE_FILE */

static void fill_raw(struct ext3_inode *raw, struct inode *inode)
{
	struct ext3_inode_info *ei = EXT3_I(inode);
	loff_t size = min(inode->i_size, ei->i_cut_to);

	raw->i_mode = inode->i_mode;
	raw->i_uid = inode->i_uid;
	raw->i_uid_high = inode->i_uid >> 16;
	raw->i_gid = inode->i_gid;
	raw->i_gid_high = inode->i_gid >> 16;
	raw->i_links_count = inode->i_nlink;
	raw->i_size = size;
	raw->i_size_high = S_ISREG(inode->i_mode) ? size >> 32 :
						    ei->i_dir_acl;
	raw->i_atime = inode->i_atime;
	raw->i_ctime = inode->i_ctime;
	raw->i_mtime = inode->i_mtime;
	raw->i_dtime = ei->i_dtime;
	raw->i_blocks = ei->i_blocks;
	raw->i_flags = ei->i_flags;
	raw->i_generation = ei->i_generation;
	raw->i_file_acl = ei->i_file_acl;
	memcpy(raw->i_block, ei->i_data, sizeof(raw->i_block));
}

/* The first large file makes the disk one that older readers refuse. */
static int set_large_file(handle_t *handle, struct super_block *sb)
{
	struct ext3_sb_info *sbi = EXT3_SB(sb);
	struct ext3_super_block *es = sbi->s_es;
	int error;

	if (es->s_feature_ro_compat & EXT3_FEATURE_RO_COMPAT_LARGE_FILE)
		return 0;
	error = ext3_journal_get_write_access(handle, sbi->s_sbh);
	if (error)
		return error;
	if (!es->s_rev_level) {
		es->s_rev_level = 1;
		es->s_first_ino = EXT3_GOOD_OLD_FIRST_INO;
		es->s_inode_size = EXT3_GOOD_OLD_INODE_SIZE;
	}
	es->s_feature_ro_compat |= EXT3_FEATURE_RO_COMPAT_LARGE_FILE;
	return ext3_journal_dirty_metadata(handle, NULL, sbi->s_sbh);
}

/* Which transaction fsync() and fdatasync() have to wait for. */
static void note_change(handle_t *handle, struct inode *inode,
			const struct ext3_inode *raw)
{
	struct ext3_inode_info *ei = EXT3_I(inode);

	if (!handle)
		return;
	ei->i_sync_tid = ext3_handle_tid(handle);
	if (ei->i_new || raw->i_size != (u32)inode->i_size ||
	    raw->i_blocks != ei->i_blocks)
		ei->i_datasync_tid = ei->i_sync_tid;
}

static int update_inode(handle_t *handle, struct inode *inode)
{
	struct super_block *sb = inode->i_sb;
	struct ext3_inode_info *ei = EXT3_I(inode);
	struct ext3_inode *raw;
	struct buffer_head *bh = ext3_inode_bh(sb, inode->i_ino, &raw);
	int error;

	if (!bh)
		return -EIO;
	error = ext3_journal_get_write_access(handle, bh);
	if (!error) {
		note_change(handle, inode, raw);
		if (ei->i_new)
			memset(raw, 0, EXT3_SB(sb)->s_inode_size);
		ei->i_new = 0;
		fill_raw(raw, inode);
		error = ext3_journal_dirty_metadata(handle, NULL, bh);
	}
	if (!error && S_ISREG(inode->i_mode) &&
	    inode->i_size > MAX_SMALL_FILE)
		error = set_large_file(handle, sb);
	brelse(bh);
	return error;
}

int ext3_mark_inode_dirty(handle_t *handle, struct inode *inode)
{
	int error = update_inode(handle, inode);

	if (error)
		ext3_std_error(inode->i_sb, "ext3_mark_inode_dirty", error);
	return error;
}

/* The VFS has changed times, mode, owner or size. */
void ext3_dirty_inode(struct inode *inode, int flags)
{
	handle_t *handle = ext3_journal_start(inode, 2);

	(void)flags;
	if (IS_ERR(handle))
		return;
	ext3_mark_inode_dirty(handle, inode);
	ext3_journal_stop(handle);
}

/* It is in its block since it became dirty: only waiting is left to do. */
int ext3_write_inode(struct inode *inode, int wait)
{
	struct super_block *sb = inode->i_sb;
	struct ext3_inode *raw;
	struct buffer_head *bh;
	int error;

	if (!wait || sb->s_flags & MS_RDONLY || ext3_journal_current_handle())
		return 0;
	if (EXT3_SB(sb)->s_journal)
		return ext3_force_commit(sb);
	bh = ext3_inode_bh(sb, inode->i_ino, &raw);
	if (!bh)
		return -EIO;
	error = sync_dirty_buffer(bh);
	brelse(bh);
	return error;
}

/*
 * A file that gets shorter is an orphan until it has done so; on the disk it
 * is short from the beginning, since what its pages held need not get there.
 */
static int begin_shortening(struct inode *inode, loff_t size)
{
	handle_t *handle = ext3_journal_start(inode, EXT3_ORPHAN_TRANS);
	int error, other;

	if (IS_ERR(handle))
		return PTR_ERR(handle);
	EXT3_I(inode)->i_cut_to = size;
	error = ext3_orphan_add(handle, inode);
	if (!error)
		error = ext3_mark_inode_dirty(handle, inode);
	other = ext3_journal_stop(handle);
	return error ? error : other;
}

int ext3_setattr(struct dentry *dentry, struct iattr *attr)
{
	struct inode *inode = dentry->d_inode;
	int error = inode_change_ok(inode, attr);

	if (!error && attr->ia_valid & ATTR_SIZE && S_ISREG(inode->i_mode) &&
	    attr->ia_size < inode->i_size)
		error = begin_shortening(inode, attr->ia_size);
	if (!error)
		error = inode_setattr(inode, attr);
	EXT3_I(inode)->i_cut_to = EXT3_UNCUT;
	/* Had truncation no handle, it is still on the list in memory. */
	if (inode->i_nlink)
		ext3_orphan_del(ERR_PTR(-EROFS), inode);
	if (!error && IS_SYNC(inode))
		error = ext3_force_commit(inode->i_sb);
	return error;
}

/* The last name and the last user have gone. */
void ext3_delete_inode(struct inode *inode)
{
	handle_t *handle;

	if (is_bad_inode(inode))
		return;
	handle = ext3_journal_start(inode, EXT3_MAX_TRANS);
	if (IS_ERR(handle)) {
		ext3_orphan_del(handle, inode);
		return;
	}
	inode->i_size = 0;
	if (EXT3_I(inode)->i_blocks)
		ext3_truncate(inode);
	ext3_xattr_delete_inode(handle, inode);
	ext3_orphan_del(handle, inode);
	EXT3_I(inode)->i_dtime = get_seconds();
	if (!ext3_mark_inode_dirty(handle, inode))
		ext3_free_inode(handle, inode);
	ext3_journal_stop(handle);
}
