/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/backing-dev.h>
#include <linux/writeback.h>

void __mark_inode_dirty(struct inode *inode, int flags)
{
	inode->i_state |= flags;
}

int generic_osync_inode(struct inode *inode, struct address_space *mapping,
			int what)
{
	return 0;
}

int do_writepages(struct address_space *mapping, struct writeback_control *wbc)
{
	return 0;
}

void balance_dirty_pages_ratelimited(struct address_space *mapping)
{
}
