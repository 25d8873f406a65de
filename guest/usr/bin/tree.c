/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tree DIR: what is below a directory, in the directories' order, a line for
 * each name: kind and mode in hex, links, owner, group, size, blocks of 512
 * bytes, time of change, hash, path, and a link's text. The hash is FNV-1a of
 * a file's first megabyte and, if it is longer, of its last 64 KiB.
 */
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <syscall.h>
#include <unistd.h>

#define NR_readlink	85
#define NR__llseek	140
#define NR_lstat64	196
#define NR_statfs	99
#define S_IFMT		0170000
#define S_IFDIR		0040000
#define S_IFREG		0100000
#define S_IFLNK		0120000
#define DEPTH		16
#define HEAD_BYTES	(1 << 20)
#define TAIL_BYTES	(64 << 10)

struct stat64 {
	unsigned long long dev;
	unsigned int pad, ino, mode, nlink, uid, gid;
	unsigned long long rdev;
	unsigned int pad3;
	long long size;
	unsigned int blksize, blocks, pad4;
	unsigned int atime, atime_ns, mtime, mtime_ns, ctime, ctime_ns;
	unsigned long long ino64;
} __attribute__((packed));

static char buf[4096];
static int errors;

static int failed(const char *what, const char *path, int error)
{
	printf("tree: %s %s: error %d\n", what, path, -error);
	errors++;
	return error;
}

/* Goes on with a hash over at most so many bytes; an error, or 0. */
static int hash_bytes(int fd, int most, unsigned int *hash)
{
	int done = 0, got = 0, i;

	while (done < most && (got = read(fd, buf, sizeof(buf))) > 0) {
		for (i = 0; i < got; i++)
			*hash = (*hash ^ (unsigned char)buf[i]) * 16777619u;
		done += got;
	}
	return got < 0 ? got : 0;
}

static unsigned int hash_file(const char *path, long long size)
{
	unsigned int hash = 2166136261u;
	long long tail = size - TAIL_BYTES, at;
	int fd = open(path, O_RDONLY, 0), error;

	if (fd < 0)
		return failed("open", path, fd);
	error = hash_bytes(fd, HEAD_BYTES, &hash);
	if (!error && size > HEAD_BYTES) {
		syscall5(NR__llseek, fd, tail >> 32, tail, (long)&at, 0);
		error = hash_bytes(fd, TAIL_BYTES, &hash);
	}
	close(fd);
	if (error)
		failed("read", path, error);
	return hash;
}

static void show(const char *path, const struct stat64 *st)
{
	char target[4096] = "";
	unsigned int hash = 0;
	int len;

	if ((st->mode & S_IFMT) == S_IFREG)
		hash = hash_file(path, st->size);
	if ((st->mode & S_IFMT) == S_IFLNK) {
		len = syscall3(NR_readlink, path, target, sizeof(target) - 1);
		if (len < 0)
			failed("readlink", path, len);
		else
			target[len] = '\0';
	}
	printf("tree: %x %u %u %u %lu:%lu %u %u %08x %s%s%s\n", st->mode,
	       st->nlink, st->uid, st->gid, (unsigned long)(st->size >> 32),
	       (unsigned long)st->size, st->blocks, st->mtime, hash, path,
	       *target ? " -> " : "", target);
}

static void walk(char *path, int depth);

static void visit(char *path, const char *name, int depth)
{
	size_t len = strlen(path);
	struct stat64 st;
	int error;

	snprintf(path + len, 4096 - len, "/%s", name);
	error = syscall2(NR_lstat64, path, &st);
	if (error) {
		failed("stat", path, error);
	} else {
		show(path, &st);
		if ((st.mode & S_IFMT) == S_IFDIR)
			walk(path, depth + 1);
	}
	path[len] = '\0';
}

static void walk(char *path, int depth)
{
	char entries[1024];
	int fd = depth < DEPTH ? open(path, O_RDONLY, 0) : -40, got, at;

	if (fd < 0) {
		failed("open", path, fd);
		return;
	}
	while ((got = getdents64(fd, entries, sizeof(entries)))) {
		if (got < 0 && failed("list", path, got) && errors > 20)
			break;
		for (at = 0; at < got;) {
			struct dirent64 *de = (void *)(entries + at);

			if (strcmp(de->name, ".") && strcmp(de->name, ".."))
				visit(path, de->name, depth);
			at += de->reclen;
		}
	}
	close(fd);
}

static void show_statfs(const char *path)
{
	unsigned int st[16] = { 0 };
	int error = syscall2(NR_statfs, path, st);

	if (error)
		failed("statfs", path, error);
	else
		printf("tree: magic 0x%x, %u blocks of %u, %u free, %u for "
		       "all; %u inodes, %u free\n", st[0], st[2], st[1],
		       st[3], st[4], st[5], st[6]);
}

int main(int argc, char **argv)
{
	static char path[4096];

	if (argc < 2) {
		printf("usage: tree DIR\n");
		return 2;
	}
	strlcpy(path, argv[1], sizeof(path));
	show_statfs(path);
	walk(path, 0);
	printf("tree: %d errors\n", errors);
	return errors != 0;
}
