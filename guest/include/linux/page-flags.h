/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a page is doing. A flag that several contexts change at once is
 * changed atomically, like all flags but those of a free page.
 */
#ifndef _LINUX_PAGE_FLAGS_H
#define _LINUX_PAGE_FLAGS_H

#include <linux/bitops.h>
#include <linux/mm_types.h>

#define PG_reserved	0	/* never given to the allocator */
#define PG_buddy	1	/* first page of a free block */
#define PG_slab		2
#define PG_large	3	/* first page of a large kmalloc() */
#define PG_uptodate	4	/* holds what its file or device holds */
#define PG_dirty	5	/* newer than its file or device */
#define PG_locked	6	/* being read, or being written, or changed */
#define PG_error	7	/* its last read or write failed */
#define PG_referenced	8	/* used since reclaim last looked */
#define PG_lru		9	/* on a list of reclaim */
#define PG_active	10	/* on the active one */
#define PG_writeback	11	/* on its way to its device */
#define PG_swapcache	12	/* private is a swap entry */
#define PG_reclaim	13	/* to be freed when it is written */
#define PG_private	14	/* private are its buffers */
#define PG_highmem	15	/* without an address of its own */
#define PG_checked	16	/* its file system's own */

#define PAGEFLAG(uname, lname)						\
static inline int Page##uname(const struct page *page)			\
{									\
	return test_bit(PG_##lname, &page->flags);			\
}									\
static inline void SetPage##uname(struct page *page)			\
{									\
	set_bit(PG_##lname, &page->flags);				\
}									\
static inline void ClearPage##uname(struct page *page)			\
{									\
	clear_bit(PG_##lname, &page->flags);				\
}									\
static inline int TestSetPage##uname(struct page *page)			\
{									\
	return test_and_set_bit(PG_##lname, &page->flags);		\
}									\
static inline int TestClearPage##uname(struct page *page)		\
{									\
	return test_and_clear_bit(PG_##lname, &page->flags);		\
}

PAGEFLAG(Reserved, reserved)
PAGEFLAG(Buddy, buddy)
PAGEFLAG(Slab, slab)
PAGEFLAG(Large, large)
PAGEFLAG(Uptodate, uptodate)
PAGEFLAG(Dirty, dirty)
PAGEFLAG(Locked, locked)
PAGEFLAG(Error, error)
PAGEFLAG(Referenced, referenced)
PAGEFLAG(LRU, lru)
PAGEFLAG(Active, active)
PAGEFLAG(Writeback, writeback)
PAGEFLAG(SwapCache, swapcache)
PAGEFLAG(Reclaim, reclaim)
PAGEFLAG(Private, private)
PAGEFLAG(HighMem, highmem)
PAGEFLAG(Checked, checked)

#undef PAGEFLAG
#endif
