/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Dirty inodes. Each is on its super block's s_dirty, the newest first; a
 * round of writing moves all of them to s_io and works from the oldest on.
 * inode_lock guards the lists and i_state.
 */
#include <linux/backing-dev.h>
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include <linux/sched.h>
#include <linux/vmstat.h>
#include <linux/wait_bit.h>
#include <linux/writeback.h>

DEFINE_SPINLOCK(inode_lock);

/*
 * With I_DIRTY_PAGES alone it may not sleep: a page's last mapping may just
 * have gone.
 */
void __mark_inode_dirty(struct inode *inode, int flags)
{
	struct backing_dev_info *bdi = inode->i_data.backing_dev_info;
	struct super_operations *s_op = inode->i_sb->s_op;
	unsigned long was;

	if (flags & ~I_DIRTY_PAGES && s_op && s_op->dirty_inode)
		s_op->dirty_inode(inode, flags);

	if (bdi->capabilities & BDI_CAP_NO_WRITEBACK ||
	    (inode->i_state & flags) == flags)
		return;
	spin_lock(&inode_lock);
	was = inode->i_state;
	inode->i_state |= flags;
	/* Who is writing the inode will put it on the list when he is done. */
	if (!(was & (I_DIRTY | I_LOCK | I_FREEING))) {
		inode->dirtied_when = jiffies;
		list_move(&inode->i_list, &inode->i_sb->s_dirty);
	}
	spin_unlock(&inode_lock);
}

static void redirty(struct inode *inode)
{
	inode->dirtied_when = jiffies;
	list_move(&inode->i_list, &inode->i_sb->s_dirty);
}

/* Where the inode goes after it was written, with inode_lock. */
static void requeue_inode(struct inode *inode, struct writeback_control *wbc)
{
	if (inode->i_state & I_FREEING)
		return;
	if (inode->i_state & I_DIRTY) {
		redirty(inode);
	} else if (!mapping_tagged(inode->i_mapping, PAGECACHE_TAG_DIRTY)) {
		list_del_init(&inode->i_list);
	} else {
		/* Not all pages were written; their age has not changed. */
		inode->i_state |= I_DIRTY_PAGES;
		if (wbc->for_kupdate)
			list_move_tail(&inode->i_list,
				       &inode->i_sb->s_dirty);
		else
			redirty(inode);
	}
}

static int write_inode(struct inode *inode, int wait)
{
	struct super_operations *s_op = inode->i_sb->s_op;

	return s_op && s_op->write_inode ? s_op->write_inode(inode, wait) : 0;
}

/* With inode_lock, which is dropped in between. */
static int __sync_single_inode(struct inode *inode,
			       struct writeback_control *wbc)
{
	struct address_space *mapping = inode->i_mapping;
	int wait = wbc->sync_mode == WB_SYNC_ALL;
	unsigned long dirty = inode->i_state & I_DIRTY;
	int error, other;

	inode->i_state |= I_LOCK;
	inode->i_state &= ~I_DIRTY;
	spin_unlock(&inode_lock);
	error = do_writepages(mapping, wbc);
	if (dirty & (I_DIRTY_SYNC | I_DIRTY_DATASYNC)) {
		other = write_inode(inode, wait);
		if (!error)
			error = other;
	}
	if (wait) {
		other = filemap_fdatawait(mapping);
		if (!error)
			error = other;
	}
	spin_lock(&inode_lock);
	inode->i_state &= ~I_LOCK;
	requeue_inode(inode, wbc);
	wake_up_bit(&inode->i_state, I_LOCK_BIT);
	return error;
}

static void inode_wait(void *word)
{
	(void)word;
	schedule();
}

static int __writeback_single_inode(struct inode *inode,
				    struct writeback_control *wbc)
{
	if (inode->i_state & I_LOCK && wbc->sync_mode != WB_SYNC_ALL) {
		list_move(&inode->i_list, &inode->i_sb->s_dirty);
		return 0;
	}
	while (inode->i_state & I_LOCK) {
		spin_unlock(&inode_lock);
		wait_on_bit(&inode->i_state, I_LOCK_BIT, inode_wait);
		spin_lock(&inode_lock);
	}
	return __sync_single_inode(inode, wbc);
}

/* Whether the oldest inode's turn is not now; others of sb may still be. */
static int skip_inode(struct inode *inode, struct writeback_control *wbc)
{
	struct backing_dev_info *bdi = inode->i_mapping->backing_dev_info;

	if (wbc->bdi && bdi != wbc->bdi)
		return 1;
	if (wbc->nonblocking && bdi_write_congested(bdi)) {
		wbc->encountered_congestion = 1;
		return 1;
	}
	return 0;
}

/*
 * Those that were skipped are the oldest of sb; what is left on s_io is
 * younger. In this order, or they would wait for it to expire.
 */
static void put_back(struct list_head *skipped, struct super_block *sb)
{
	if (list_empty(skipped))
		return;
	while (!list_empty(&sb->s_io))
		list_move_tail(sb->s_io.next, &sb->s_dirty);
	while (!list_empty(skipped))
		list_move_tail(skipped->next, &sb->s_dirty);
}

/* Whether the round ends at this inode: it and all behind it are too new. */
static int too_new(struct inode *inode, struct writeback_control *wbc,
		   unsigned long start)
{
	if (time_after(inode->dirtied_when, start))
		return 1;
	return wbc->older_than_this &&
	       time_after(inode->dirtied_when, *wbc->older_than_this);
}

/* One inode of s_io, with inode_lock; 0: another pdflush is at its device. */
static int write_one_inode(struct super_block *sb, struct inode *inode,
			   struct writeback_control *wbc)
{
	struct backing_dev_info *bdi = inode->i_mapping->backing_dev_info;
	long skipped = wbc->pages_skipped;

	if (current_is_pdflush() && !writeback_acquire(bdi))
		return 0;
	__iget(inode);
	__writeback_single_inode(inode, wbc);
	if (wbc->sync_mode == WB_SYNC_HOLD &&
	    inode->i_state & I_DIRTY)
		redirty(inode);
	if (current_is_pdflush())
		writeback_release(bdi);
	if (wbc->pages_skipped != skipped && inode->i_state & I_DIRTY)
		list_move(&inode->i_list, &sb->s_dirty);
	spin_unlock(&inode_lock);
	iput(inode);
	cond_resched();
	spin_lock(&inode_lock);
	return 1;
}

/* Inodes of one super block, the oldest first, as far as wbc reaches. */
static void sync_sb_inodes(struct super_block *sb,
			   struct writeback_control *wbc)
{
	/* What becomes dirty from now on is for the next round. */
	unsigned long start = jiffies;
	struct list_head skipped = LIST_HEAD_INIT(skipped);
	struct inode *inode;

	spin_lock(&inode_lock);
	if (!wbc->for_kupdate || list_empty(&sb->s_io))
		list_splice_init(&sb->s_dirty, &sb->s_io);
	while (!list_empty(&sb->s_io) && wbc->nr_to_write > 0) {
		inode = list_entry(sb->s_io.prev, struct inode, i_list);
		if (too_new(inode, wbc, start))
			break;
		if (skip_inode(inode, wbc))
			list_move(&inode->i_list, &skipped);
		else if (!write_one_inode(sb, inode, wbc))
			break;
	}
	put_back(&skipped, sb);
	/* What is left on s_io is first in the next round. */
	spin_unlock(&inode_lock);
}

static int writeback_sb(struct super_block *sb, void *data)
{
	struct writeback_control *wbc = data;

	if (!list_empty(&sb->s_dirty) || !list_empty(&sb->s_io))
		sync_sb_inodes(sb, wbc);
	return wbc->nr_to_write <= 0;
}

/* Of all super blocks that nobody mounts or unmounts just now. */
void noinline writeback_inodes(struct writeback_control *wbc)
{
	for_each_super(writeback_sb, wbc, 0);
}

/* All that is dirty now; with wait, until it is there. */
void sync_inodes_sb(struct super_block *sb, int wait)
{
	struct writeback_control wbc = {
		.sync_mode = wait ? WB_SYNC_ALL : WB_SYNC_HOLD,
	};

	wbc.nr_to_write = read_page_state(nr_dirty) * 2 + MAX_WRITEBACK_PAGES;
	sync_sb_inodes(sb, &wbc);
}

int sync_inode(struct inode *inode, struct writeback_control *wbc)
{
	int error;

	spin_lock(&inode_lock);
	error = __writeback_single_inode(inode, wbc);
	spin_unlock(&inode_lock);
	return error;
}

int write_inode_now(struct inode *inode, int sync)
{
	struct writeback_control wbc = {
		.sync_mode = sync ? WB_SYNC_ALL : WB_SYNC_NONE,
		.nr_to_write = LONG_MAX,
	};

	if (inode->i_mapping->backing_dev_info->capabilities &
	    BDI_CAP_NO_WRITEBACK)
		return 0;
	return sync_inode(inode, &wbc);
}

int generic_osync_inode(struct inode *inode, struct address_space *mapping,
			int what)
{
	unsigned long which = what & OSYNC_METADATA ? I_DIRTY :
						      I_DIRTY_DATASYNC;
	int error = 0, other;

	if (what & OSYNC_DATA)
		error = filemap_write_and_wait(mapping);
	if (inode->i_state & which & ~I_DIRTY_PAGES) {
		other = write_inode_now(inode, 1);
		if (!error)
			error = other;
	}
	return error;
}
