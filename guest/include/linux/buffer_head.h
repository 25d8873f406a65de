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
#define BH_JBD		8	/* private is the journal's head */
#define BH_JWrite	9	/* the journal's own copy */
#define BH_Freed	10
#define BH_Revoked	11
#define BH_RevokeValid	12
#define BH_JBDDirty	13	/* dirty, and the journal decides when */

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

#endif
