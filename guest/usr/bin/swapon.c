/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * swapon DEVICE [PRIORITY], and by its other name swapoff DEVICE. A device
 * that is not there is no failure: a machine may have no disk for it.
 */
#include <errno.h>
#include <memory.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SWAP_FLAG_PREFER	0x8000

int main(int argc, char **argv)
{
	const char *slash = strrchr(argv[0], '/');
	const char *name = slash ? slash + 1 : argv[0];
	int off = !strcmp(name, "swapoff"), error;

	if (argc < 2) {
		printf("usage: %s DEVICE\n", name);
		return 2;
	}
	if (off)
		error = swapoff(argv[1]);
	else
		error = swapon(argv[1], argc > 2 ?
			       SWAP_FLAG_PREFER | atoi(argv[2]) : 0);
	if (error == -ENOENT || error == -ENXIO) {
		printf("%s: no %s\n", name, argv[1]);
		return 0;
	}
	if (error)
		printf("%s: %s: error %d\n", name, argv[1], -error);
	return error != 0;
}
