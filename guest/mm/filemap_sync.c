/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A mapping's dirty pages, written now, and their end waited for. */
#include <linux/backing-dev.h>
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include <linux/sched.h>
#include <linux/writeback.h>

#define BATCH	16

/* Remembered until somebody waits for the mapping, who is told. */
void mapping_set_error(struct address_space *mapping, int error)
{
	if (error)
		set_bit(error == -ENOSPC ? AS_ENOSPC : AS_EIO,
			&mapping->flags);
}

static int fdatawrite(struct address_space *mapping,
		      enum writeback_sync_modes mode)
{
	struct writeback_control wbc = {
		.sync_mode = mode,
		.nr_to_write = mapping->nrpages * 2,
	};

	if (mapping->backing_dev_info->capabilities & BDI_CAP_NO_WRITEBACK)
		return 0;
	return do_writepages(mapping, &wbc);
}

/* For data integrity: a page that is being written is written again. */
int filemap_fdatawrite(struct address_space *mapping)
{
	return fdatawrite(mapping, WB_SYNC_ALL);
}

int filemap_flush(struct address_space *mapping)
{
	return fdatawrite(mapping, WB_SYNC_NONE);
}

/* The errors of all writing since the last call, once. */
static int take_errors(struct address_space *mapping)
{
	int error = 0;

	if (test_and_clear_bit(AS_ENOSPC, &mapping->flags))
		error = -ENOSPC;
	if (test_and_clear_bit(AS_EIO, &mapping->flags))
		error = -EIO;
	return error;
}

/* Until all pages that are under way have arrived, or failed. */
int filemap_fdatawait(struct address_space *mapping)
{
	struct page *pages[BATCH];
	unsigned long index = 0;
	unsigned int n, i;
	int error = 0, other;

	while ((n = find_get_pages_tag(mapping, &index,
				       PAGECACHE_TAG_WRITEBACK, BATCH,
				       pages))) {
		for (i = 0; i < n; i++) {
			wait_on_page_writeback(pages[i]);
			if (PageError(pages[i]))
				error = -EIO;
		}
		release_pages(pages, n);
		cond_resched();
	}
	other = take_errors(mapping);
	return other ? other : error;
}

int filemap_write_and_wait(struct address_space *mapping)
{
	int error = 0, waited;

	if (mapping->nrpages) {
		error = filemap_fdatawrite(mapping);
		/* Even then: others' pages may be under way. */
		waited = filemap_fdatawait(mapping);
		if (!error)
			error = waited;
	}
	return error;
}
