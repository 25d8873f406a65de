/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Three walks along the journal: how far it is complete; what it revokes, and
 * whether every block it names can be; and then the copying. Nothing is
 * written before the first two have found the whole of it sound.
 */
#include <linux/blkdev.h>
#include <linux/buffer_head.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/jbd.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>
#include "internal.h"

#define READAHEAD	32		/* blocks of the ring */

enum passtype { PASS_SCAN, PASS_REVOKE, PASS_REPLAY };

/* A walk, and what it found. */
struct recovery {
	journal_t *journal;
	enum passtype pass;
	unsigned long block;		/* the next one of the ring */
	unsigned long left;		/* of it that were not seen yet */
	unsigned long ahead;		/* up to here they are being read */
	u32 sequence;			/* of the transaction under way */
	u32 end;			/* the first that is not complete */
	unsigned long replayed, revoked;
};

/* The next block's number; the ring goes round once at most. */
static unsigned long take_block(struct recovery *r)
{
	unsigned long block = r->block;

	if (++r->block == r->journal->j_maxlen)
		r->block = r->journal->j_first;
	r->left -= r->left != 0;
	return block;
}

/* The scan leaps from descriptor to descriptor; the replay wants all. */
static void read_ahead(struct recovery *r)
{
	unsigned long block = r->block;

	if (block < r->ahead && block + READAHEAD >= r->ahead)
		return;
	if (block >= r->ahead && block < r->ahead + READAHEAD)
		block = r->ahead;
	r->ahead = min(r->block + READAHEAD, r->journal->j_maxlen);
	for (; block < r->ahead; block++) {
		sector_t at = journal_bmap(r->journal, block);

		if (at)
			sb_breadahead(r->journal->j_super, at);
	}
}

/* A block's contents from the journal to where they belong. */
static int replay_block(struct recovery *r, u32 target, u32 flags,
			unsigned long from)
{
	struct super_block *sb = r->journal->j_super;
	struct buffer_head *obh, *nbh;

	if (journal_test_revoke(r->journal, target, r->sequence)) {
		r->revoked++;
		return 0;
	}
	obh = journal_bread(r->journal, from);
	if (IS_ERR(obh))
		return PTR_ERR(obh);
	nbh = sb_getblk(sb, target);
	if (!nbh) {
		brelse(obh);
		return -ENOMEM;
	}
	lock_buffer(nbh);
	memcpy(nbh->b_data, obh->b_data, sb->s_blocksize);
	if (flags & JFS_FLAG_ESCAPE)
		*(be32 *)nbh->b_data = cpu_to_be32(JFS_MAGIC_NUMBER);
	set_buffer_uptodate(nbh);
	unlock_buffer(nbh);
	mark_buffer_dirty(nbh);
	brelse(nbh);
	brelse(obh);
	r->replayed++;
	return 0;
}

static int check_target(struct recovery *r, u32 target)
{
	if (target >= r->journal->j_fs_first && target < r->journal->j_fs_end)
		return 0;
	printk(KERN_ERR "JBD: %s: transaction %u names a block %u\n",
	       journal_name(r->journal), r->sequence, target);
	return -EINVAL;
}

/* One tag of a descriptor, with the data block that belongs to it. */
static int take_tag(struct recovery *r, u32 target, u32 flags)
{
	unsigned long from = take_block(r);

	switch (r->pass) {
	case PASS_REVOKE:
		return check_target(r, target);
	case PASS_REPLAY:
		return replay_block(r, target, flags, from);
	default:
		return 0;
	}
}

static int take_descriptor(struct recovery *r, struct buffer_head *bh)
{
	char *at = bh->b_data + sizeof(journal_header_t);
	char *end = bh->b_data + bh->b_size;
	u32 flags = 0;
	int error = 0;

	while (!error && !(flags & JFS_FLAG_LAST_TAG) && r->left &&
	       at + sizeof(journal_block_tag_t) <= end) {
		journal_block_tag_t *tag = (journal_block_tag_t *)at;

		flags = be32_to_cpu(tag->t_flags);
		error = take_tag(r, be32_to_cpu(tag->t_blocknr), flags);
		at += sizeof(*tag);
		if (!(flags & JFS_FLAG_SAME_UUID))
			at += JFS_UUID_BYTES;
	}
	return error;
}

static int take_revokes(struct recovery *r, struct buffer_head *bh)
{
	journal_revoke_header_t *head = (journal_revoke_header_t *)bh->b_data;
	u32 used = be32_to_cpu(head->r_count), at;

	if (r->pass != PASS_REVOKE)
		return 0;
	if (used > bh->b_size)
		return -EINVAL;
	for (at = sizeof(*head); at + 4 <= used; at += 4)
		journal_set_revoke(r->journal,
				   be32_to_cpu(*(be32 *)(bh->b_data + at)),
				   r->sequence);
	return 0;
}

/* 1: go on; 0: the journal ends here; or an error. */
static int take_header(struct recovery *r, struct buffer_head *bh)
{
	journal_header_t *head = (journal_header_t *)bh->b_data;
	int error;

	if (be32_to_cpu(head->h_magic) != JFS_MAGIC_NUMBER ||
	    be32_to_cpu(head->h_sequence) != r->sequence)
		return 0;
	take_block(r);
	switch (be32_to_cpu(head->h_blocktype)) {
	case JFS_DESCRIPTOR_BLOCK:
		error = take_descriptor(r, bh);
		return error ? error : 1;
	case JFS_REVOKE_BLOCK:
		error = take_revokes(r, bh);
		return error ? error : 1;
	case JFS_COMMIT_BLOCK:
		r->sequence++;
		return 1;
	default:
		return 0;
	}
}

static int do_one_pass(struct recovery *r, enum passtype pass)
{
	journal_superblock_t *jsb = r->journal->j_superblock;
	int more = 1;

	r->pass = pass;
	r->block = be32_to_cpu(jsb->s_start);
	r->left = r->journal->j_maxlen - r->journal->j_first;
	r->ahead = r->block;
	r->sequence = be32_to_cpu(jsb->s_sequence);
	while (more > 0 && r->left &&
	       (pass == PASS_SCAN || r->sequence != r->end)) {
		struct buffer_head *bh;

		if (pass == PASS_SCAN)
			read_ahead(r);
		bh = journal_bread(r->journal, r->block);
		if (IS_ERR(bh))
			return PTR_ERR(bh);
		more = take_header(r, bh);
		brelse(bh);
		cond_resched();
	}
	if (pass == PASS_SCAN)
		r->end = r->sequence;
	else if (more >= 0 && r->sequence != r->end)
		more = -EIO;
	return more < 0 ? more : 0;
}

/* The copies are on the medium before the journal forgets them. */
static int forget_log(struct recovery *r)
{
	struct super_block *sb = r->journal->j_super;
	journal_superblock_t *jsb = r->journal->j_superblock;
	int error = sync_blockdev(sb->s_bdev);

	if (!error)
		error = blkdev_issue_flush(sb->s_bdev);
	if (error)
		return error;
	jsb->s_sequence = cpu_to_be32(r->end + 1);
	jsb->s_start = 0;
	mark_buffer_dirty(r->journal->j_sb_buffer);
	error = sync_dirty_buffer(r->journal->j_sb_buffer);
	return error ? error : blkdev_issue_flush(sb->s_bdev);
}

int journal_recover(journal_t *journal)
{
	struct recovery r = { .journal = journal };
	u32 first = be32_to_cpu(journal->j_superblock->s_sequence);
	int error;

	if (!journal->j_superblock->s_start)
		return 0;
	error = do_one_pass(&r, PASS_SCAN);
	if (!error)
		error = do_one_pass(&r, PASS_REVOKE);
	if (!error)
		error = do_one_pass(&r, PASS_REPLAY);
	if (!error)
		error = forget_log(&r);
	if (error)
		printk(KERN_ERR "JBD: %s: recovery failed: error %d\n",
		       journal_name(journal), -error);
	else
		printk(KERN_INFO "JBD: %s: recovered %u transactions: %lu "
		       "blocks, %lu revoked\n", journal_name(journal),
		       r.end - first, r.replayed, r.revoked);
	return error;
}
