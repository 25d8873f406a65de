/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pages whose data go through the journal, like metadata: those of links,
 * and with data=journal all. A page is dirty when the log's checkpoint is to
 * write it; or, marked with PG_checked, when a mapping has changed it, and
 * the log must have it first.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include <linux/string.h>
#include <linux/writeback.h>
#include "ext3.h"

/* Calls fn for each buffer of [from, to); the first error ends it. */
static int for_buffers(handle_t *handle, struct page *page,
		       unsigned int from, unsigned int to,
		       int (*fn)(handle_t *handle, struct buffer_head *bh))
{
	struct buffer_head *head = page_buffers(page), *bh = head;
	int error = 0;

	do {
		unsigned int start = bh_offset(bh);

		if (start < to && start + bh->b_size > from && !error)
			error = fn(handle, bh);
		bh = bh->b_this_page;
	} while (bh != head);
	return error;
}

/* Dirty and not the journal's: new, and zero. */
static int log_if_new(handle_t *handle, struct buffer_head *bh)
{
	int error;

	if (buffer_jbd(bh) || !buffer_mapped(bh) ||
	    !test_clear_buffer_dirty(bh))
		return 0;
	error = ext3_journal_get_write_access(handle, bh);
	return error ? error : ext3_journal_dirty_metadata(handle, NULL, bh);
}

/* A write that found no room has made new blocks dirty without the log. */
int ext3_log_zeros(handle_t *handle, struct page *page)
{
	return for_buffers(handle, page, 0, PAGE_SIZE, log_if_new);
}

static int ext3_journalled_prepare_write(struct file *file,
					 struct page *page, unsigned int from,
					 unsigned int to)
{
	handle_t *handle = ext3_begin_write(page, from, to);
	int error;

	(void)file;
	if (IS_ERR(handle))
		return PTR_ERR(handle);
	error = for_buffers(handle, page, from, to,
			    ext3_journal_get_write_access);
	if (error)
		ext3_journal_stop(handle);
	return error;
}

static int log_buffer(handle_t *handle, struct buffer_head *bh)
{
	clear_buffer_new(bh);
	set_buffer_uptodate(bh);
	return ext3_journal_dirty_metadata(handle, NULL, bh);
}

static int all_uptodate(struct page *page)
{
	struct buffer_head *head = page_buffers(page), *bh = head;

	do {
		if (!buffer_uptodate(bh))
			return 0;
		bh = bh->b_this_page;
	} while (bh != head);
	return 1;
}

static int ext3_journalled_commit_write(struct file *file, struct page *page,
					unsigned int from, unsigned int to)
{
	struct inode *inode = page->mapping->host;
	loff_t pos = ((loff_t)page->index << PAGE_SHIFT) + to;
	handle_t *handle = ext3_journal_current_handle();
	int error, other;

	(void)file;
	error = for_buffers(handle, page, from, to, log_buffer);
	if (all_uptodate(page))
		SetPageUptodate(page);
	if (!error && pos > inode->i_size) {
		inode->i_size = pos;
		error = ext3_mark_inode_dirty(handle, inode);
	}
	/* Its data are in this one, even where the inode did not change. */
	EXT3_I(inode)->i_sync_tid = EXT3_I(inode)->i_datasync_tid =
		ext3_handle_tid(handle);
	other = ext3_journal_stop(handle);
	return error ? error : other;
}

/* What a mapping has changed goes into the log. */
static int log_page(handle_t *handle, struct page *page)
{
	struct inode *inode = page->mapping->host;
	loff_t left = inode->i_size - ((loff_t)page->index << PAGE_SHIFT);
	unsigned int to = min(left, (loff_t)PAGE_SIZE);
	int error;

	/* Behind the end a mapping may have written too. */
	if (to < PAGE_SIZE) {
		memset((char *)kmap(page) + to, 0, PAGE_SIZE - to);
		kunmap(page);
	}
	error = block_prepare_write(page, 0, to, ext3_get_block);
	if (!error)
		error = for_buffers(handle, page, 0, to,
				    ext3_journal_get_write_access);
	if (!error)
		error = for_buffers(handle, page, 0, to, log_buffer);
	EXT3_I(inode)->i_sync_tid = EXT3_I(inode)->i_datasync_tid =
		ext3_handle_tid(handle);
	return error;
}

static int ext3_journalled_writepage(struct page *page,
				     struct writeback_control *wbc)
{
	struct inode *inode = page->mapping->host;
	handle_t *handle;
	int error, other;

	if (((loff_t)page->index << PAGE_SHIFT) >= inode->i_size ||
	    (page_has_buffers(page) && !PageChecked(page)))
		return block_write_full_page(page, ext3_get_block, wbc);
	handle = ext3_begin_writepage(page, wbc);
	if (IS_ERR(handle))
		return 0;
	ClearPageChecked(page);
	error = log_page(handle, page);
	other = ext3_journal_stop(handle);
	error = error ? error : other;
	ext3_page_is_clean(page, error);
	return error;
}

static int ext3_journalled_set_page_dirty(struct page *page)
{
	SetPageChecked(page);
	return __set_page_dirty_nobuffers(page);
}

struct address_space_operations ext3_journalled_aops = {
	.readpage = ext3_readpage,
	.writepage = ext3_journalled_writepage,
	.sync_page = block_sync_page,
	.prepare_write = ext3_journalled_prepare_write,
	.commit_write = ext3_journalled_commit_write,
	.set_page_dirty = ext3_journalled_set_page_dirty,
	.bmap = ext3_bmap,
	.invalidatepage = ext3_invalidatepage,
	.releasepage = ext3_releasepage,
};

/* The page in which the file now ends, if it ends within a block. */
struct page *ext3_lock_last_page(struct inode *inode)
{
	if (!(inode->i_size & (inode->i_sb->s_blocksize - 1)))
		return NULL;
	return grab_cache_page(inode->i_mapping, inode->i_size >> PAGE_SHIFT);
}

/* What the block holds behind the end must not come back. */
int ext3_zero_last_page(handle_t *handle, struct inode *inode,
			struct page *page)
{
	unsigned long offset = inode->i_size & ~PAGE_MASK;
	int journalled = ext3_should_journal_data(inode), error = 0;
	struct buffer_head *bh = block_get_buffer(page, offset,
						  ext3_get_block);

	if (IS_ERR(bh))
		return PTR_ERR(bh);
	if (!bh)
		return 0;
	if (journalled)
		error = ext3_journal_get_write_access(handle, bh);
	if (error)
		return error;
	block_zero_buffer(page, bh, offset);
	if (journalled)
		return ext3_journal_dirty_metadata(handle, NULL, bh);
	mark_buffer_dirty(bh);
	return ext3_journal_dirty_data(handle, inode, bh);
}
