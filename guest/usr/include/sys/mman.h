/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef USR_SYS_MMAN_H
#define USR_SYS_MMAN_H

#include <stddef.h>

#define PAGE_SIZE	4096ul

#define PROT_READ	1
#define PROT_WRITE	2
#define PROT_EXEC	4

#define MAP_SHARED	0x01
#define MAP_PRIVATE	0x02
#define MAP_FIXED	0x10
#define MAP_ANONYMOUS	0x20

#define MCL_CURRENT	1
#define MCL_FUTURE	2

/* A failed mmap() returns -errno: one of the last 4095 addresses. */
#define MMAP_FAILED(p)	((unsigned long)(p) > -4096ul)

void *mmap(void *hint, size_t len, int prot, int flags, int fd, long pgoff);
int munmap(void *start, size_t len);
int mprotect(void *start, size_t len, int prot);
void *sbrk(long increment);

/* The first address above the stack's first page. */
unsigned long stack_top(void);

/* The first address above the user half: PAGE_OFFSET, whatever the split. */
unsigned long user_top(void);

#endif
