/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where on which swap area a page is, in a word and in a page table entry:
 *
 *	entry:   31 type 27 | 26      offset       0
 *	pte:     31  offset  8 | 7: 0 | 6: 0 | 5 type 1 | 0: 0
 *
 * An entry in a page table has neither of the bits that would make it
 * present, and offset 0 is the area's header, so that none is zero. In an
 * 8-byte entry the upper word is not used.
 */
#ifndef _LINUX_SWAPOPS_H
#define _LINUX_SWAPOPS_H

#include <asm/pgtable.h>

typedef struct { unsigned long val; } swp_entry_t;

#define SWP_TYPE_SHIFT		27
#define MAX_SWAPFILES		32
/* What an entry in a page table has room for. */
#define MAX_SWAP_OFFSET		((1UL << 24) - 1)

#define swp_entry(type, offset) \
	((swp_entry_t){ ((unsigned long)(type) << SWP_TYPE_SHIFT) | (offset) })
#define swp_type(entry)		((entry).val >> SWP_TYPE_SHIFT)
#define swp_offset(entry)	((entry).val & ((1UL << SWP_TYPE_SHIFT) - 1))

#define pte_to_swp_entry(pte) \
	swp_entry((pte).val >> 1 & (MAX_SWAPFILES - 1), (pte).val >> 8)
#define swp_entry_to_pte(entry) \
	__pte(swp_type(entry) << 1 | swp_offset(entry) << 8)

#endif
