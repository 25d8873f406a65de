/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * filer PATH COUNT KIB: writes COUNT files of so many KiB at PATH.0, PATH.1
 * and so on, reads each back and compares, and removes them.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define BLOCK	1024

static unsigned char block[BLOCK];

static void fill(int file, int number)
{
	int i;

	for (i = 0; i < BLOCK; i++)
		block[i] = (unsigned char)(file * 31 + number * 7 + i);
}

static int holds(int file, int number)
{
	int i;

	for (i = 0; i < BLOCK; i++)
		if (block[i] != (unsigned char)(file * 31 + number * 7 + i))
			return 0;
	return 1;
}

static int put_file(const char *name, int file, int blocks)
{
	int i, good = 1, fd = open(name, O_RDWR | O_CREAT | O_TRUNC, 0600);

	for (i = 0; i < blocks && good; i++) {
		fill(file, i);
		good = write(fd, block, BLOCK) == BLOCK;
	}
	close(fd);
	return good && fd >= 0;
}

static int get_file(const char *name, int file, int blocks)
{
	int i, good = 1, fd = open(name, O_RDONLY, 0);

	for (i = 0; i < blocks && good; i++)
		good = read(fd, block, BLOCK) == BLOCK && holds(file, i);
	close(fd);
	return good && fd >= 0;
}

int main(int argc, char **argv)
{
	const char *path = argc > 1 ? argv[1] : "/tmp/filer";
	int count = argc > 2 ? atoi(argv[2]) : 8;
	int blocks = argc > 3 ? atoi(argv[3]) : 16;
	int i, good = 0;
	char name[64];

	check_begin("filer");
	for (i = 0; i < count; i++) {
		snprintf(name, sizeof(name), "%s.%d", path, i);
		good += put_file(name, i, blocks);
	}
	check(good == count, "%d files of %d KiB written", good, blocks);
	for (i = good = 0; i < count; i++) {
		snprintf(name, sizeof(name), "%s.%d", path, i);
		good += get_file(name, i, blocks);
		unlink(name);
	}
	check(good == count, "%d files read back", good);
	return check_end();
}
