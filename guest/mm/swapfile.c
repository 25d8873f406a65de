/* SPDX-License-Identifier: GPL-2.0-or-later */
/* swapon() and swapoff(): whole block devices become swap areas. */
#include <linux/blkdev.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/namei.h>
#include <linux/pagemap.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/syscalls.h>
#include "swapfile.h"

/* One swapon() or swapoff() at a time; either may sleep for long. */
static DECLARE_MUTEX(swapon_sem);

/* Areas without a wish are filled in the order in which they came. */
static int least_priority;

static struct swap_info_struct *unused_area(void)
{
	struct swap_info_struct *si;

	for (si = swap_info; si < swap_info + MAX_SWAPFILES; si++)
		if (!(si->flags & SWP_USED))
			return si;
	return NULL;
}

/* The area on the device of this name, or an error pointer. */
static struct swap_info_struct *find_area(const char *name)
{
	struct swap_info_struct *si;
	struct nameidata nd;
	int error = path_lookup(name, LOOKUP_FOLLOW, &nd);
	struct inode *inode;

	if (error)
		return ERR_PTR(error);
	inode = nd.dentry->d_inode;
	for (si = swap_info; si < swap_info + MAX_SWAPFILES; si++)
		if (si->flags & SWP_WRITEOK && S_ISBLK(inode->i_mode) &&
		    si->bdev->bd_dev == inode->i_rdev)
			break;
	path_release(&nd);
	return si < swap_info + MAX_SWAPFILES ? si : ERR_PTR(-EINVAL);
}

/* The counts at the beginning: nothing in use, the bad slots never free. */
static int make_swap_map(struct swap_info_struct *si,
			 const union swap_header *header)
{
	unsigned int i;

	si->swap_map = kcalloc(si->max, sizeof(*si->swap_map), GFP_KERNEL);
	if (!si->swap_map)
		return -ENOMEM;
	si->swap_map[0] = SWAP_MAP_BAD;
	si->pages = si->max - 1;
	for (i = 0; i < header->info.nr_badpages; i++) {
		unsigned short *count = si->swap_map + header->info.badpages[i];

		si->pages -= *count == 0;
		*count = SWAP_MAP_BAD;
	}
	si->lowest_bit = 1;
	si->highest_bit = si->max - 1;
	si->cluster_next = 1;
	si->cluster_nr = 0;
	si->inuse_pages = 0;
	si->write_errors = 0;
	return 0;
}

static int setup_area(struct swap_info_struct *si, struct block_device *bdev)
{
	unsigned long pages = bdev_capacity(bdev) >>
			      (PAGE_SHIFT - SECTOR_SHIFT);
	struct page *page;
	int error = -EINVAL;

	if (bdev_read_only(bdev)) {
		printk(KERN_ERR "swapon: %s: read-only device\n", si->name);
		return -EROFS;
	}
	page = read_cache_page(bdev->bd_inode->i_mapping, 0, NULL);
	if (IS_ERR(page)) {
		printk(KERN_ERR "swapon: %s: the header cannot be read\n",
		       si->name);
		return PTR_ERR(page);
	}
	si->max = read_swap_header(kmap(page), si->name, pages);
	if (si->max)
		error = make_swap_map(si, page_address(page));
	kunmap(page);
	put_page(page);
	return error;
}

static void enable_area(struct swap_info_struct *si, int swap_flags)
{
	spin_lock(&swap_lock);
	si->prio = swap_flags & SWAP_FLAG_PREFER ?
		   swap_flags & SWAP_FLAG_PRIO_MASK : --least_priority;
	si->flags |= SWP_WRITEOK;
	nr_swap_pages += si->pages;
	total_swap_pages += si->pages;
	spin_unlock(&swap_lock);
	printk(KERN_INFO "Adding %luk swap on %s.  Priority:%d\n",
	       si->pages << (PAGE_SHIFT - 10), si->name, si->prio);
}

static int swapon(const char *name, int swap_flags)
{
	struct swap_info_struct *si = unused_area();
	struct block_device *bdev;
	int error;

	if (!si)
		return -EPERM;
	bdev = open_bdev_excl(name, 0, si);
	if (IS_ERR(bdev))
		return PTR_ERR(bdev);
	strlcpy(si->name, name, sizeof(si->name));
	error = setup_area(si, bdev);
	if (error) {
		close_bdev_excl(bdev);
		return error;
	}
	si->bdev = bdev;
	si->flags = SWP_USED;
	enable_area(si, swap_flags);
	return 0;
}

/* All that is in the area has to fit into memory and the other areas. */
static int room_without(const struct swap_info_struct *si)
{
	long elsewhere = nr_swap_pages - (long)(si->pages - si->inuse_pages);

	return (long)si->inuse_pages <
	       (long)(nr_free_pages() + nr_pagecache) + elsewhere;
}

/* No slot of it is given any more, and those in use come back. */
static int empty_area(struct swap_info_struct *si)
{
	int error;

	spin_lock(&swap_lock);
	si->flags &= ~SWP_WRITEOK;
	/* Those in use too: as they become free they are counted. */
	nr_swap_pages -= si->pages;
	total_swap_pages -= si->pages;
	spin_unlock(&swap_lock);
	error = try_to_unuse(si - swap_info);
	spin_lock(&swap_lock);
	if (error) {
		si->flags |= SWP_WRITEOK;
		nr_swap_pages += si->pages;
		total_swap_pages += si->pages;
	}
	spin_unlock(&swap_lock);
	return error;
}

static int swapoff(const char *name)
{
	struct swap_info_struct *si = find_area(name);
	int error;

	if (IS_ERR(si))
		return PTR_ERR(si);
	if (!room_without(si))
		return -ENOMEM;
	error = empty_area(si);
	if (error)
		return error;
	spin_lock(&swap_lock);
	si->flags = 0;
	spin_unlock(&swap_lock);
	kfree(si->swap_map);
	si->swap_map = NULL;
	close_bdev_excl(si->bdev);
	si->bdev = NULL;
	return 0;
}

asmlinkage long sys_swapon(const char *specialfile, int swap_flags)
{
	char *name;
	long error;

	if (current->euid)
		return -EPERM;
	name = getname(specialfile);
	if (IS_ERR(name))
		return PTR_ERR(name);
	down(&swapon_sem);
	error = swapon(name, swap_flags);
	up(&swapon_sem);
	putname(name);
	return error;
}

asmlinkage long sys_swapoff(const char *specialfile)
{
	char *name;
	long error;

	if (current->euid)
		return -EPERM;
	name = getname(specialfile);
	if (IS_ERR(name))
		return PTR_ERR(name);
	down(&swapon_sem);
	error = swapoff(name);
	up(&swapon_sem);
	putname(name);
	return error;
}

#define K(pages)	((pages) << (PAGE_SHIFT - 10))

/* /proc/swaps */
int get_swaps_list(char *buf, int size)
{
	struct swap_info_struct *si;
	int len = scnprintf(buf, size, "Filename\t\t\t\tType\t\tSize\tUsed\t"
				       "Priority\n");

	for (si = swap_info; si < swap_info + MAX_SWAPFILES; si++)
		if (si->flags & SWP_WRITEOK)
			len += scnprintf(buf + len, size - len,
					 "%-40spartition\t%lu\t%lu\t%d\n",
					 si->name, K(si->pages),
					 K(si->inuse_pages), si->prio);
	return len;
}
