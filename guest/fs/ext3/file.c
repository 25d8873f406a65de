/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files: what fsync() and O_SYNC wait for. */
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

/* The caller has started the writing of the data. */
int ext3_sync_file(struct file *file, struct dentry *dentry, int datasync)
{
	struct inode *inode = dentry->d_inode;
	int error = filemap_fdatawait(inode->i_mapping), other;

	(void)file;
	(void)datasync;
	if (inode->i_sb->s_flags & MS_RDONLY)
		return error;
	other = sync_unjournaled(inode);
	return error ? error : other;
}

struct file_operations ext3_file_operations = {
	.read = generic_file_read,
	.write = generic_file_write,
	.mmap = generic_file_mmap,
	.fsync = ext3_sync_file,
};
