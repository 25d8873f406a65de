/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dirty DEVICE PAGES MS: writes so many pages from the device's beginning on,
 * keeps it open for so long, and says what is dirty then. What the settings
 * under /proc/sys/vm make of that, tests look at from outside.
 */
#include <check.h>
#include <memory.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PAGE	4096

static char page[PAGE];

int main(int argc, char **argv)
{
	int i, done = 0, fd = argc > 3 ? open(argv[1], O_RDWR, 0) : -1;

	check_begin("dirty");
	if (!check(fd >= 0, "usage: dirty DEVICE PAGES MS"))
		return check_end();
	for (i = 0; i < atoi(argv[2]); i++) {
		memset(page, 'a' + i % 26, PAGE);
		done += write(fd, page, PAGE) == PAGE;
	}
	check(done == i, "wrote %d pages", done);
	sleep_ms(atoi(argv[3]));
	printf("dirty: %ld pages are dirty\n",
	       proc_value("/proc/vmstat", "nr_dirty"));
	printf("dirty: fsync: %d\n", fsync(fd));
	printf("dirty: %ld pages are dirty after it\n",
	       proc_value("/proc/vmstat", "nr_dirty"));
	close(fd);
	return check_end();
}
