/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * journal DEVICE DIR: mounts an ext3 and changes it: with an fsync, after
 * which a power cut loses nothing; and without, which kjournald commits a
 * second later, unasked. It stays mounted. Without an ext3 there is nothing
 * to see.
 */
#include <check.h>
#include <ext3.h>
#include <stdio.h>
#include <string.h>
#include <syscall.h>
#include <unistd.h>

#define NR_mount	21
#define NR_umount	22
#define O_APPEND	02000
#define BYTES		3000

static char path[2][64], text[BYTES];

static const char *in(const char *dir, const char *name, int which)
{
	snprintf(path[which], sizeof(path[which]), "%s/%s", dir, name);
	return path[which];
}

static int mount_it(const char *device, const char *dir)
{
	return syscall5(NR_mount, (long)device, (long)dir, (long)"ext3", 0,
			(long)"commit=1");
}

/* Whether the bytes were written, and if asked for, are safe. */
static int put(const char *name, int flags, int how, int safe)
{
	int fd = open(name, O_WRONLY | O_CREAT | flags, 0644);
	int ok;

	memset(text, how, sizeof(text));
	ok = fd >= 0 && write(fd, text, sizeof(text)) == sizeof(text);
	if (ok && safe)
		ok = fsync(fd) == 0;
	close(fd);
	return ok;
}

static void change(const char *device, const char *dir)
{
	check(put(in(dir, "ledger", 0), O_TRUNC, 'a', 1),
	      "a file, fsynced: in the log");
	check(syscall1(NR_umount, dir) == 0,
	      "unmounted: all is in its place, and the log is empty");
	if (!check(mount_it(device, dir) == 0, "mounted again"))
		return;
	check(put(in(dir, "ledger", 0), O_APPEND, 'b', 1),
	      "more of the file, fsynced");
	check(put(in(dir, "draft", 0), O_TRUNC, 'c', 0) &&
	      syscall2(NR_rename, in(dir, "draft", 0),
		       in(dir, "report", 1)) == 0,
	      "another under two names, not fsynced: kjournald will come");
}

int main(int argc, char **argv)
{
	unsigned long bytes;
	int fd;

	check_begin("journal");
	fd = argc > 2 ? open(argv[1], O_RDONLY, 0) : -1;
	bytes = fd < 0 ? 0 : ext3_bytes(fd);
	close(fd);
	if (!bytes) {
		printf("journal: no ext3: nothing to commit\n");
		return 0;
	}
	if (check(mount_it(argv[1], argv[2]) == 0, "%s is mounted on %s",
		  argv[1], argv[2]))
		change(argv[1], argv[2]);
	return check_end();
}
