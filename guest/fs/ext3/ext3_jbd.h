/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Changes of metadata go through a handle of the journal: all that one
 * handle does reaches the disk, or nothing of it. Without a journal a handle
 * is NULL, and the same calls only make buffers dirty.
 */
#ifndef FS_EXT3_EXT3_JBD_H
#define FS_EXT3_EXT3_JBD_H

#include <linux/jbd.h>

struct buffer_head;
struct inode;
struct super_block;

/*
 * How many blocks a change may dirty at most. One new block of a file: with
 * three of numbers before it, four bitmaps and four blocks of descriptors,
 * the super block, the inode, and itself.
 */
#define EXT3_BLOCK_TRANS	14
/* An inode's bitmap, descriptor and super block, it and its directory. */
#define EXT3_INODE_TRANS	5
/* An inode joins or leaves the orphans: the super block, two of these. */
#define EXT3_ORPHAN_TRANS	3
/* A name: its block, which may be new, and the directory. */
#define EXT3_ENTRY_TRANS	(EXT3_BLOCK_TRANS + 1)
/* One name less: its block, the directory, the inode. */
#define EXT3_DELETE_TRANS	(3 + EXT3_ORPHAN_TRANS)
/* Freeing blocks goes on in another transaction when only these are left. */
#define EXT3_RESERVE_TRANS	12
#define EXT3_MAX_TRANS		64

/* A handle, NULL without a journal; or an error pointer. */
handle_t *ext3_journal_start(struct inode *inode, int nblocks);
int ext3_journal_stop(handle_t *handle);
handle_t *ext3_journal_current_handle(void);
/* Blocks that one page's write may dirty. */
int ext3_page_trans_blocks(struct inode *inode);

/*
 * Ends a change of the names in a directory; the first error counts. With
 * `sync` or `dirsync` it is on the disk by then.
 */
int ext3_journal_stop_names(handle_t *handle, struct inode *dir, int error);

/* Before a change; undo: of a bitmap, whose freed bits are not free yet. */
int ext3_journal_get_write_access(handle_t *handle, struct buffer_head *bh);
int ext3_journal_get_undo_access(handle_t *handle, struct buffer_head *bh);
/* The same for a block that was just allocated. */
int ext3_journal_get_create_access(handle_t *handle, struct buffer_head *bh);
/* After it; inode: whose fsync() has to write the block, or NULL. */
int ext3_journal_dirty_metadata(handle_t *handle, struct inode *inode,
				struct buffer_head *bh);
/* In ordered mode the buffer is written before the handle is committed. */
int ext3_journal_dirty_data(handle_t *handle, struct inode *inode,
			    struct buffer_head *bh);
/* Whether a file's data are metadata to the journal. */
int ext3_should_journal_data(struct inode *inode);
/* A block is freed; takes the bh, which may be NULL. */
int ext3_forget(handle_t *handle, int is_metadata, struct inode *inode,
		struct buffer_head *bh, u32 block);
/* A bitmap as it is on the disk, NULL if that is how it is in memory. */
void *ext3_committed_data(struct buffer_head *bh);

/* Whether a long change must go on in another transaction, and the change. */
int ext3_journal_is_full(handle_t *handle, int nblocks);
int ext3_journal_restart(handle_t *handle, int nblocks);

/* Until what was changed is on the disk. */
int ext3_force_commit(struct super_block *sb);
int ext3_commit_tid(struct super_block *sb, u32 tid);
u32 ext3_handle_tid(handle_t *handle);
u32 ext3_newest_tid(struct super_block *sb);
/* After -ENOSPC, without a handle: whether it may be otherwise now. */
int ext3_should_retry_alloc(struct super_block *sb, int *retries);

#endif
