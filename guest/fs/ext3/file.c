/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files: what fsync(), O_SYNC and a mount with `sync` wait for. */
#include <linux/blkdev.h>
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include <linux/writeback.h>
#include "ext3.h"

/* Without a journal: its indirect blocks or entries, then the inode. */
static int sync_unjournaled(struct inode *inode)
{
	int error = sync_mapping_buffers(&inode->i_data);
	int other = ext3_write_inode(inode, 1);

	if (!error)
		error = other;
	other = blkdev_issue_flush(inode->i_sb->s_bdev);
	return error ? error : other;
}

/*
 * The transaction that changed it last; its commit empties the device's
 * cache too. If that was before the data came there, it must be done again.
 */
static int sync_journaled(struct inode *inode, int datasync)
{
	struct ext3_inode_info *ei = EXT3_I(inode);
	int done = ext3_commit_tid(inode->i_sb, datasync ?
				   ei->i_datasync_tid : ei->i_sync_tid);

	return done == 1 ? blkdev_issue_flush(inode->i_sb->s_bdev) : done;
}

/* The caller has started the writing of the data. */
int ext3_sync_file(struct file *file, struct dentry *dentry, int datasync)
{
	struct inode *inode = dentry->d_inode;
	int error = filemap_fdatawait(inode->i_mapping), other;

	(void)file;
	/* Of one that is read-only after an error, something was lost. */
	if (inode->i_sb->s_flags & MS_RDONLY)
		return error ? error : EXT3_SB(inode->i_sb)->s_mount_state &
				       EXT3_ERROR_FS ? -EROFS : 0;
	if (EXT3_SB(inode->i_sb)->s_journal)
		other = sync_journaled(inode, datasync);
	else
		other = sync_unjournaled(inode);
	return error ? error : other;
}

/* If so asked: the caller's data are there, and all that leads to them. */
static ssize_t ext3_file_write(struct file *file, const char *buf,
			       size_t count, loff_t *ppos)
{
	ssize_t done = generic_file_write(file, buf, count, ppos);
	int error = 0;

	if (done > 0 && (file->f_flags & O_SYNC ||
			 IS_SYNC(file->f_dentry->d_inode)))
		error = ext3_sync_file(file, file->f_dentry, 0);
	return error ? error : done;
}

struct file_operations ext3_file_operations = {
	.read = generic_file_read,
	.write = ext3_file_write,
	.mmap = generic_file_mmap,
	.fsync = ext3_sync_file,
};
