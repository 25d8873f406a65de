/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Swap areas, for the files that manage them. */
#ifndef MM_SWAPFILE_H
#define MM_SWAPFILE_H

#include <linux/fs.h>
#include <linux/spinlock.h>
#include <linux/swap.h>

#define SWP_USED	1	/* taken by swapon() */
#define SWP_WRITEOK	2	/* slots may be had */

/* A slot's count: 0 is free. */
#define SWAP_MAP_MAX	0x7fff	/* so many that it stays */
#define SWAP_MAP_BAD	0x8000	/* not to be used */

#define SWAP_NAME_MAX	64

/* Writes that fail in a row after which an area is given nothing more. */
#define SWAP_WRITE_ERRORS	32

struct swap_info_struct {
	unsigned int flags;
	int prio;			/* higher ones are filled first */
	struct file *swap_file;
	struct block_device *bdev;
	unsigned short *swap_map;	/* a count for each slot */
	unsigned long lowest_bit, highest_bit;	/* between: free ones */
	unsigned long cluster_next;	/* where the last slot was had, + 1 */
	unsigned long cluster_nr;	/* left of this run of slots */
	unsigned long pages;		/* usable slots */
	unsigned long max;		/* slots, with slot 0, the header */
	unsigned long inuse_pages;
	unsigned int write_errors;	/* since the last that succeeded */
	char name[SWAP_NAME_MAX];
};

/* Guards the table, and each area's counts. */
extern spinlock_t swap_lock;
extern struct swap_info_struct swap_info[MAX_SWAPFILES];

/* The first page of an area, as mkswap(8) writes it. */
union swap_header {
	struct {
		char reserved[(1 << PAGE_SHIFT) - 10];
		char magic[10];
	} magic;
	struct {
		char bootbits[1024];	/* a boot loader's, or a disk label */
		u32 version;
		u32 last_page;
		u32 nr_badpages;
		unsigned char uuid[16];
		char volume_name[16];
		u32 padding[117];
		u32 badpages[1];
	} info;
};

#define MAX_SWAP_BADPAGES \
	((offsetof(union swap_header, magic.magic) - \
	  offsetof(union swap_header, info.badpages)) / sizeof(u32))

/* Slots, or 0 after a line that says which field is wrong. */
unsigned long read_swap_header(const union swap_header *header,
			       const char *name, unsigned long device_pages);
/* All that is in the area, back to its owners; -ENOMEM, -EINTR. */
int try_to_unuse(unsigned int type);

#endif
