/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * leak fork N: N times fork, exec and exit. leak pressure N SIZE: N times a
 * process fills SIZE and ends. Free memory is afterwards what it was, to the
 * page, once the kernel has put away what it keeps for the next time.
 */
#include <check.h>
#include <memory.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define WARM_UP		10
#define SETTLE_MS	2500	/* empty slabs go every two seconds */

static void exec_self(unsigned long unused)
{
	char *argv[] = { "/bin/leak", "nothing", NULL };

	(void)unused;
	execve(argv[0], argv, environ);
	_exit(1);
}

static void fill(unsigned long pages)
{
	char *start = map_pages(pages);
	unsigned long i;

	for (i = 0; start && i < pages; i++)
		start[i * PAGE_SIZE] = 1;
	_exit(!start);
}

static long free_pages(void)
{
	sleep_ms(SETTLE_MS);
	return proc_value("/proc/meminfo", "MemFree") / 4;
}

static int repeat(int times, void (*fn)(unsigned long), unsigned long arg)
{
	int bad = 0;

	while (times--)
		bad += status_of(fn, arg) != 0;
	return bad;
}

int main(int argc, char **argv)
{
	int rounds = argc > 2 ? atoi(argv[2]) : 0, bad;
	unsigned long arg = argc > 3 ? pages_of(argv[3]) : 0;
	void (*fn)(unsigned long) = arg ? fill : exec_self;
	long before, after;

	if (argc > 1 && !strcmp(argv[1], "nothing"))
		return 0;
	check_begin("leak");
	repeat(WARM_UP, fn, arg);
	before = free_pages();
	bad = repeat(rounds, fn, arg);
	after = free_pages();
	check(rounds && !bad, "%d rounds, %d of them failed", rounds, bad);
	check(after == before, "free before: %ld pages, after: %ld pages",
	      before, after);
	return check_end();
}
