/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Dirty pages on their way to their devices: who, when, how many. */
#ifndef _LINUX_WRITEBACK_H
#define _LINUX_WRITEBACK_H

#include <linux/fs.h>

enum writeback_sync_modes {
	WB_SYNC_NONE,		/* start what can be started */
	WB_SYNC_ALL,		/* wait for each page and inode */
	WB_SYNC_HOLD,		/* sync() goes over the inodes twice */
};

/* An order to write, and in its counters what is left of it. */
struct writeback_control {
	struct backing_dev_info *bdi;	/* only this one's, or NULL */
	enum writeback_sync_modes sync_mode;
	unsigned long *older_than_this;	/* jiffies: only inodes that are */
	long nr_to_write;		/* pages; goes down */
	long pages_skipped;		/* that could not be written now */
	loff_t start, end;		/* a range of bytes; 0, 0: all */
	unsigned nonblocking:1;		/* do not sleep for requests */
	unsigned encountered_congestion:1;
	unsigned for_kupdate:1;		/* the periodic writing */
	unsigned for_reclaim:1;		/* vmscan's */
};

/* fs-writeback.c */
void __mark_inode_dirty(struct inode *inode, int flags);
#define mark_inode_dirty(inode)		__mark_inode_dirty(inode, I_DIRTY)
#define mark_inode_dirty_sync(inode) \
	__mark_inode_dirty(inode, I_DIRTY_SYNC)
void writeback_inodes(struct writeback_control *wbc);
void sync_inodes_sb(struct super_block *sb, int wait);
void sync_inodes(int wait);
int write_inode_now(struct inode *inode, int sync);
int sync_inode(struct inode *inode, struct writeback_control *wbc);
/* After a write with O_SYNC. */
#define OSYNC_METADATA	1
#define OSYNC_DATA	2
int generic_osync_inode(struct inode *inode, struct address_space *mapping,
			int what);

/* sync.c */
void do_sync(int wait);
void sync_supers(void);
int vfs_fsync(struct file *file, int datasync);
void fsync_super(struct super_block *sb);
int file_fsync(struct file *file, struct dentry *dentry, int datasync);

/* page-writeback.c */
#define MAX_WRITEBACK_PAGES	1024	/* at a time */

extern int dirty_background_ratio, dirty_background_bytes, vm_dirty_ratio;
extern int dirty_writeback_centisecs, dirty_expire_centisecs;

void page_writeback_init(void);
void balance_dirty_pages_ratelimited(struct address_space *mapping);
void balance_dirty_pages(struct address_space *mapping);
void get_dirty_limits(long *background, long *dirty);
int wakeup_bdflush(long nr_pages);
int set_dirty_writeback_interval(void);
int set_ratelimit(void);
int do_writepages(struct address_space *mapping,
		  struct writeback_control *wbc);
int generic_writepages(struct address_space *mapping,
		       struct writeback_control *wbc);
int write_one_page(struct page *page, int wait);

/* page-dirty.c: flags, tags and counts of pages, in step. */
int set_page_dirty(struct page *page);
int set_page_dirty_lock(struct page *page);
int __set_page_dirty_nobuffers(struct page *page);
int __set_page_dirty_no_writeback(struct page *page);
int test_clear_page_dirty(struct page *page);
int clear_page_dirty_for_io(struct page *page);
int test_set_page_writeback(struct page *page);
int test_clear_page_writeback(struct page *page);
#define clear_page_dirty(page)		((void)test_clear_page_dirty(page))
#define set_page_writeback(page)	((void)test_set_page_writeback(page))
int mapping_tagged(struct address_space *mapping, int tag);

/* filemap_sync.c */
int filemap_fdatawrite(struct address_space *mapping);
int filemap_flush(struct address_space *mapping);
int filemap_fdatawait(struct address_space *mapping);
int filemap_write_and_wait(struct address_space *mapping);
void mapping_set_error(struct address_space *mapping, int error);

/* pdflush.c */
#define MIN_PDFLUSH_THREADS	2
#define MAX_PDFLUSH_THREADS	8
extern int nr_pdflush_threads;
/* An idle thread calls fn(arg); -1 if there is none. */
int pdflush_operation(void (*fn)(unsigned long), unsigned long arg);
int current_is_pdflush(void);

/* This bdi's writing is now the caller's job alone; 0 if another's. */
int writeback_acquire(struct backing_dev_info *bdi);
void writeback_release(struct backing_dev_info *bdi);
int writeback_in_progress(struct backing_dev_info *bdi);

#endif
