/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pages of files. Blocks are found for them in a handle, which ends when the
 * write of the page does: a size never says more than there are blocks for.
 * In ordered mode the data of new blocks is on the disk before the commit
 * that makes them the file's.
 */
#include <linux/blkdev.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include <linux/writeback.h>
#include "ext3.h"

static int ext3_readpage(struct file *file, struct page *page)
{
	(void)file;
	return block_read_full_page(page, ext3_get_block);
}

static sector_t ext3_bmap(struct address_space *mapping, sector_t block)
{
	return generic_block_bmap(mapping, block, ext3_get_block);
}

/* The handle stays open until commit_write. */
static int ext3_prepare_write(struct file *file, struct page *page,
			      unsigned int from, unsigned int to)
{
	struct inode *inode = page->mapping->host;
	handle_t *handle;
	int error;

	(void)file;
	handle = ext3_journal_start(inode, ext3_page_trans_blocks(inode));
	if (IS_ERR(handle))
		return PTR_ERR(handle);
	error = block_prepare_write(page, from, to, ext3_get_block);
	if (error)
		ext3_journal_stop(handle);
	return error;
}

static int ext3_commit_write(struct file *file, struct page *page,
			     unsigned int from, unsigned int to)
{
	handle_t *handle = ext3_journal_current_handle();
	int error, other;

	error = generic_commit_write(file, page, from, to);
	other = ext3_journal_stop(handle);
	return error ? error : other;
}

static int ext3_writepage(struct page *page, struct writeback_control *wbc)
{
	struct inode *inode = page->mapping->host;
	handle_t *handle;
	int error, other;

	handle = ext3_journal_start(inode, ext3_page_trans_blocks(inode));
	if (IS_ERR(handle)) {
		unlock_page(page);
		return PTR_ERR(handle);
	}
	error = block_write_full_page(page, ext3_get_block, wbc);
	other = ext3_journal_stop(handle);
	return error ? error : other;
}

struct address_space_operations ext3_aops = {
	.readpage = ext3_readpage,
	.writepage = ext3_writepage,
	.sync_page = block_sync_page,
	.prepare_write = ext3_prepare_write,
	.commit_write = ext3_commit_write,
	.bmap = ext3_bmap,
	.invalidatepage = block_invalidatepage,
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
	struct buffer_head *bh = block_get_buffer(page, offset,
						  ext3_get_block);

	if (IS_ERR(bh))
		return PTR_ERR(bh);
	if (!bh)
		return 0;
	block_zero_buffer(page, bh, offset);
	mark_buffer_dirty(bh);
	return 0;
}
