/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * flushed DEVICE: writes pages to a device and asks nobody to save them.
 * They stay dirty until they are old enough, or until they are too many;
 * then pdflush writes them. A file system that the device begins with is left
 * alone. Without the device there is nothing to see.
 */
#include <check.h>
#include <ext3.h>
#include <memory.h>
#include <stdio.h>
#include <string.h>
#include <syscall.h>
#include <unistd.h>

#define PAGE		4096
#define VM		"/proc/sys/vm/"
#define EXPIRE_MS	300
#define INTERVAL_MS	100
#define SLACK_MS	60	/* a tick or two, and the disk's time */
#define PATIENCE_MS	1000	/* for what should take a tenth of it */
#define POLL_MS		20
#define LIMIT		128	/* pages */
#define FEW		8
#define ROOM		((FEW + LIMIT / 2 + LIMIT) * PAGE)
#define NR_lseek	19
#define SEEK_END	2

static char page[PAGE];

static int set(const char *name, int value)
{
	char path[64], text[16];

	snprintf(path, sizeof(path), VM "%s", name);
	snprintf(text, sizeof(text), "%d", value);
	return write_file(path, text);
}

static long dirty_pages(void)
{
	return proc_value("/proc/vmstat", "nr_dirty");
}

static long now_ms(void)
{
	struct timeval tv;

	gettimeofday(&tv, NULL);
	return tv.tv_sec % 1000 * 1000 + tv.tv_usec / 1000;
}

/* Whether, so much later at most, no more than so many pages are dirty. */
static int clean_within(long pages, long limit_ms)
{
	long start = now_ms();

	while (dirty_pages() > pages) {
		if (now_ms() - start > limit_ms)
			return 0;
		sleep_ms(POLL_MS);
	}
	return 1;
}

static int write_pages(int fd, long count)
{
	while (count--)
		if (write(fd, page, PAGE) != PAGE)
			return 0;
	return 1;
}

/* A few pages: written when they have expired, and not much before. */
static void expiry(int fd)
{
	set("dirty_expire_centisecs", EXPIRE_MS / 10);
	set("dirty_writeback_centisecs", INTERVAL_MS / 10);
	check(write_pages(fd, FEW) && dirty_pages() >= FEW,
	      "8 pages are dirty");
	sleep_ms(EXPIRE_MS - SLACK_MS);
	check(dirty_pages() >= FEW, "until they expire they stay");
	check(clean_within(0, PATIENCE_MS),
	      "then they are written, though nobody asked");
}

/* Many pages: written at once when they are more than the limit. */
static void threshold(int fd)
{
	set("dirty_expire_centisecs", 100 * EXPIRE_MS);
	set("dirty_background_bytes", LIMIT * PAGE);
	write_pages(fd, LIMIT / 2);
	sleep_ms(EXPIRE_MS);
	check(dirty_pages() >= LIMIT / 2,
	      "pages below the background limit stay");
	write_pages(fd, LIMIT);
	check(clean_within(LIMIT, PATIENCE_MS),
	      "more pages than that are written at once");
	set("dirty_background_bytes", 0);
}

/* Behind a file system that the device begins with, and goes there. */
static int has_room(int fd)
{
	long start = (ext3_bytes(fd) + PAGE - 1) / PAGE * PAGE;
	long end = syscall3(NR_lseek, fd, 0, SEEK_END);

	return end - start >= ROOM &&
	       syscall3(NR_lseek, fd, start, SEEK_SET) == start;
}

int main(int argc, char **argv)
{
	int fd;

	check_begin("flushed");
	fd = argc > 1 ? open(argv[1], O_RDWR, 0) : -1;
	if (fd < 0) {
		printf("flushed: no such disk: nothing to write to\n");
		return 0;
	}
	if (!has_room(fd)) {
		printf("flushed: a file system fills it: no room to write\n");
		return 0;
	}
	memset(page, 'd', sizeof(page));
	expiry(fd);
	threshold(fd);
	check(fsync(fd) == 0 && dirty_pages() == 0,
	      "fsync leaves nothing dirty");
	set("dirty_expire_centisecs", 3000);
	set("dirty_writeback_centisecs", 500);
	close(fd);
	return check_end();
}
