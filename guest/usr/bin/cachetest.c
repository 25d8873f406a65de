/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cachetest DEVICE: what read(), write() and mmap() see of a block device is
 * one thing, the page cache; and its size, its end and its syncing.
 */
#include <check.h>
#include <errno.h>
#include <memory.h>
#include <string.h>
#include <sys/mman.h>
#include <syscall.h>
#include <unistd.h>

#define NR_lseek	19
#define NR_ioctl	54
#define NR_msync	144
#define SEEK_END	2
#define O_SYNC		010000
#define MS_SYNC		4
#define BLKGETSIZE	0x1260
#define BLKFLSBUF	0x1261
#define BLKSSZGET	0x1268
#define BLKGETSIZE64	0x80041272
#define PAGE		4096

static char text[16];

static long dirty_pages(void)
{
	return proc_value("/proc/vmstat", "nr_dirty");
}

static const char *at(int fd, long where)
{
	memset(text, 0, sizeof(text));
	syscall3(NR_lseek, fd, where, SEEK_SET);
	read(fd, text, 5);
	return text;
}

static void sizes(int fd)
{
	unsigned long end = syscall3(NR_lseek, fd, 0, SEEK_END), sectors = 0;
	unsigned long long bytes = 0;
	int sector = 0;

	syscall3(NR_ioctl, fd, BLKGETSIZE, &sectors);
	syscall3(NR_ioctl, fd, BLKGETSIZE64, &bytes);
	syscall3(NR_ioctl, fd, BLKSSZGET, &sector);
	check(sector == 512 && sectors * 512 == end && bytes == end,
	      "ioctl() and lseek() agree on the size");
	check(write(fd, text, 1) == -ENOSPC, "there is no room at the end");
}

static void mappings(int fd)
{
	char *shared = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE,
			    MAP_SHARED, fd, 0);
	char *private = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE, fd, 0);

	memcpy(shared + 100, "store", 5);
	check(!strcmp(at(fd, 100), "store"), "read() sees a store");
	syscall3(NR_lseek, fd, 200, SEEK_SET);
	write(fd, "write", 5);
	check(!memcmp(shared + 200, "write", 5), "a load sees a write()");
	check(!memcmp(private + 200, "write", 5),
	      "so it does in a private mapping");
	memcpy(private + 200, "apart", 5);
	check(!strcmp(at(fd, 200), "write"), "whose stores nobody sees");
	check(!syscall3(NR_msync, shared, 2 * PAGE, MS_SYNC) &&
	      !dirty_pages(), "after msync() nothing is dirty");
	shared[PAGE] = 'x';
	munmap(shared, 2 * PAGE);
	check(dirty_pages() == 1, "munmap() tells what was stored to");
	check(!syscall1(NR_fdatasync, fd) && !dirty_pages(),
	      "fdatasync() writes it");
	munmap(private, PAGE);
}

static void syncing(const char *name, int fd)
{
	int sync_fd = open(name, O_RDWR | O_SYNC, 0);

	check(write(sync_fd, "synced", 6) == 6 && !dirty_pages(),
	      "with O_SYNC a write() waits for the disk");
	close(sync_fd);
	write(fd, "flushed", 7);
	check(!syscall3(NR_ioctl, fd, BLKFLSBUF, 0) && !dirty_pages(),
	      "BLKFLSBUF writes what is dirty");
	check(!strcmp(at(fd, 100), "store"), "and what is read again is right");
}

int main(int argc, char **argv)
{
	int fd = argc > 1 ? open(argv[1], O_RDWR, 0) : -1;

	check_begin("cachetest");
	if (!check(fd >= 0, "the device opens"))
		return check_end();
	sizes(fd);
	mappings(fd);
	syncing(argv[1], fd);
	close(fd);
	return check_end();
}
