/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The pages of a file that are in memory, and what its file system does for
 * them. A page of the tree is tagged dirty while its contents have to be
 * written, and writeback while they are on their way.
 */
#ifndef _LINUX_ADDRESS_SPACE_H
#define _LINUX_ADDRESS_SPACE_H

#include <linux/list.h>
#include <linux/radix-tree.h>
#include <linux/spinlock.h>

struct address_space_operations;
struct backing_dev_info;
struct file;
struct inode;
struct page;
struct writeback_control;

#define PAGECACHE_TAG_DIRTY	0
#define PAGECACHE_TAG_WRITEBACK	1

/* Bits of flags: a write failed since somebody last asked. */
#define AS_EIO		0
#define AS_ENOSPC	1

struct address_space {
	struct inode *host;
	struct radix_tree_root page_tree;
	spinlock_t tree_lock;		/* the tree; taken in interrupts */
	unsigned long nrpages;
	struct list_head i_mmap;	/* vmas that map the file */
	spinlock_t i_mmap_lock;
	unsigned long writeback_index;	/* where pdflush goes on */
	struct address_space_operations *a_ops;
	unsigned long flags;		/* AS_* */
	unsigned int gfp_mask;		/* for its pages */
	struct backing_dev_info *backing_dev_info;
	spinlock_t private_lock;
	struct list_head private_list;	/* buffers to write with the file */
	struct address_space *assoc_mapping;	/* whose buffers those are */
};

struct address_space_operations {
	/* Locked page: start the transfer, whose end unlocks it. */
	int (*writepage)(struct page *page, struct writeback_control *wbc);
	int (*readpage)(struct file *file, struct page *page);
	/* Somebody waits for the page: get its transfer going. */
	int (*sync_page)(struct page *page);
	/* Write dirty pages of the mapping, as many as wbc asks. */
	int (*writepages)(struct address_space *mapping,
			  struct writeback_control *wbc);
	/* 1 if the page was clean. NULL: by its buffers. */
	int (*set_page_dirty)(struct page *page);
	/* Pages that nobody has seen yet, and references to them. */
	int (*readpages)(struct file *file, struct address_space *mapping,
			 struct list_head *pages, unsigned int nr_pages);
	/* Around a change of bytes from..to of a locked page. */
	int (*prepare_write)(struct file *file, struct page *page,
			     unsigned int from, unsigned int to);
	int (*commit_write)(struct file *file, struct page *page,
			    unsigned int from, unsigned int to);
	sector_t (*bmap)(struct address_space *mapping, sector_t block);
	/* Forget what private holds, from offset on. */
	int (*invalidatepage)(struct page *page, unsigned long offset);
	/* The same for a clean page; 0 if it cannot be. */
	int (*releasepage)(struct page *page, unsigned int gfp_mask);
};

static inline unsigned int mapping_gfp_mask(struct address_space *mapping)
{
	return mapping->gfp_mask;
}

static inline void mapping_set_gfp_mask(struct address_space *mapping,
					unsigned int mask)
{
	mapping->gfp_mask = mask;
}

#endif
