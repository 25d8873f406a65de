/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/blkdev.h>
#include <linux/buffer_head.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/jbd.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include "internal.h"

struct buffer_head *journal_bread(journal_t *journal, unsigned long block)
{
	struct address_space *mapping = journal->j_inode->i_mapping;
	sector_t at = mapping->a_ops->bmap(mapping, block);
	struct buffer_head *bh = at ? sb_bread(journal->j_super, at) : NULL;

	if (bh)
		return bh;
	printk(KERN_ERR "JBD: %s: cannot read block %lu of the journal\n",
	       bdevname(journal->j_super->s_bdev), block);
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

journal_t *journal_load(struct super_block *sb, struct inode *inode,
			u32 fs_first, u32 fs_end)
{
	journal_t *journal = kzalloc(sizeof(*journal), GFP_KERNEL);
	struct buffer_head *bh;
	const char *fault;

	if (!journal) {
		iput(inode);
		return ERR_PTR(-ENOMEM);
	}
	journal->j_super = sb;
	journal->j_inode = inode;
	journal->j_fs_first = fs_first;
	journal->j_fs_end = fs_end;
	journal_init_revoke(journal);
	bh = journal_bread(journal, 0);
	if (IS_ERR(bh)) {
		journal_release(journal);
		return ERR_CAST(bh);
	}
	journal->j_sb_buffer = bh;
	journal->j_superblock = (journal_superblock_t *)bh->b_data;
	journal->j_maxlen = be32_to_cpu(journal->j_superblock->s_maxlen);
	journal->j_first = be32_to_cpu(journal->j_superblock->s_first);
	fault = journal_fault(journal);
	if (!fault)
		return journal;
	printk(KERN_ERR "JBD: %s: bad journal: %s\n", bdevname(sb->s_bdev),
	       fault);
	journal_release(journal);
	return ERR_PTR(-EINVAL);
}

void journal_release(journal_t *journal)
{
	journal_clear_revoke(journal);
	brelse(journal->j_sb_buffer);
	iput(journal->j_inode);
	kfree(journal);
}
