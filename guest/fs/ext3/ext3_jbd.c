/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one place that knows whether there is a journal. */
#include <linux/buffer_head.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include "ext3.h"

handle_t *ext3_journal_start_sb(struct super_block *sb, int nblocks)
{
	if (sb->s_flags & MS_RDONLY)
		return ERR_PTR(-EROFS);
	return NULL;
}

handle_t *ext3_journal_start(struct inode *inode, int nblocks)
{
	return ext3_journal_start_sb(inode->i_sb, nblocks);
}

int ext3_journal_stop(handle_t *handle)
{
	return 0;
}

handle_t *ext3_journal_current_handle(void)
{
	return NULL;
}

/*
 * A page's blocks, and up to five of numbers where it crosses from one tree
 * into the next; each may lie in a group of its own.
 */
int ext3_page_trans_blocks(struct inode *inode)
{
	int blocks = PAGE_SIZE >> inode->i_blkbits;

	return 2 * (blocks + 5) + 5 + 2 + blocks;
}

int ext3_journal_get_write_access(handle_t *handle, struct buffer_head *bh)
{
	return 0;
}

int ext3_journal_get_undo_access(handle_t *handle, struct buffer_head *bh)
{
	return 0;
}

int ext3_journal_get_create_access(handle_t *handle, struct buffer_head *bh)
{
	return 0;
}

int ext3_journal_dirty_metadata(handle_t *handle, struct inode *inode,
				struct buffer_head *bh)
{
	if (inode)
		mark_buffer_dirty_inode(bh, inode);
	else
		mark_buffer_dirty(bh);
	return 0;
}

int ext3_forget(handle_t *handle, int is_metadata, struct inode *inode,
		struct buffer_head *bh, u32 block)
{
	if (bh)
		bforget(bh);
	return 0;
}

void *ext3_committed_data(struct buffer_head *bh)
{
	return NULL;
}

int ext3_journal_is_full(handle_t *handle, int nblocks)
{
	return 0;
}

int ext3_journal_restart(handle_t *handle, int nblocks)
{
	return 0;
}

int ext3_force_commit(struct super_block *sb)
{
	return 0;
}
