/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Going back to the image that RAM maps by copying: a page dropped costs its
 * next writer a fault of some microseconds, a page copied back costs nobody.
 * Few pages are copied; where they are many, or most had not changed since
 * the last time, all are dropped.  So what a restore costs stays in proportion
 * to what was written.  Which pages are private copies, Linux 6.7 tells in one
 * call (Documentation/admin-guide/mm/pagemap.rst); older ones drop.
 */
#define _GNU_SOURCE
#include "memory/revert.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#define COPY_PAGES 512u
#define FEW 16u
#define CATEGORY_FILE 4u
#define CATEGORY_PRESENT 8u
#define CATEGORY_SWAPPED 16u

struct page_run {
	uint64_t start, end, categories;
};

struct scan {
	uint64_t size, flags, start, end, walk_end, runs, run_count, most;
	uint64_t inverted, all_of, any_of, wanted;
};
_Static_assert(sizeof(struct scan) == 96, "struct pm_scan_arg");
#define PAGEMAP_SCAN _IOWR('f', 16, struct scan)

/* Runs of private copies; -1: unknown, or more than would be copied. */
static int find_private(struct core *c, struct page_run *runs)
{
	struct scan s = {
	    .size = sizeof(s),
	    .start = (uintptr_t)c->ram,
	    .end = (uintptr_t)c->ram + c->ram_bytes,
	    .runs = (uintptr_t)runs,
	    .run_count = COPY_PAGES,
	    .most = COPY_PAGES,
	    .inverted = CATEGORY_FILE,
	    .all_of = CATEGORY_FILE,
	    .any_of = CATEGORY_PRESENT | CATEGORY_SWAPPED,
	    .wanted = CATEGORY_PRESENT,
	};
	int file = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC), count;

	if (file < 0)
		return -1;
	count = ioctl(file, PAGEMAP_SCAN, &s);
	close(file);
	return s.walk_end == s.end ? count : -1;
}

static bool copy_back(struct core *c, const struct ram_image *image,
		      uint64_t at, struct drops *drops)
{
	if (!memcmp(c->ram + at, image->view + at, PAGE_SIZE))
		return false;
	if (c->code_pages[at >> PAGE_SHIFT] && drops->count < DROP_LIMIT)
		drops->pages[drops->count++] = at;
	memcpy(c->ram + at, image->view + at, PAGE_SIZE);
	return true;
}

/* False: nothing was done, and dropping is due. */
bool revert_by_copying(struct core *c, const struct ram_image *image,
		       struct drops *drops)
{
	struct page_run runs[COPY_PAGES];
	uint32_t same = 0, changed = 0;
	int count = find_private(c, runs), i;

	for (i = 0; i < count; i++) {
		uint64_t at = runs[i].start - (uintptr_t)c->ram;
		uint64_t end = runs[i].end - (uintptr_t)c->ram;

		for (; at < end; at += PAGE_SIZE) {
			if (copy_back(c, image, at, drops))
				changed++;
			else
				same++;
		}
	}
	if (same > changed + FEW)
		madvise(c->ram, c->ram_bytes, MADV_DONTNEED);
	return count >= 0;
}
