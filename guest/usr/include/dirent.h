/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef USR_DIRENT_H
#define USR_DIRENT_H

struct dirent64 {
	unsigned long long ino, off;
	unsigned short reclen;
	unsigned char type;
	char name[];
} __attribute__((packed));

/* Fills `buf` with whole entries; bytes, 0 at the end, or -errno. */
int getdents64(int fd, void *buf, unsigned int size);

/* Calls `entry` with every name but "." and ".."; 0 or -errno. */
int list_dir(const char *path, void (*entry)(const char *name, void *arg),
	     void *arg);

#endif
