/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fsop FILE: does what the lines of FILE say to file systems, one system call
 * or a few each, and prints `fsop: line N: ERROR` for those that fail. FILE
 * may be a disk: the first NUL ends it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <syscall.h>
#include <unistd.h>

#define NR_mknod	14
#define NR_utime	30
#define NR_umount2	52
#define NR_pwrite64	181
#define NR_truncate64	193
#define NR_lchown32	198
#define CHUNK		4096
#define MAX_WORDS	8
#define MAX_HELD	16

static char script[256 << 10];
static char chunk[CHUNK] __attribute__((aligned(CHUNK)));
static char *word[MAX_WORDS];	/* of the line; missing ones are empty */
static int held[MAX_HELD], nr_held;
static int self, processes = 1;	/* who does every how manieth line */

/* It may need more than 32 bits. */
static unsigned long long offset(int i)
{
	unsigned long long n = 0;
	const char *s;

	for (s = word[i]; *s >= '0' && *s <= '9'; s++)
		n = n * 10 + *s - '0';
	return n;
}

/* Octal with a zero before it; a minus is taken too. */
static long number(int i)
{
	const char *s = word[i];
	long n = 0;

	if (*s == '-')
		return atoi(s);
	for (; *word[i] == '0' && *s >= '0' && *s < '8'; s++)
		n = n * 8 + *s - '0';
	return n ? n : (long)offset(i);
}

/* What belongs at a place of a file; the seed tells versions apart. */
static char pattern(unsigned long long at, int seed)
{
	unsigned int low = (unsigned int)at;

	return (char)(low * 7 + (low >> 8) * 13 + seed);
}

static long put(int fd, unsigned long long at, long len, int seed)
{
	long n, done, i;

	for (; len > 0; len -= done, at += done) {
		n = len < CHUNK ? len : CHUNK;
		for (i = 0; i < n; i++)
			chunk[i] = pattern(at + i, seed);
		done = syscall5(NR_pwrite64, fd, (long)chunk, n, (long)at,
				(long)(at >> 32));
		if (done <= 0)
			return done;
	}
	return 0;
}

/* write PATH OFFSET LENGTH SEED [FLAGS]: made if it is not there. */
static long do_write(void)
{
	int fd = open(word[1], O_RDWR | O_CREAT | number(5), 0644);
	long error;

	if (fd < 0)
		return fd;
	error = put(fd, offset(2), number(3), number(4));
	close(fd);
	return error;
}

/* map PATH PAGE PAGES SEED: the same through a shared mapping. */
static long do_map(void)
{
	unsigned long at, first = number(2) * CHUNK, len = number(3) * CHUNK;
	int fd = open(word[1], O_RDWR, 0), seed = number(4);
	char *p;

	if (fd < 0)
		return fd;
	p = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
		 number(2));
	close(fd);
	if (MMAP_FAILED(p))
		return (long)p;
	for (at = 0; at < len; at++)
		p[at] = pattern(first + at, seed);
	return munmap(p, len);
}

/* many PREFIX COUNT LENGTH: files PREFIX0, PREFIX1 and so on. */
static long do_many(void)
{
	long i, error = 0, count = number(2), len = number(3);
	char name[300];
	int fd;

	for (i = 0; i < count && error >= 0; i++) {
		snprintf(name, sizeof(name), "%s%d", word[1], (int)i);
		fd = open(name, O_RDWR | O_CREAT, 0644);
		error = fd < 0 ? fd : put(fd, 0, len, (int)i);
		if (fd >= 0)
			close(fd);
	}
	return error;
}

/* forget PREFIX FROM TO STEP: unlinks some of them. */
static long do_forget(void)
{
	long i, error = 0;
	char name[300];

	for (i = number(2); i < number(3) && !error; i += number(4)) {
		snprintf(name, sizeof(name), "%s%d", word[1], (int)i);
		error = unlink(name);
	}
	return error;
}

/* hold PATH: keeps it open; release: closes what is held. */
static long do_hold(void)
{
	int fd = nr_held < MAX_HELD ? open(word[1], O_RDWR, 0) : -24;

	if (fd >= 0)
		held[nr_held++] = fd;
	return fd < 0 ? fd : 0;
}

static long do_release(void)
{
	while (nr_held)
		close(held[--nr_held]);
	return 0;
}

static long do_fsync(void)
{
	int nr = strcmp(word[0], "fsync") ? NR_fdatasync : NR_fsync;
	int fd = open(word[1], O_RDONLY, 0);
	long error = fd < 0 ? fd : syscall1(nr, fd);

	if (fd >= 0)
		close(fd);
	return error;
}

/* mount DEVICE DIR TYPE [OPTIONS]; remount DIR FLAGS|rw [OPTIONS]. */
static long do_mount(void)
{
	int remount = !strcmp(word[0], "remount");
	long flags = mount_flags(word[remount ? 2 : 4]);

	if (remount)
		return syscall5(NR_mount, 0, (long)word[1], 0,
				MS_REMOUNT | flags, (long)word[3]);
	return syscall5(NR_mount, (long)word[1], (long)word[2],
			(long)word[3], flags, (long)word[4]);
}

static long do_truncate(void)
{
	return syscall3(NR_truncate64, word[1], offset(2), offset(2) >> 32);
}

static long do_utime(void)
{
	long times[2] = { number(2), number(3) };

	return syscall2(NR_utime, word[1], times);
}

/* split N: the lines up to join are done by N processes in turn. */
static long do_split(void)
{
	processes = number(1);
	for (self = processes - 1; self > 0; self--)
		if (fork() == 0)
			break;
	return 0;
}

static long do_join(void)
{
	if (self)
		_exit(0);
	while (processes > 1)
		processes -= waitpid(-1, NULL, 0) > 0;
	return 0;
}

static long do_sleep(void)
{
	sleep_ms(number(1));
	return 0;
}

/* key: waits for a line from the terminal. */
static long do_key(void)
{
	return read(0, chunk, CHUNK) < 0;
}

/* With a call, or the number of a system call and its arguments' kinds. */
static const struct {
	const char *name;
	long (*call)(void);
	int nr;
	const char *kinds;		/* s: text, n: a number */
} operations[] = {
	{ "write", do_write, 0, "" }, { "map", do_map, 0, "" },
	{ "many", do_many, 0, "" }, { "forget", do_forget, 0, "" },
	{ "hold", do_hold, 0, "" }, { "release", do_release, 0, "" },
	{ "fsync", do_fsync, 0, "" }, { "fdatasync", do_fsync, 0, "" },
	{ "mount", do_mount, 0, "" }, { "remount", do_mount, 0, "" },
	{ "truncate", do_truncate, 0, "" }, { "utime", do_utime, 0, "" },
	{ "sleep", do_sleep, 0, "" }, { "split", do_split, 0, "" },
	{ "join", do_join, 0, "" }, { "key", do_key, 0, "" },
	{ "umount", NULL, NR_umount2, "sn" }, { "sync", NULL, NR_sync, "" },
	{ "mkdir", NULL, NR_mkdir, "sn" }, { "rmdir", NULL, NR_rmdir, "s" },
	{ "mknod", NULL, NR_mknod, "snn" }, { "link", NULL, NR_link, "ss" },
	{ "chown", NULL, NR_lchown32, "snn" }, { "chdir", NULL, NR_chdir, "s" },
	{ "chmod", NULL, NR_chmod, "sn" }, { "unlink", NULL, NR_unlink, "s" },
	{ "symlink", NULL, NR_symlink, "ss" },
	{ "rename", NULL, NR_rename, "ss" }, { "nice", NULL, NR_nice, "n" },
};

static long run_operation(size_t which)
{
	const char *kinds = operations[which].kinds;
	long arg[3] = { 0, 0, 0 };
	int i;

	if (operations[which].call)
		return operations[which].call();
	for (i = 0; kinds[i]; i++)
		arg[i] = kinds[i] == 's' ? (long)word[i + 1] : number(i + 1);
	return syscall3(operations[which].nr, arg[0], arg[1], arg[2]);
}

static long run_line(char *line)
{
	size_t i;

	for (i = 0; i < MAX_WORDS; i++) {
		word[i] = next_word(&line);
		if (!word[i])
			word[i] = "";
	}
	if (!*word[0] || *word[0] == '#')
		return 0;
	for (i = 0; i < ARRAY_SIZE(operations); i++)
		if (!strcmp(word[0], operations[i].name))
			return run_operation(i);
	return -38;
}

int main(int argc, char **argv)
{
	int count = 0, mine, got = read_file(argc > 1 ? argv[1] : "/dev/hdb",
				       script, sizeof(script));
	char *line = script, *end;
	long error;

	if (got < 0) {
		printf("fsop: cannot read the script: %d\n", got);
		return 1;
	}
	for (; (end = strchr(line, '\n')); line = end) {
		*end++ = '\0';
		mine = ++count % processes == self || !strcmp(line, "join");
		error = mine ? run_line(line) : 0;
		if (error)
			printf("fsop: line %d: %d\n", count, (int)error);
	}
	printf("fsop: %d lines\n", count);
	return 0;
}
