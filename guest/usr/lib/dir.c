/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dirent.h>
#include <string.h>
#include <syscall.h>
#include <unistd.h>

int getdents64(int fd, void *buf, unsigned int size)
{
	return syscall3(NR_getdents64, fd, buf, size);
}

int list_dir(const char *path, void (*entry)(const char *name, void *arg),
	     void *arg)
{
	int fd = open(path, O_RDONLY, 0), got, at;
	char entries[1024];

	if (fd < 0)
		return fd;
	while ((got = getdents64(fd, entries, sizeof(entries))) > 0) {
		for (at = 0; at < got;) {
			struct dirent64 *de = (void *)(entries + at);

			if (strcmp(de->name, ".") && strcmp(de->name, ".."))
				entry(de->name, arg);
			at += de->reclen;
		}
	}
	close(fd);
	return got;
}
