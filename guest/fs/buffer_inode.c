/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Blocks of a device that an fsync() of a file must write too, such as its
 * indirect blocks: they hang on the file's mapping, under the private_lock
 * of the device's, in whose pages they are.
 */
#include <linux/buffer_head.h>
#include <linux/kernel.h>
#include <linux/pagemap.h>

void mark_buffer_dirty_inode(struct buffer_head *bh, struct inode *inode)
{
	struct address_space *mapping = &inode->i_data;
	struct address_space *buffer_mapping = bh->b_page->mapping;

	mark_buffer_dirty(bh);
	mapping->assoc_mapping = buffer_mapping;
	spin_lock(&buffer_mapping->private_lock);
	if (list_empty(&bh->b_assoc_buffers))
		list_move_tail(&bh->b_assoc_buffers, &mapping->private_list);
	spin_unlock(&buffer_mapping->private_lock);
}

/* The next of the list with a reference, and off it; or NULL. */
static struct buffer_head *take_buffer(struct list_head *list,
				       spinlock_t *lock)
{
	struct buffer_head *bh = NULL;

	spin_lock(lock);
	if (!list_empty(list)) {
		bh = list_entry(list->next, struct buffer_head,
				b_assoc_buffers);
		list_del_init(&bh->b_assoc_buffers);
		get_bh(bh);
	}
	spin_unlock(lock);
	return bh;
}

/* All of them are started before any is waited for; 0 or -EIO. */
int sync_mapping_buffers(struct address_space *mapping)
{
	struct list_head started = LIST_HEAD_INIT(started);
	struct buffer_head *bh;
	spinlock_t *lock;
	int error = 0;

	if (!mapping->assoc_mapping)
		return 0;
	lock = &mapping->assoc_mapping->private_lock;
	while ((bh = take_buffer(&mapping->private_list, lock))) {
		ll_rw_block(WRITE, 1, &bh);
		spin_lock(lock);
		if (list_empty(&bh->b_assoc_buffers))
			list_move_tail(&bh->b_assoc_buffers, &started);
		spin_unlock(lock);
		brelse(bh);
	}
	while ((bh = take_buffer(&started, lock))) {
		wait_on_buffer(bh);
		/* Dirtied again while its old contents were written. */
		if (buffer_dirty(bh) && sync_dirty_buffer(bh))
			error = -EIO;
		if (buffer_write_io_error(bh))
			error = -EIO;
		brelse(bh);
	}
	return error;
}

/* The inode is going; the blocks stay dirty on their device. */
void invalidate_inode_buffers(struct inode *inode)
{
	struct address_space *mapping = &inode->i_data;
	struct buffer_head *bh;

	if (!mapping->assoc_mapping)
		return;
	while ((bh = take_buffer(&mapping->private_list,
				 &mapping->assoc_mapping->private_lock)))
		brelse(bh);
}

/* Those that are clean leave the list; 1 if none is left. May not sleep. */
int remove_inode_buffers(struct inode *inode)
{
	struct address_space *mapping = &inode->i_data;
	struct list_head *list = &mapping->private_list;
	struct buffer_head *bh;
	int empty;

	if (!mapping->assoc_mapping)
		return 1;
	spin_lock(&mapping->assoc_mapping->private_lock);
	while (!list_empty(list)) {
		bh = list_entry(list->next, struct buffer_head,
				b_assoc_buffers);
		if (buffer_dirty(bh))
			break;
		list_del_init(&bh->b_assoc_buffers);
	}
	empty = list_empty(list);
	spin_unlock(&mapping->assoc_mapping->private_lock);
	return empty;
}
