/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * disktest DEVICE...: writes a pattern to the raw device at odd places and in
 * odd pieces, has it go to the medium, and reads it back through a device that
 * was closed meanwhile. tests/guest/test_disktest.py knows the pattern.
 * disktest -w DEVICE: writes the first 64 KiB, and leaves the rest to pdflush:
 * it keeps the device open for so long that nobody else needs to write.
 */
#include <check.h>
#include <errno.h>
#include <string.h>
#include <syscall.h>
#include <unistd.h>

#define NR_lseek	19
#define NR_sync		36
#define NR_fsync	118
#define SEEK_END	2
#define PIECE		4096
#define LAZY_MS		600

static char buf[PIECE];

/* A byte for each place, so that no block looks like another. */
static unsigned char pattern(unsigned long at)
{
	return at * 2654435761u >> 13;
}

/* Bytes written, or an error. */
static int put(int fd, unsigned long from, unsigned long len,
	       unsigned long piece)
{
	unsigned long at = from, end = from + len, i, n;
	int done;

	syscall3(NR_lseek, fd, from, SEEK_SET);
	for (; at < end; at += done) {
		n = end - at < piece ? end - at : piece;
		for (i = 0; i < n; i++)
			buf[i] = pattern(at + i);
		done = write(fd, buf, n);
		if (done <= 0)
			return done ? done : (int)(at - from);
	}
	return len;
}

/* Bytes that are not the pattern's, or an error. */
static int compare(int fd, unsigned long from, unsigned long len)
{
	unsigned long at = from, end = from + len;
	int got, i, bad = 0;

	syscall3(NR_lseek, fd, from, SEEK_SET);
	for (; at < end; at += got) {
		got = read(fd, buf, end - at < PIECE ? end - at : PIECE);
		if (got <= 0)
			return got ? got : -EIO;
		for (i = 0; i < got; i++)
			bad += (unsigned char)buf[i] != pattern(at + i);
	}
	return bad;
}

static void test_device(const char *name)
{
	int fd = open(name, O_RDWR, 0);
	unsigned long size;

	if (!check(fd >= 0, "%s opens: %d", name, fd < 0 ? fd : 0))
		return;
	size = syscall3(NR_lseek, fd, 0, SEEK_END);
	check(size >= 1 << 20, "%s has %lu bytes", name, size);
	check(put(fd, 0, 65536, PIECE) == 65536, "64 KiB at the beginning");
	check(put(fd, 123457, 10000, 1000) == 10000,
	      "10000 bytes at 123457, in pieces of 1000");
	check(put(fd, 300000, 7, 7) == 7, "7 bytes in the midst of a sector");
	check(put(fd, size - 700, 700, 512) == 700, "700 bytes up to the end");
	check(put(fd, size - 10, 20, 20) != 20, "no 20 bytes, 10 before it");
	check(!syscall1(NR_fsync, fd), "fsync() says they are on the medium");
	close(fd);
	fd = open(name, O_RDONLY, 0);
	check(!compare(fd, 0, 65536), "the beginning reads the same");
	check(!compare(fd, 123457, 10000), "the 10000 bytes read the same");
	check(!compare(fd, 300000, 7), "the 7 bytes read the same");
	check(!compare(fd, size - 700, 700), "the end reads the same");
	syscall3(NR_lseek, fd, 0, SEEK_END);
	check(read(fd, buf, 1) == 0, "behind the end there is nothing");
	close(fd);
}

static void write_lazily(const char *name)
{
	int fd = open(name, O_RDWR, 0);

	if (!check(fd >= 0, "%s opens: %d", name, fd < 0 ? fd : 0))
		return;
	check(put(fd, 0, 65536, PIECE) == 65536, "64 KiB, for pdflush");
	sleep_ms(LAZY_MS);
	close(fd);
}

int main(int argc, char **argv)
{
	int i;

	check_begin("disktest");
	if (argc == 3 && !strcmp(argv[1], "-w")) {
		write_lazily(argv[2]);
		return check_end();
	}
	for (i = 1; i < argc; i++)
		test_device(argv[i]);
	syscall0(NR_sync);
	return check_end();
}
