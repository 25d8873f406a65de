/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading ahead of who reads a file from front to back. Two windows of it:
 *
 *	   start            ahead_start
 *	     |<--- size --->|<---- ahead_size ---->|
 *	         ^ the reader    these are on their way
 *
 * Once the reader has got going in the first, the second is started; when
 * he comes to the second it becomes the first, and the next is twice as
 * large. Whoever jumps gets what he asks for, and no more.
 */
#include <linux/backing-dev.h>
#include <linux/kernel.h>
#include <linux/pagemap.h>

void file_ra_state_init(struct file_ra_state *ra,
			struct address_space *mapping)
{
	memset(ra, 0, sizeof(*ra));
	/* So that page 0 follows it. */
	ra->prev_page = -1UL;
	ra->ra_pages = mapping->backing_dev_info->ra_pages;
}

/* Starts one page, unless it is there already; 0 if memory has run out. */
static int start_page(struct address_space *mapping, struct file *file,
		      unsigned long index)
{
	struct page *page = find_get_page(mapping, index);
	int error;

	if (!page) {
		page = alloc_page(mapping_gfp_mask(mapping));
		if (!page)
			return 0;
		error = add_to_page_cache_lru(page, mapping, index,
					      mapping_gfp_mask(mapping));
		/* What fails here, the reader will hear of himself. */
		if (!error)
			mapping->a_ops->readpage(file, page);
	}
	put_page(page);
	return 1;
}

static void add_page(struct address_space *mapping, unsigned long index,
		     struct list_head *pages, unsigned int *n)
{
	struct page *page = find_get_page(mapping, index);

	if (page) {
		put_page(page);
		return;
	}
	page = alloc_page(mapping_gfp_mask(mapping));
	if (!page)
		return;
	page->index = index;
	list_add_tail(&page->lru, pages);
	(*n)++;
}

/* Starts nr pages from index on, as far as the file goes; waits for none. */
static void do_page_cache_readahead(struct address_space *mapping,
				    struct file *file, unsigned long index,
				    unsigned long nr)
{
	loff_t size = mapping->host->i_size;
	unsigned long end = (size + PAGE_SIZE - 1) >> PAGE_SHIFT;
	LIST_HEAD(pages);
	unsigned int n = 0;

	if (index >= end || bdi_read_congested(mapping->backing_dev_info))
		return;
	end = min(end, index + nr);
	if (!mapping->a_ops->readpages) {
		while (index < end && start_page(mapping, file, index))
			index++;
		return;
	}
	for (; index < end; index++)
		add_page(mapping, index, &pages, &n);
	if (n)
		mapping->a_ops->readpages(file, mapping, &pages, n);
}

/* Smaller if pages were reclaimed before anybody came to read them. */
static unsigned long next_size(struct file_ra_state *ra)
{
	unsigned long size = ra->misses ? ra->size / 2 : ra->size * 2;

	ra->misses = 0;
	return min(max(size, (unsigned long)MIN_READAHEAD), ra->ra_pages);
}

static void start_ahead(struct address_space *mapping,
			struct file_ra_state *ra, struct file *file)
{
	ra->ahead_start = ra->start + ra->size;
	ra->ahead_size = next_size(ra);
	do_page_cache_readahead(mapping, file, ra->ahead_start,
				ra->ahead_size);
}

/* The reader wants this page now. */
void page_cache_readahead(struct address_space *mapping,
			  struct file_ra_state *ra, struct file *file,
			  unsigned long index)
{
	int next = index == ra->prev_page + 1;

	if (index == ra->prev_page)
		return;
	ra->prev_page = index;
	if (!ra->ra_pages)
		return;
	if (!next) {
		ra->size = 0;
		ra->ahead_size = 0;
		return;
	}
	if (!ra->size) {
		ra->start = index;
		ra->size = min((unsigned long)MIN_READAHEAD, ra->ra_pages);
		do_page_cache_readahead(mapping, file, index, ra->size);
		return;
	}
	if (ra->ahead_size && index >= ra->ahead_start) {
		ra->start = ra->ahead_start;
		ra->size = ra->ahead_size;
		ra->ahead_size = 0;
	}
	if (!ra->ahead_size)
		start_ahead(mapping, ra, file);
}

/* A page is not there that should be. */
void handle_ra_miss(struct file_ra_state *ra, unsigned long index)
{
	if (ra->size && index >= ra->start && index < ra->start + ra->size)
		ra->misses++;
}

/* A fault found a page missing: its neighbours will be wanted too. */
void page_cache_readaround(struct address_space *mapping,
			   struct file_ra_state *ra, struct file *file,
			   unsigned long index)
{
	unsigned long before = min(index, ra->ra_pages / 2);

	do_page_cache_readahead(mapping, file, index - before, ra->ra_pages);
}
