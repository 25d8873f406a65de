/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One block of a device within a page of the page cache. The buffers of a
 * page form a ring that begins at the page's private.
 */
#ifndef _LINUX_BUFFER_HEAD_H
#define _LINUX_BUFFER_HEAD_H

#include <linux/bio.h>
#include <linux/bitops.h>
#include <linux/list.h>
#include <linux/mm.h>

#define BH_Uptodate	0	/* holds what the device holds, or newer */
#define BH_Dirty	1
#define BH_Lock		2	/* under I/O, or being changed */
#define BH_Mapped	3	/* b_bdev and b_blocknr are right */
#define BH_New		4	/* just allocated: nothing on the device yet */
#define BH_Write_EIO	5	/* its last write failed */
#define BH_Async_Read	6
#define BH_Async_Write	7
#define BH_JBD		8	/* b_private is the journal's head */
#define BH_JBDDirty	9	/* dirty, and the journal decides when */

struct buffer_head;
typedef void bh_end_io_t(struct buffer_head *bh, int uptodate);

struct buffer_head {
	unsigned long b_state;		/* BH_* */
	struct buffer_head *b_this_page;
	struct page *b_page;
	atomic_t b_count;
	unsigned int b_size;
	sector_t b_blocknr;		/* in units of b_size */
	char *b_data;			/* its address: low memory */
	struct block_device *b_bdev;
	bh_end_io_t *b_end_io;
	void *b_private;
	struct list_head b_assoc_buffers; /* of its owner */
};

#define BUFFER_FNS(name, bit)						\
static inline void set_buffer_##name(struct buffer_head *bh)		\
{									\
	set_bit(BH_##bit, &bh->b_state);				\
}									\
static inline void clear_buffer_##name(struct buffer_head *bh)		\
{									\
	clear_bit(BH_##bit, &bh->b_state);				\
}									\
static inline int buffer_##name(const struct buffer_head *bh)		\
{									\
	return test_bit(BH_##bit, &bh->b_state);			\
}									\
static inline int test_set_buffer_##name(struct buffer_head *bh)	\
{									\
	return test_and_set_bit(BH_##bit, &bh->b_state);		\
}									\
static inline int test_clear_buffer_##name(struct buffer_head *bh)	\
{									\
	return test_and_clear_bit(BH_##bit, &bh->b_state);		\
}

BUFFER_FNS(uptodate, Uptodate)
BUFFER_FNS(dirty, Dirty)
BUFFER_FNS(locked, Lock)
BUFFER_FNS(mapped, Mapped)
BUFFER_FNS(new, New)
BUFFER_FNS(write_io_error, Write_EIO)
BUFFER_FNS(async_read, Async_Read)
BUFFER_FNS(async_write, Async_Write)
BUFFER_FNS(jbd, JBD)
BUFFER_FNS(jbddirty, JBDDirty)

struct address_space;
struct inode;
struct super_block;
struct writeback_control;

/* Where block iblock of the file is; with create, make it be somewhere. */
typedef int (get_block_t)(struct inode *inode, sector_t iblock,
			  struct buffer_head *bh_result, int create);

#define page_has_buffers(page)	PagePrivate(page)
#define page_buffers(page)	((struct buffer_head *)(page)->private)
#define bh_offset(bh)	((unsigned long)(bh)->b_data & ~PAGE_MASK)

static inline void get_bh(struct buffer_head *bh)
{
	atomic_inc(&bh->b_count);
}

static inline void put_bh(struct buffer_head *bh)
{
	atomic_dec(&bh->b_count);
}

static inline void brelse(struct buffer_head *bh)
{
	if (bh)
		put_bh(bh);
}

/* buffer.c: the rings of buffers of pages. */
void buffer_init(void);
struct buffer_head *alloc_buffer_head(unsigned int gfp_mask);
void free_buffer_head(struct buffer_head *bh);
void set_bh_page(struct buffer_head *bh, struct page *page,
		 unsigned long offset);
void create_empty_buffers(struct page *page, unsigned long blocksize,
			  unsigned long b_state);
int grow_page_buffers(struct page *page, unsigned long blocksize);
int __set_page_dirty_buffers(struct page *page);
void mark_buffer_dirty(struct buffer_head *bh);
/* Forget that it is dirty, and the caller's reference. */
void bforget(struct buffer_head *bh);
int try_to_free_buffers(struct page *page);
int try_to_release_page(struct page *page, unsigned int gfp_mask);
int block_invalidatepage(struct page *page, unsigned long offset);

/* buffer_io.c: locks and transfers. */
void __lock_buffer(struct buffer_head *bh);
void unlock_buffer(struct buffer_head *bh);
void __wait_on_buffer(struct buffer_head *bh);
void submit_bh(unsigned long rw, struct buffer_head *bh);
/* Starts those that need it; the others it leaves alone. */
void ll_rw_block(int rw, int nr, struct buffer_head *bhs[]);
int sync_dirty_buffer(struct buffer_head *bh);
void end_buffer_read_sync(struct buffer_head *bh, int uptodate);
void end_buffer_write_sync(struct buffer_head *bh, int uptodate);
void mark_buffer_async_read(struct buffer_head *bh);
void mark_buffer_async_write(struct buffer_head *bh);

static inline void lock_buffer(struct buffer_head *bh)
{
	if (test_set_buffer_locked(bh))
		__lock_buffer(bh);
}

static inline void wait_on_buffer(struct buffer_head *bh)
{
	if (buffer_locked(bh))
		__wait_on_buffer(bh);
}

/*
 * buffer_cache.c: the blocks of a device, by number, with a reference. NULL
 * if they are beyond its end, not there, not readable, or without memory.
 */
struct buffer_head *__find_get_block(struct block_device *bdev, sector_t block,
				     unsigned int size);
struct buffer_head *__getblk(struct block_device *bdev, sector_t block,
			     unsigned int size);
struct buffer_head *__bread(struct block_device *bdev, sector_t block,
			    unsigned int size);
void __breadahead(struct block_device *bdev, sector_t block,
		  unsigned int size);
/* The block has a new use: what the device's cache knows of it is void. */
void unmap_underlying_metadata(struct block_device *bdev, sector_t block);

/* buffer_page.c, buffer_write.c: a_ops, for any get_block. */
int block_read_full_page(struct page *page, get_block_t *get_block);
int block_write_full_page(struct page *page, get_block_t *get_block,
			  struct writeback_control *wbc);
int block_prepare_write(struct page *page, unsigned int from, unsigned int to,
			get_block_t *get_block);
int block_commit_write(struct page *page, unsigned int from, unsigned int to);
int generic_commit_write(struct file *file, struct page *page,
			 unsigned int from, unsigned int to);
struct buffer_head *block_get_buffer(struct page *page, unsigned long offset,
				     get_block_t *get_block);
void block_zero_buffer(struct page *page, struct buffer_head *bh,
		       unsigned long offset);
int block_truncate_page(struct address_space *mapping, loff_t from,
			get_block_t *get_block);
sector_t generic_block_bmap(struct address_space *mapping, sector_t block,
			    get_block_t *get_block);
int block_sync_page(struct page *page);

/* buffer_inode.c: blocks of a device that belong to a file. */
void mark_buffer_dirty_inode(struct buffer_head *bh, struct inode *inode);
int sync_mapping_buffers(struct address_space *mapping);
void invalidate_inode_buffers(struct inode *inode);
int remove_inode_buffers(struct inode *inode);

#define sb_bread(sb, block) \
	__bread((sb)->s_bdev, (block), (sb)->s_blocksize)
#define sb_getblk(sb, block) \
	__getblk((sb)->s_bdev, (block), (sb)->s_blocksize)
#define sb_find_get_block(sb, block) \
	__find_get_block((sb)->s_bdev, (block), (sb)->s_blocksize)
#define sb_breadahead(sb, block) \
	__breadahead((sb)->s_bdev, (block), (sb)->s_blocksize)

static inline void map_bh(struct buffer_head *bh, struct block_device *bdev,
			  sector_t block)
{
	set_buffer_mapped(bh);
	bh->b_bdev = bdev;
	bh->b_blocknr = block;
}

#endif
