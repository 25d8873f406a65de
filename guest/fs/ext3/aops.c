/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pages of files. Blocks are found for them in a handle, which ends when the
 * write of the page does: a size never says more than there are blocks for.
 * In ordered mode the data of new blocks is on the disk before the commit
 * that makes them the file's. Journalled data are in aops_journal.c.
 */
#include <linux/blkdev.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include <linux/writeback.h>
#include "ext3.h"

int ext3_readpage(struct file *file, struct page *page)
{
	(void)file;
	return block_read_full_page(page, ext3_get_block);
}

sector_t ext3_bmap(struct address_space *mapping, sector_t block)
{
	return generic_block_bmap(mapping, block, ext3_get_block);
}

/* The buffers of [from, to) that have a place; 0 or an error. */
static int order_data(handle_t *handle, struct inode *inode,
		      struct buffer_head *head, unsigned int from,
		      unsigned int to)
{
	struct buffer_head *bh = head;
	unsigned int start = 0;
	int error = 0;

	do {
		if (start < to && start + bh->b_size > from &&
		    buffer_mapped(bh) && !error)
			error = ext3_journal_dirty_data(handle, inode, bh);
		start += bh->b_size;
		bh = bh->b_this_page;
	} while (bh != head);
	return error;
}

/*
 * There were blocks for a part of it. Behind the file's end they will go, and
 * until then the file is an orphan; in a hole they stay, and the zeros that
 * are in them now must be there before they are the file's.
 */
static void keep_found(handle_t *handle, struct page *page,
		       unsigned int from, unsigned int to)
{
	struct inode *inode = page->mapping->host;

	if (((loff_t)page->index << PAGE_SHIFT) + to > inode->i_size)
		ext3_orphan_add(handle, inode);
	if (ext3_should_journal_data(inode))
		ext3_log_zeros(handle, page);
	else
		order_data(handle, inode, page_buffers(page), from, to);
}

/* On success the handle stays open until commit_write. */
handle_t *ext3_begin_write(struct page *page, unsigned int from,
			   unsigned int to)
{
	struct inode *inode = page->mapping->host;
	handle_t *handle;
	int error, retries = 0;

	do {
		handle = ext3_journal_start(inode,
					    ext3_page_trans_blocks(inode));
		if (IS_ERR(handle))
			return handle;
		error = block_prepare_write(page, from, to, ext3_get_block);
		if (!error && retries && inode->i_nlink)
			ext3_orphan_del(handle, inode);
		if (!error)
			return handle;
		keep_found(handle, page, from, to);
		ext3_journal_stop(handle);
	} while (error == -ENOSPC &&
		 ext3_should_retry_alloc(inode->i_sb, &retries));
	return ERR_PTR(error);
}

static int ext3_prepare_write(struct file *file, struct page *page,
			      unsigned int from, unsigned int to)
{
	handle_t *handle = ext3_begin_write(page, from, to);

	(void)file;
	return IS_ERR(handle) ? PTR_ERR(handle) : 0;
}

int noinline ext3_ordered_commit_write(struct file *file, struct page *page,
				       unsigned int from, unsigned int to)
{
	handle_t *handle = ext3_journal_current_handle();
	int error, other;

	error = order_data(handle, page->mapping->host, page_buffers(page),
			   from, to);
	if (!error)
		error = generic_commit_write(file, page, from, to);
	other = ext3_journal_stop(handle);
	return error ? error : other;
}

/*
 * A locked page leaves without having been written: because the journal has
 * it, or with its contents lost, which who waits for the file is told.
 */
void ext3_page_is_clean(struct page *page, int error)
{
	if (error)
		mapping_set_error(page->mapping, error);
	set_page_writeback(page);
	unlock_page(page);
	end_page_writeback(page);
}

/* Who has a handle is looking for memory, and cannot have another. */
handle_t *ext3_begin_writepage(struct page *page,
			       struct writeback_control *wbc)
{
	struct inode *inode = page->mapping->host;
	handle_t *handle;

	if (ext3_journal_current_handle()) {
		wbc->pages_skipped++;
		__set_page_dirty_nobuffers(page);
		unlock_page(page);
		return ERR_PTR(-EAGAIN);
	}
	handle = ext3_journal_start(inode, ext3_page_trans_blocks(inode));
	if (IS_ERR(handle))
		ext3_page_is_clean(page, PTR_ERR(handle));
	return handle;
}

static int needs_blocks(struct buffer_head *head)
{
	struct buffer_head *bh = head;

	do {
		if (!buffer_mapped(bh) && buffer_dirty(bh))
			return 1;
		bh = bh->b_this_page;
	} while (bh != head);
	return 0;
}

static void hold_buffers(struct buffer_head *head, void (*fn)(
				 struct buffer_head *bh))
{
	struct buffer_head *bh = head, *next;

	do {
		next = bh->b_this_page;
		fn(bh);
		bh = next;
	} while (bh != head);
}

/* A mapping has written where there were no blocks. */
static int write_new_blocks(handle_t *handle, struct page *page,
			    struct writeback_control *wbc)
{
	struct inode *inode = page->mapping->host;
	struct buffer_head *head = page_buffers(page);
	int error, other;

	/* Once it is under way and unlocked, it may be truncated. */
	hold_buffers(head, get_bh);
	error = block_write_full_page(page, ext3_get_block, wbc);
	/* After an error there may be blocks for a part of it. */
	other = order_data(handle, inode, head, 0, PAGE_SIZE);
	hold_buffers(head, brelse);
	return error ? error : other;
}

static int ext3_writepage(struct page *page, struct writeback_control *wbc)
{
	struct inode *inode = page->mapping->host;
	handle_t *handle;
	int error, other;

	if (!page_has_buffers(page))
		create_empty_buffers(page, inode->i_sb->s_blocksize,
				     (1UL << BH_Dirty) | (1UL << BH_Uptodate));
	if (!needs_blocks(page_buffers(page)))
		return block_write_full_page(page, ext3_get_block, wbc);
	handle = ext3_begin_writepage(page, wbc);
	if (IS_ERR(handle))
		return 0;
	error = write_new_blocks(handle, page, wbc);
	other = ext3_journal_stop(handle);
	return error ? error : other;
}

int ext3_invalidatepage(struct page *page, unsigned long offset)
{
	journal_t *journal = EXT3_SB(page->mapping->host->i_sb)->s_journal;

	ClearPageChecked(page);
	return journal ? journal_invalidatepage(journal, page, offset) :
			 block_invalidatepage(page, offset);
}

int ext3_releasepage(struct page *page, unsigned int gfp_mask)
{
	journal_t *journal = EXT3_SB(page->mapping->host->i_sb)->s_journal;

	if (!journal)
		return try_to_free_buffers(page);
	return journal_try_to_free_buffers(journal, page, gfp_mask);
}

static struct address_space_operations ext3_aops = {
	.readpage = ext3_readpage,
	.writepage = ext3_writepage,
	.sync_page = block_sync_page,
	.prepare_write = ext3_prepare_write,
	.commit_write = ext3_ordered_commit_write,
	.bmap = ext3_bmap,
	.invalidatepage = ext3_invalidatepage,
	.releasepage = ext3_releasepage,
};

void ext3_set_aops(struct inode *inode)
{
	inode->i_mapping->a_ops = ext3_should_journal_data(inode) ?
				  &ext3_journalled_aops : &ext3_aops;
}
