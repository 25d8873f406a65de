/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mount DEVICE DIR TYPE [OPTION,...], and by its other name umount DIR. */
#include <stdio.h>
#include <string.h>
#include <syscall.h>

#define NR_umount	22
#define NR_mount_call	21
#define MS_RDONLY	1

/* "ro" is the kernel's flag; other words are the file system's. */
static unsigned long take_flags(char *options)
{
	if (!strcmp(options, "ro")) {
		*options = '\0';
		return MS_RDONLY;
	}
	if (!strncmp(options, "ro,", 3)) {
		memmove(options, options + 3, strlen(options + 3) + 1);
		return MS_RDONLY;
	}
	return 0;
}

int main(int argc, char **argv)
{
	const char *slash = strrchr(argv[0], '/');
	const char *name = slash ? slash + 1 : argv[0];
	int umount = !strcmp(name, "umount");
	unsigned long flags = 0;
	int error;

	if (argc < (umount ? 2 : 4)) {
		printf("usage: %s\n", umount ? "umount DIR" :
		       "mount DEVICE DIR TYPE [OPTION,...]");
		return 2;
	}
	if (argc > 4)
		flags = take_flags(argv[4]);
	if (umount)
		error = syscall1(NR_umount, argv[1]);
	else
		error = syscall5(NR_mount_call, (long)argv[1], (long)argv[2],
				 (long)argv[3], flags,
				 (long)(argc > 4 ? argv[4] : NULL));
	if (error)
		printf("%s: %s: error %d\n", name, argv[1], -error);
	return error != 0;
}
