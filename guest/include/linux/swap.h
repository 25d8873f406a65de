/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pages that reclaim may take, and where they go. Each is on its zone's
 * active or inactive list; a page that is used twice while inactive becomes
 * active, and one that nobody uses for a round of the active list becomes
 * inactive.
 *
 * An anonymous page on its way out or in is in the swap cache: the tree of
 * swapper_space has it at its entry, page->private is the entry, and the
 * slot's count has one for the cache besides one for each page table entry.
 */
#ifndef _LINUX_SWAP_H
#define _LINUX_SWAP_H

#include <linux/bio.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/swapops.h>
#include <linux/vmstat.h>

#define SWAP_CLUSTER_MAX	32	/* pages reclaimed at a time */
#define DEF_PRIORITY		12	/* a scan is size >> priority */

/* Flags of swapon(). */
#define SWAP_FLAG_PREFER	0x8000	/* the lower bits are a priority */
#define SWAP_FLAG_PRIO_MASK	0x7fff

struct address_space;
struct block_device;
struct file;
struct writeback_control;

/* swap.c: the lists. The caller holds a reference to the page. */
void lru_cache_add(struct page *page);
void lru_cache_add_active(struct page *page);
void activate_page(struct page *page);
void mark_page_accessed(struct page *page);
/* A page whose write has ended, and that was written to be reclaimed. */
void rotate_reclaimable_page(struct page *page);
unsigned long nr_lru_pages(void);

/* vmscan.c and shrinker.c */
extern int vm_swappiness;
/* Pages that were freed; 0: nothing more is to be had this way. */
int try_to_free_pages(struct zone *const *zones, unsigned int gfp_mask,
		      unsigned int order);
void wakeup_kswapd(struct zone *zone, unsigned int order);

/*
 * A cache of objects that can be freed. nr_to_scan 0 asks how many it has;
 * otherwise it looks at as many, and says how many are left, or -1 if it
 * can do nothing under this gfp_mask.
 */
typedef int (*shrinker_t)(int nr_to_scan, unsigned int gfp_mask);
#define DEFAULT_SEEKS	2	/* what an object costs to make again */
struct shrinker *set_shrinker(int seeks, shrinker_t fn);
void remove_shrinker(struct shrinker *shrinker);
int shrink_slab(unsigned long scanned, unsigned int gfp_mask,
		unsigned long lru_pages);

/* oom_kill.c */
void out_of_memory(unsigned int gfp_mask, unsigned int order);

/* swap_state.c: the swap cache. */
#define SWAP_READAHEAD	8	/* slots, aligned, around the one wanted */
extern unsigned long total_swapcache_pages;
/* The page is locked; 1 if it has a slot now. */
int add_to_swap(struct page *page);
void delete_from_swap_cache(struct page *page);
void __delete_from_swap_cache(struct page *page);
/* put_page(), and the slot of a page that nobody maps any more. */
void free_page_and_swap_cache(struct page *page);
struct page *lookup_swap_cache(swp_entry_t entry);
/* Perhaps still being read: lock it and look at PG_uptodate. */
struct page *read_swap_cache_async(swp_entry_t entry);
void swapin_readahead(swp_entry_t entry);
/*
 * The page of an entry, locked, with a reference, read if it has to be; *ret
 * is what kind of fault that made. NULL: no memory for it.
 */
struct page *swapin(swp_entry_t entry, int *ret);

/* page_io.c */
int swap_writepage(struct page *page, struct writeback_control *wbc);
int swap_readpage(struct file *file, struct page *page);

/* swap_map.c: slots and their counts. */
extern long nr_swap_pages, total_swap_pages;
swp_entry_t get_swap_page(void);
int swap_duplicate(swp_entry_t entry);
void swap_free(swp_entry_t entry);
void free_swap_and_cache(swp_entry_t entry);
int can_share_swap_page(struct page *page);
int remove_exclusive_swap_page(struct page *page);
/* The device of an entry's area, and the sector of its slot. */
struct block_device *swap_bdev(swp_entry_t entry);
sector_t swap_sector(swp_entry_t entry);
/* How a write to its slot ended; areas whose writes all fail are given up. */
void swap_write_ended(swp_entry_t entry, int error);
int swap_is_given_up(swp_entry_t entry);
/* Entries around this one that hold something; how many. */
int valid_swaphandles(swp_entry_t entry, unsigned long *offset);
int swap_count(swp_entry_t entry);

/* swapfile.c: the text of /proc/swaps; its length. */
int get_swaps_list(char *buf, int size);

#define vm_swap_full()	(nr_swap_pages * 2 < total_swap_pages)

#endif
