/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The page cache. It holds one reference to each of its pages; a lookup
 * gives the caller another. PG_locked guards a page's contents while they
 * are read or replaced, and its place in the cache.
 */
#ifndef _LINUX_PAGEMAP_H
#define _LINUX_PAGEMAP_H

#include <linux/err.h>
#include <linux/fs.h>
#include <linux/highmem.h>
#include <linux/mm.h>

#define PAGE_CACHE_SHIFT	PAGE_SHIFT
#define PAGE_CACHE_SIZE		PAGE_SIZE
#define page_cache_get(page)	get_page(page)
#define page_cache_release(page) put_page(page)

extern unsigned long nr_pagecache;	/* pages in mappings */

/* filemap.c: coming and going. */
int add_to_page_cache(struct page *page, struct address_space *mapping,
		      unsigned long index, unsigned int gfp_mask);
int add_to_page_cache_lru(struct page *page, struct address_space *mapping,
			  unsigned long index, unsigned int gfp_mask);
/* The caller holds the page's lock; the second takes over the tree's. */
void remove_from_page_cache(struct page *page);
void __remove_from_page_cache(struct page *page);

/* A page with a reference, or NULL; "lock" and "grab" lock it too. */
struct page *find_get_page(struct address_space *mapping, unsigned long index);
struct page *find_lock_page(struct address_space *mapping,
			    unsigned long index);
struct page *find_or_create_page(struct address_space *mapping,
				 unsigned long index, unsigned int gfp_mask);
/* Up to n pages from *index on, with references, and *index behind them. */
unsigned int find_get_pages(struct address_space *mapping,
			    unsigned long *index, unsigned int n,
			    struct page **pages);
unsigned int find_get_pages_tag(struct address_space *mapping,
				unsigned long *index, int tag, unsigned int n,
				struct page **pages);
void release_pages(struct page **pages, unsigned int n);

static inline struct page *grab_cache_page(struct address_space *mapping,
					   unsigned long index)
{
	return find_or_create_page(mapping, index, mapping_gfp_mask(mapping));
}

/* The page's contents, read if need be; or an error pointer. */
struct page *read_cache_page(struct address_space *mapping,
			     unsigned long index, struct file *file);

/* Locks. These sleep, but for the ends. */
void __lock_page(struct page *page);
void unlock_page(struct page *page);
void wait_on_page_bit(struct page *page, int bit);
void end_page_writeback(struct page *page);

static inline void lock_page(struct page *page)
{
	if (TestSetPageLocked(page))
		__lock_page(page);
}

static inline void wait_on_page_locked(struct page *page)
{
	if (PageLocked(page))
		wait_on_page_bit(page, PG_locked);
}

static inline void wait_on_page_writeback(struct page *page)
{
	if (PageWriteback(page))
		wait_on_page_bit(page, PG_writeback);
}

/* The page's place in its tree. */
static inline unsigned long page_index(struct page *page)
{
	return PageSwapCache(page) ? page->private : page->index;
}

/* readahead.c */
#define MIN_READAHEAD	4	/* pages */
#define MAX_READAHEAD	32
void page_cache_readahead(struct address_space *mapping,
			  struct file_ra_state *ra, struct file *file,
			  unsigned long index);
void page_cache_readaround(struct address_space *mapping,
			   struct file_ra_state *ra, struct file *file,
			   unsigned long index);
void handle_ra_miss(struct file_ra_state *ra, unsigned long index);
void file_ra_state_init(struct file_ra_state *ra,
			struct address_space *mapping);

/* truncate.c: clean pages that nobody uses go; how many. */
unsigned long invalidate_mapping_pages(struct address_space *mapping);

/* filemap_write.c: see fs.h for the calls of files. */
int generic_write_checks(struct file *file, loff_t *pos, size_t *count);

#endif
