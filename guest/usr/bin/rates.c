/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rates fault SIZE | swap SIZE | write DEVICE KIB | read DEVICE KIB [PIECE]:
 * one kind of work, and how much of it was done in what time. SIZE is KiB or
 * N% of memory, PIECE the bytes of a call. benchmarks/stretches.py reads the
 * lines; each stretch begins and ends with gettimeofday(), by which a machine
 * from outside can time it too.
 */
#include <check.h>
#include <memory.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <syscall.h>
#include <unistd.h>

#define NR_lseek	19
#define NR_ioctl	54
#define BLKFLSBUF	0x1261
#define MOST		32768

static char piece[MOST];
static long piece_size = MOST;
static struct timeval began;

static void begin(const char *what)
{
	printf("rates: %s: begins\n", what);
	gettimeofday(&began, NULL);
}

static void end(const char *what, long count)
{
	struct timeval now;
	long us;

	gettimeofday(&now, NULL);
	us = (now.tv_sec - began.tv_sec) * 1000000 + now.tv_usec -
	     began.tv_usec;
	printf("rates: %s: %ld in %ld us\n", what, count, us);
}

/* Pages touched for the first time; `counter` of /proc/vmstat is the work. */
static void touch(const char *what, const char *size, const char *counter)
{
	unsigned long pages = pages_of(size), i;
	char *start = map_pages(pages);
	long before = proc_value("/proc/vmstat", counter);

	if (!check(start != NULL, "maps %lu pages", pages))
		return;
	begin(what);
	for (i = 0; i < pages; i++)
		start[i * PAGE_SIZE] = i;
	/* The counter is read before the clock: both belong to the stretch. */
	end(what, proc_value("/proc/vmstat", counter) - before);
}

/* Through read() or write(), from the device's beginning; KiB that moved. */
static long move(int nr, int fd, long kib)
{
	long at, n, done = 0;

	syscall3(NR_lseek, fd, 0, SEEK_SET);
	for (at = 0; at < kib * 1024; at += n) {
		n = syscall3(nr, fd, piece, piece_size);
		if (n <= 0)
			break;
		done += n;
	}
	return done / 1024;
}

static void write_disk(int fd, long kib)
{
	long moved;

	memset(piece, 'r', sizeof(piece));
	begin("write");
	moved = move(NR_write, fd, kib);
	check(fsync(fd) == 0, "reaches the disk");
	end("write", moved);
	check(moved == kib, "writes all of it");
}

static void read_disk(int fd, long kib)
{
	long moved;

	check(syscall3(NR_ioctl, fd, BLKFLSBUF, 0) == 0, "forgets its pages");
	begin("read");
	moved = move(NR_read, fd, kib);
	end("read", moved);
	check(moved == kib, "reads all of it");
	begin("cached");
	moved = move(NR_read, fd, kib);
	end("cached", moved);
	check(moved == kib, "reads all of it again");
}

static void use_disk(char **argv)
{
	int fd = open(argv[2], O_RDWR, 0);

	if (!check(fd >= 0, "opens %s", argv[2]))
		return;
	if (argv[4] && atoi(argv[4]) > 0 && atoi(argv[4]) < MOST)
		piece_size = atoi(argv[4]);
	if (!strcmp(argv[1], "write"))
		write_disk(fd, atoi(argv[3]));
	else
		read_disk(fd, atoi(argv[3]));
	close(fd);
}

int main(int argc, char **argv)
{
	check_begin("rates");
	if (argc > 3)
		use_disk(argv);
	else if (argc > 2 && !strcmp(argv[1], "swap"))
		touch("swap", argv[2], "pswpout");
	else if (argc > 2)
		touch("fault", argv[2], "pgfault");
	else
		check(0, "usage: rates KIND SIZE | KIND DEVICE KIB");
	return check_end();
}
