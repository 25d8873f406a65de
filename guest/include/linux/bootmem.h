/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_BOOTMEM_H
#define _LINUX_BOOTMEM_H

struct page;

void init_bootmem(unsigned long phys_start);
void reserve_bootmem(unsigned long start, unsigned long end);
void *alloc_bootmem(unsigned long size, unsigned long align);
unsigned long free_bootmem(unsigned long start, unsigned long end);
void free_reserved_range(unsigned long start, unsigned long end);
void free_reserved_block(struct page *page, unsigned int order);
void reserve_kernel(void);

#endif
