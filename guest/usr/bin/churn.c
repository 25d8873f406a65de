/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * churn DIR WORKERS STEPS SEED: does to files what programs do, in an order
 * that the seed decides. Each worker has a directory of its own and a handful
 * of names, so that most names are used again and again. `harness crash` cuts
 * the power meanwhile; it hears of every step before and after by what is
 * written to descriptor REPORT, and knows from the bytes of a file which step
 * put them there.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <syscall.h>
#include <unistd.h>

#define NR_lseek	19
#define NR_truncate	92
#define SEEK_END	2
#define REPORT		9
#define NAME		96
#define CHUNK		8192

static unsigned int noise;
static int worker, step;
static int held = -1;			/* a file without a name, still open */

/* A repetition of 8 bytes says who wrote it, when, and where. */
static struct unit {
	unsigned short who, step;
	unsigned int where;
} chunk[CHUNK / sizeof(struct unit)];

static unsigned int any(unsigned int below)
{
	noise = noise * 1664525 + 1013904223;
	return (noise >> 12) % below;
}

static char *a_name(char *name)
{
	static const char *const dirs[] = { "", "", "d0/", "d1/" };
	static const char pad[] = "-with-a-name-that-takes-its-room-in-the-"
				  "directory";
	unsigned int number = any(6), more = number % 3 ? 0 : number * 5;

	snprintf(name, NAME, "%sf%u", dirs[any(ARRAY_SIZE(dirs))], number);
	strlcpy(name + strlen(name), pad, more + 1);
	return name;
}

/* Who hears this knows that the step is under way, and then how it ended. */
static void announce(const char *what, const char *first, const char *second)
{
	dprintf(REPORT, "churn %d %d %s %s %s\n", worker, ++step, what, first,
		second);
}

static int ended(int result)
{
	dprintf(REPORT, "churn %d %d = %d\n", worker, step, result);
	return result;
}

static int create(const char *name)
{
	announce("create", name, "-");
	return ended(open(name, O_RDWR | O_CREAT, 0644));
}

static int put(int fd, const char *name, unsigned int at, unsigned int len)
{
	char place[32];
	unsigned int i;

	snprintf(place, sizeof(place), "%u %u", at, len);
	announce("write", name, place);
	for (i = 0; i < len / sizeof(*chunk); i++)
		chunk[i] = (struct unit){ worker, step,
					  at + i * sizeof(*chunk) };
	syscall3(NR_lseek, fd, at, SEEK_SET);
	return ended(write(fd, chunk, len));
}

static int sync_file(int fd, const char *name)
{
	if (any(3)) {
		announce("fsync", name, "-");
		return ended(fsync(fd));
	}
	announce("fdatasync", name, "-");
	return ended(syscall1(NR_fdatasync, fd));
}

/* Appends, overwrites, or leaves a hole; some files are kept, once nameless. */
static void write_some(const char *name)
{
	unsigned int size, at, count = any(4) ? 1 : any(5) + 1;
	int fd = create(name);

	if (fd < 0)
		return;
	size = syscall3(NR_lseek, fd, 0, SEEK_END);
	at = size;
	if (!any(3))
		at = any(size + 1);
	else if (!any(12))
		at = size + any(40000);
	for (at &= ~7u; count--; at += CHUNK)
		if (put(fd, name, at, count ? CHUNK : 8 + any(640) * 8) < 0)
			break;
	if (!any(3))
		sync_file(fd, name);
	if (held < 0 && !any(6)) {
		announce("unlink", name, "-");
		ended(unlink(name));
		held = fd;
		put(held, "(held)", 0, CHUNK);
	} else {
		close(fd);
	}
}

static void shorten(const char *name)
{
	unsigned int size = any(3) ? any(12000) & ~7u : 0;
	char text[16];

	snprintf(text, sizeof(text), "%u", size);
	announce("truncate", name, text);
	ended(syscall2(NR_truncate, name, size));
}

static void two_names(int number, const char *what)
{
	char from[NAME], to[NAME];

	a_name(from);
	a_name(to);
	announce(what, from, to);
	ended(syscall2(number, from, to));
}

/* To where nothing can be made; the long text needs a block of its own. */
static void point_nowhere(const char *name)
{
	static const char longer[] = "gone/so-far-away-that-the-text-of-the-"
				     "link-does-not-fit-into-its-inode";
	const char *text = any(2) ? longer : "gone/near";

	announce("symlink", name, text);
	ended(syscall2(NR_symlink, text, name));
}

static void sync_directory(void)
{
	const char *name = any(2) ? "." : any(2) ? "d0" : "d1";
	int fd = open(name, O_RDONLY, 0);

	if (fd < 0)
		return;
	announce("fsync", name, "-");
	ended(fsync(fd));
	close(fd);
}

static void directories(void)
{
	const char *name = any(2) ? "d0" : "d1";
	int make = any(3);

	announce(make ? "mkdir" : "rmdir", name, "-");
	ended(make ? mkdir(name, 0755) : syscall1(NR_rmdir, name));
}

static void whole_sync(void)
{
	announce("sync", "-", "-");
	sync();
	ended(0);
}

static void one_step(void)
{
	char name[NAME];
	unsigned int kind = any(100);

	a_name(name);
	if (kind < 45) {
		write_some(name);
	} else if (kind < 52) {
		shorten(name);
	} else if (kind < 62) {
		announce("unlink", name, "-");
		ended(unlink(name));
	} else if (kind < 74) {
		two_names(NR_rename, "rename");
	} else if (kind < 79) {
		two_names(NR_link, "link");
	} else if (kind < 83) {
		point_nowhere(name);
	} else if (kind < 91) {
		directories();
	} else if (kind < 95) {
		sync_directory();
	} else if (kind < 96) {
		whole_sync();
	} else {
		sleep_ms(any(800));
	}
	if (held >= 0 && !any(8)) {
		close(held);
		held = -1;
	}
}

static int work(int number, int steps, unsigned int seed)
{
	char home[16];

	worker = number;
	noise = seed * 40503 + number * 2654435761u;
	snprintf(home, sizeof(home), "w%d", number);
	announce("mkdir", ".", "-");
	if (ended(mkdir(home, 0755)) || syscall1(NR_chdir, home))
		return 1;
	while (steps--)
		one_step();
	return 0;
}

int main(int argc, char **argv)
{
	int i, workers, status, failed = 0;

	if (argc < 5) {
		printf("usage: churn DIR WORKERS STEPS SEED\n");
		return 2;
	}
	dup2(open("/dev/null", O_RDWR, 0), REPORT);
	workers = atoi(argv[2]);
	if (syscall1(NR_chdir, argv[1]))
		return 1;
	for (i = 0; i < workers; i++)
		if (!fork())
			_exit(work(i, atoi(argv[3]), atoi(argv[4])));
	for (i = 0; i < workers; i++)
		if (waitpid(-1, &status, 0) < 0 || status)
			failed = 1;
	printf("churn: %d workers, %s steps each: %s\n", workers, argv[3],
	       failed ? "FAILED" : "done");
	return failed;
}
