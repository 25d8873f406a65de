/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What programs that fill memory ask the kernel. */
#ifndef USR_MEMORY_H
#define USR_MEMORY_H

/* The number after `name` at a line's begin of a file of /proc, or -1. */
long proc_value(const char *path, const char *name);

/* "300" KiB, or "200%" of the machine's memory, in pages. */
unsigned long pages_of(const char *text);

/* So many private pages, not touched yet; NULL: no room. */
char *map_pages(unsigned long pages);

/* How many of the pages are in memory now; -errno. */
long resident(const char *start, unsigned long pages);

/*
 * Has the kernel keep nearly all free memory free; the pages that are left.
 * Then as it was.
 */
unsigned long make_scarce(void);
void make_plenty(void);

/* Both return 0 or -errno. */
int swapon(const char *path, int flags);
int swapoff(const char *path);

#endif
