/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Slots of swap areas: had in runs, so that pages that leave together lie
 * together, and counted by the entries that name them.
 */
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include "swapfile.h"

#define SWAPFILE_CLUSTER	256

DEFINE_SPINLOCK(swap_lock);
struct swap_info_struct swap_info[MAX_SWAPFILES];
long nr_swap_pages, total_swap_pages;

/* The first slot of a run of free ones, or 0. */
static unsigned long find_free_cluster(struct swap_info_struct *si)
{
	unsigned long offset = si->lowest_bit, free = 0;

	for (; offset <= si->highest_bit; offset++) {
		free = si->swap_map[offset] ? 0 : free + 1;
		if (free == SWAPFILE_CLUSTER)
			return offset - SWAPFILE_CLUSTER + 1;
	}
	return 0;
}

/* A free slot, or 0: the next of the run, a new run's first, or any. */
static unsigned long scan_swap_map(struct swap_info_struct *si)
{
	unsigned long offset;

	if (si->cluster_nr) {
		for (offset = si->cluster_next; offset <= si->highest_bit;
		     offset++)
			if (!si->swap_map[offset]) {
				si->cluster_nr--;
				return offset;
			}
	}
	offset = find_free_cluster(si);
	if (offset) {
		si->cluster_nr = SWAPFILE_CLUSTER - 1;
		return offset;
	}
	si->cluster_nr = 0;
	for (offset = si->lowest_bit; offset <= si->highest_bit; offset++)
		if (!si->swap_map[offset])
			return offset;
	return 0;
}

static void take_slot(struct swap_info_struct *si, unsigned long offset)
{
	if (offset == si->lowest_bit)
		si->lowest_bit++;
	if (offset == si->highest_bit)
		si->highest_bit--;
	if (++si->inuse_pages == si->pages) {
		si->lowest_bit = si->max;
		si->highest_bit = 0;
	}
	si->swap_map[offset] = 1;
	si->cluster_next = offset + 1;
	nr_swap_pages--;
}

/* The area to fill: the highest priority; equal ones take turns. */
static struct swap_info_struct *choose_area(void)
{
	static unsigned int last;
	struct swap_info_struct *best = NULL;
	unsigned int i;

	for (i = 1; i <= MAX_SWAPFILES; i++) {
		struct swap_info_struct *si =
			swap_info + (last + i) % MAX_SWAPFILES;

		if (si->flags & SWP_WRITEOK && si->highest_bit &&
		    si->write_errors < SWAP_WRITE_ERRORS &&
		    (!best || si->prio > best->prio))
			best = si;
	}
	if (best)
		last = best - swap_info;
	return best;
}

/* A slot with a count of one, or an entry of zero. */
swp_entry_t get_swap_page(void)
{
	swp_entry_t entry = { 0 };
	struct swap_info_struct *si;
	unsigned long offset;

	spin_lock(&swap_lock);
	si = nr_swap_pages > 0 ? choose_area() : NULL;
	offset = si ? scan_swap_map(si) : 0;
	if (offset) {
		take_slot(si, offset);
		entry = swp_entry(si - swap_info, offset);
	}
	spin_unlock(&swap_lock);
	return entry;
}

/* The area of an entry in use, or NULL after a complaint. */
static struct swap_info_struct *swap_info_get(swp_entry_t entry,
					      const char *who)
{
	struct swap_info_struct *si = swap_info + swp_type(entry);

	if (entry.val && si->flags & SWP_USED &&
	    swp_offset(entry) < si->max && si->swap_map[swp_offset(entry)])
		return si;
	printk(KERN_ERR "%s: Bad swap entry %08lx\n", who, entry.val);
	return NULL;
}

/* Slots are counted 1 .. 0x7ffe; one that reaches 0x7fff is kept for good. */
int swap_duplicate(swp_entry_t entry)
{
	struct swap_info_struct *si;
	unsigned short *count;

	spin_lock(&swap_lock);
	si = swap_info_get(entry, "swap_dup");
	if (si) {
		count = si->swap_map + swp_offset(entry);
		if (*count < SWAP_MAP_MAX)
			++*count;
	}
	spin_unlock(&swap_lock);
	return si != NULL;
}

static void release_slot(struct swap_info_struct *si, unsigned long offset)
{
	si->lowest_bit = min(si->lowest_bit, offset);
	si->highest_bit = max(si->highest_bit, offset);
	si->inuse_pages--;
	nr_swap_pages++;
}

/* One count less; how many are left. */
static int swap_entry_free(swp_entry_t entry)
{
	struct swap_info_struct *si;
	unsigned short *count;
	int left = 0;

	spin_lock(&swap_lock);
	si = swap_info_get(entry, "swap_free");
	if (si) {
		count = si->swap_map + swp_offset(entry);
		if (*count < SWAP_MAP_MAX && !--*count)
			release_slot(si, swp_offset(entry));
		left = *count;
	}
	spin_unlock(&swap_lock);
	return left;
}

void swap_free(swp_entry_t entry)
{
	swap_entry_free(entry);
}

int swap_count(swp_entry_t entry)
{
	return swap_info[swp_type(entry)].swap_map[swp_offset(entry)];
}

/* A page table entry goes: if only the cache knows the page, it goes too. */
void free_swap_and_cache(swp_entry_t entry)
{
	struct page *page;

	if (swap_entry_free(entry) != 1)
		return;
	page = find_get_page(&swapper_space, entry.val);
	if (!page)
		return;
	if (TestSetPageLocked(page)) {
		put_page(page);
		return;
	}
	if (PageSwapCache(page) && page->private == entry.val &&
	    !PageWriteback(page) && (page_count(page) == 2 ||
				     vm_swap_full())) {
		delete_from_swap_cache(page);
		SetPageDirty(page);
	}
	unlock_page(page);
	put_page(page);
}

/* With a locked page: is its one user the only one it can ever have? */
int can_share_swap_page(struct page *page)
{
	swp_entry_t entry = { .val = page->private };

	if (!PageSwapCache(page))
		return page_count(page) == 1;
	return page_count(page) == 2 && swap_count(entry) == 1;
}

/* Drop the slot of a page that only the caller and the cache have. */
int remove_exclusive_swap_page(struct page *page)
{
	swp_entry_t entry = { .val = page->private };

	BUG_ON(!PageLocked(page));
	if (!PageSwapCache(page) || PageWriteback(page) ||
	    page_count(page) != 2 || swap_count(entry) != 1)
		return 0;
	delete_from_swap_cache(page);
	SetPageDirty(page);
	return 1;
}

/* A cluster's slots from *offset on, for read-ahead: those in use. */
int valid_swaphandles(swp_entry_t entry, unsigned long *offset)
{
	struct swap_info_struct *si = swap_info + swp_type(entry);
	unsigned long first = swp_offset(entry) & ~(SWAP_READAHEAD - 1UL);
	unsigned long end, n;

	first = max(first, 1UL);
	*offset = first;
	spin_lock(&swap_lock);
	end = min((first | (SWAP_READAHEAD - 1UL)) + 1, si->max);
	for (n = first; n < end; n++)
		if (!si->swap_map[n] || si->swap_map[n] == SWAP_MAP_BAD)
			break;
	spin_unlock(&swap_lock);
	return n > swp_offset(entry) ? n - first : 0;
}

struct block_device *swap_bdev(swp_entry_t entry)
{
	return swap_info[swp_type(entry)].bdev;
}

sector_t swap_sector(swp_entry_t entry)
{
	return swp_offset(entry) << (PAGE_SHIFT - SECTOR_SHIFT);
}

/*
 * From the interrupts that end writes. Pages that cannot leave are not to
 * be tried for ever: whoever wants memory would wait for them, not for the
 * OOM killer. An area stays given up until swapon().
 */
void noinline swap_write_ended(swp_entry_t entry, int error)
{
	struct swap_info_struct *si = swap_info + swp_type(entry);

	if (!error)
		si->write_errors = 0;
	else if (++si->write_errors == SWAP_WRITE_ERRORS)
		printk(KERN_ALERT "swap: %s: %d writes in a row failed: "
		       "nothing more is written to it\n", si->name,
		       SWAP_WRITE_ERRORS);
}

int swap_is_given_up(swp_entry_t entry)
{
	return swap_info[swp_type(entry)].write_errors >= SWAP_WRITE_ERRORS;
}
