/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mount DEVICE DIR TYPE [OPTION,...], and by its other name umount DIR. */
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <syscall.h>

#define NR_umount	22
#define NR_mount_call	21

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
		flags = mount_flags(argv[4]);
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
