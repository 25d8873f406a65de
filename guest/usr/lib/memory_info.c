/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <memory.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <syscall.h>

#define VEC_PAGES	256
#define MIN_FREE	"/proc/sys/vm/min_free_kbytes"
#define MIN_FREE_HIGH	"/proc/sys/vm/min_free_high_kbytes"

long proc_value(const char *path, const char *name)
{
	static char text[4096];
	char *line = text;
	size_t len = strlen(name);

	if (read_file(path, text, sizeof(text)) < 0)
		return -1;
	while (line) {
		if (!strncmp(line, name, len) && strchr(": \t", line[len])) {
			line += len;
			while (*line && strchr(": \t", *line))
				line++;
			return atoi(line);
		}
		line = strchr(line, '\n');
		if (line)
			line++;
	}
	return -1;
}

unsigned long pages_of(const char *text)
{
	unsigned long number = atoi(text);

	if (strchr(text, '%'))
		return proc_value("/proc/meminfo", "MemTotal") / 4 * number /
		       100;
	return number / 4;
}

char *map_pages(unsigned long pages)
{
	char *start = mmap(NULL, pages * PAGE_SIZE, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return MMAP_FAILED(start) ? NULL : start;
}

long resident(const char *start, unsigned long pages)
{
	unsigned char vec[VEC_PAGES];
	unsigned long n, i;
	long found = 0;

	for (; pages; pages -= n, start += n * PAGE_SIZE) {
		int error;

		n = pages < VEC_PAGES ? pages : VEC_PAGES;
		error = syscall3(NR_mincore, start, n * PAGE_SIZE, vec);
		if (error < 0)
			return error;
		for (i = 0; i < n; i++)
			found += vec[i] & 1;
	}
	return found;
}

int swapon(const char *path, int flags)
{
	return syscall2(NR_swapon, path, flags);
}

int swapoff(const char *path)
{
	return syscall1(NR_swapoff, path);
}

/* The least that is left free: with fewer, pages in use would go, too. */
#define LEAST_ROOM	72

static char min_free_before[16];

/* Have only so many pages of what is free given away; their number, or 0. */
static unsigned long leave(const char *free, const char *setting, long pages)
{
	long kbytes = proc_value("/proc/meminfo", free) - pages * 4;
	char text[16];

	if (kbytes <= 0)
		return 0;
	snprintf(text, sizeof(text), "%ld", kbytes);
	write_file(setting, text);
	return pages;
}

/*
 * kswapd wakes one distance above what is to be kept, and sleeps again two
 * above it; the distance is a quarter of the reserve after boot. Low memory
 * keeps a share of the high back from those who may have both.
 */
unsigned long make_scarce(void)
{
	long kept = proc_value("/proc/meminfo", "HighTotal") / 4 / 32;
	long room, low;

	read_file(MIN_FREE, min_free_before, sizeof(min_free_before));
	room = atoi(min_free_before) / 4 / 4 * 5 / 2;
	if (room < LEAST_ROOM)
		room = LEAST_ROOM;
	low = leave("LowFree", MIN_FREE, room) - kept;
	return (low > 0 ? low : 0) + leave("HighFree", MIN_FREE_HIGH, room);
}

void make_plenty(void)
{
	write_file(MIN_FREE_HIGH, "0");
	write_file(MIN_FREE, min_free_before);
}
