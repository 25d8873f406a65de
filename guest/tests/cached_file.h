/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file on a device that only counts: what is read and written of it. */
#ifndef _TESTS_CACHED_FILE_H
#define _TESTS_CACHED_FILE_H

#include <kunit/test.h>
#include <linux/backing-dev.h>
#include <linux/err.h>
#include <linux/pagemap.h>
#include <linux/writeback.h>

#define FILE_PAGES	200

static unsigned long reads[FILE_PAGES + 1];	/* of each page */
static unsigned long written[FILE_PAGES];	/* in this order */
static unsigned int nr_read, nr_written;
static int write_error;

static struct backing_dev_info counting_bdi;

static int counting_readpage(struct file *file, struct page *page)
{
	char *kaddr = kmap_atomic(page, KM_USER0);

	(void)file;
	memset(kaddr, page->index, PAGE_SIZE);
	kunmap_atomic(kaddr, KM_USER0);
	reads[page->index]++;
	nr_read++;
	SetPageUptodate(page);
	unlock_page(page);
	return 0;
}

static int counting_writepage(struct page *page, struct writeback_control *wbc)
{
	(void)wbc;
	written[nr_written++] = page->index;
	set_page_writeback(page);
	unlock_page(page);
	end_page_writeback(page);
	return write_error;
}

static struct address_space_operations counting_aops = {
	.readpage = counting_readpage,
	.writepage = counting_writepage,
	.set_page_dirty = __set_page_dirty_nobuffers,
	.prepare_write = simple_prepare_write,
	.commit_write = simple_commit_write,
};

static void forget_counts(void)
{
	memset(reads, 0, sizeof(reads));
	nr_read = nr_written = write_error = 0;
}

static struct file *counting_file(unsigned long ra_pages)
{
	struct file *file = shmem_file_setup((loff_t)FILE_PAGES << PAGE_SHIFT);

	if (IS_ERR(file))
		return file;
	counting_bdi.ra_pages = ra_pages;
	file->f_mapping->a_ops = &counting_aops;
	file->f_mapping->backing_dev_info = &counting_bdi;
	file_ra_state_init(&file->f_ra, file->f_mapping);
	forget_counts();
	return file;
}

/* Away with the pages before they could look for their device. */
static void close_counting_file(struct file *file)
{
	truncate_inode_pages(file->f_mapping, 0);
	fput(file);
}

#endif
