/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/blkdev.h>
#include <linux/buffer_head.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/jbd.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "internal.h"

const char *journal_name(const journal_t *journal)
{
	return bdevname(journal->j_dev);
}

sector_t journal_bmap(journal_t *journal, unsigned long block)
{
	struct address_space *mapping = journal->j_inode->i_mapping;

	return mapping->a_ops->bmap(mapping, block);
}

struct buffer_head *journal_bread(journal_t *journal, unsigned long block)
{
	sector_t at = journal_bmap(journal, block);
	struct buffer_head *bh = at ? sb_bread(journal->j_super, at) : NULL;

	if (bh)
		return bh;
	printk(KERN_ERR "JBD: %s: cannot read block %lu of the journal\n",
	       journal_name(journal), block);
	return ERR_PTR(-EIO);
}

/* What is wrong with a journal's super block, in words, or NULL. */
static const char *journal_fault(const journal_t *journal)
{
	const journal_superblock_t *jsb = journal->j_superblock;
	u32 type = be32_to_cpu(jsb->s_header.h_blocktype);
	u32 start = be32_to_cpu(jsb->s_start);
	loff_t bytes = (loff_t)journal->j_maxlen *
		       journal->j_super->s_blocksize;

	if (be32_to_cpu(jsb->s_header.h_magic) != JFS_MAGIC_NUMBER)
		return "there is none";
	if (type != JFS_SUPERBLOCK_V1 && type != JFS_SUPERBLOCK_V2)
		return "its version is not known";
	if (be32_to_cpu(jsb->s_blocksize) != journal->j_super->s_blocksize)
		return "its blocks have another size";
	if (bytes > journal->j_inode->i_size)
		return "it is longer than its file";
	if (!journal->j_first || journal->j_first >= journal->j_maxlen)
		return "its ring cannot be";
	if (start && (start < journal->j_first || start >= journal->j_maxlen))
		return "it begins outside of its ring";
	if (type == JFS_SUPERBLOCK_V2 &&
	    (jsb->s_feature_incompat |
	     cpu_to_be32(JFS_FEATURE_INCOMPAT_REVOKE)) !=
	    cpu_to_be32(JFS_FEATURE_INCOMPAT_REVOKE))
		return "it has features that this kernel lacks";
	return NULL;
}

static void init_journal(journal_t *journal)
{
	init_waitqueue_head(&journal->j_wait_transaction_locked);
	init_waitqueue_head(&journal->j_wait_done_commit);
	init_waitqueue_head(&journal->j_wait_commit);
	init_waitqueue_head(&journal->j_wait_updates);
	init_MUTEX(&journal->j_barrier);
	init_MUTEX(&journal->j_checkpoint_sem);
	INIT_LIST_HEAD(&journal->j_checkpoint_transactions);
	journal_init_revoke(journal);
	journal->j_flags = JFS_FLUSHED;
	journal->j_commit_interval = JBD_DEFAULT_MAX_COMMIT_AGE * HZ;
}

/* Block 0: what is in it, or an error, with a line why. */
static int read_superblock(journal_t *journal)
{
	struct buffer_head *bh = journal_bread(journal, 0);
	journal_superblock_t *jsb;
	const char *fault;

	if (IS_ERR(bh))
		return PTR_ERR(bh);
	jsb = (journal_superblock_t *)bh->b_data;
	journal->j_sb_buffer = bh;
	journal->j_superblock = jsb;
	journal->j_maxlen = be32_to_cpu(jsb->s_maxlen);
	journal->j_first = be32_to_cpu(jsb->s_first);
	journal->j_errno = (s32)be32_to_cpu(jsb->s_errno);
	fault = journal_fault(journal);
	if (!fault)
		return 0;
	printk(KERN_ERR "JBD: %s: bad journal: %s\n", journal_name(journal),
	       fault);
	return -EINVAL;
}

journal_t *journal_load(struct super_block *sb, struct inode *inode,
			u32 fs_first, u32 fs_end)
{
	journal_t *journal = kzalloc(sizeof(*journal), GFP_KERNEL);
	int error;

	if (!journal) {
		iput(inode);
		return ERR_PTR(-ENOMEM);
	}
	init_journal(journal);
	journal->j_super = sb;
	journal->j_dev = sb->s_bdev;
	journal->j_inode = inode;
	journal->j_fs_first = fs_first;
	journal->j_fs_end = fs_end;
	error = read_superblock(journal);
	if (!error)
		return journal;
	journal_release(journal);
	return ERR_PTR(error);
}

void journal_release(journal_t *journal)
{
	journal_clear_revoke(journal);
	brelse(journal->j_sb_buffer);
	iput(journal->j_inode);
	kfree(journal);
}

/* The log is empty, and its ring begins anew. */
int journal_reset(journal_t *journal)
{
	journal_superblock_t *jsb = journal->j_superblock;
	tid_t next = be32_to_cpu(jsb->s_sequence);

	if (jsb->s_start)
		return -EINVAL;
	if (journal->j_maxlen < JFS_MIN_JOURNAL_BLOCKS) {
		printk(KERN_ERR "JBD: %s: a journal of %lu blocks is too "
		       "short\n", journal_name(journal), journal->j_maxlen);
		return -EINVAL;
	}
	if (jsb->s_header.h_blocktype == cpu_to_be32(JFS_SUPERBLOCK_V1)) {
		jsb->s_header.h_blocktype = cpu_to_be32(JFS_SUPERBLOCK_V2);
		jsb->s_feature_compat = jsb->s_feature_ro_compat = 0;
		memset(jsb->s_uuid, 0, sizeof(jsb->s_uuid));
	}
	jsb->s_feature_incompat = cpu_to_be32(JFS_FEATURE_INCOMPAT_REVOKE);
	journal->j_head = journal->j_tail = journal->j_first;
	journal->j_free = journal->j_maxlen - journal->j_first;
	journal->j_tail_sequence = journal->j_transaction_sequence = next;
	journal->j_commit_sequence = journal->j_commit_request = next - 1;
	journal->j_max_transaction_buffers = journal->j_maxlen /
					     JFS_TRANSACTION_SHARE;
	return journal_start_thread(journal);
}

static int log_is_empty(const journal_t *journal)
{
	return list_empty(&journal->j_checkpoint_transactions) &&
	       !journal->j_running_transaction &&
	       !journal->j_committing_transaction;
}

/* All that was committed goes home; the disk's log is empty then. */
static int drain_log(journal_t *journal)
{
	int error = 0, empty;

	down(&journal->j_checkpoint_sem);
	while (!error && !list_empty(&journal->j_checkpoint_transactions))
		error = log_do_checkpoint(journal);
	if (!error)
		error = cleanup_journal_tail(journal);
	up(&journal->j_checkpoint_sem);
	if (error)
		return error;
	spin_lock(&journal->j_state_lock);
	empty = log_is_empty(journal) && !(journal->j_flags & JFS_FLUSHED);
	if (empty)
		journal->j_flags |= JFS_FLUSHED;
	spin_unlock(&journal->j_state_lock);
	return empty ? journal_update_superblock(journal) : 0;
}

int journal_flush(journal_t *journal)
{
	int error = journal_force_commit(journal);

	return error ? error : drain_log(journal);
}

void journal_destroy(journal_t *journal)
{
	journal_kill_thread(journal);
	if (journal->j_running_transaction)
		journal_commit_transaction(journal);
	if (drain_log(journal))
		journal_drop_checkpoints(journal);
	journal_release(journal);
}
