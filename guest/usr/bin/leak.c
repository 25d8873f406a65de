/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * leak fork N: N times fork, exec and exit. leak pressure N: memory is made
 * scarce, and N times a process fills more than is left, and ends. Free
 * memory is afterwards what it was, to the page, once the kernel has put
 * away what it keeps for the next time.
 */
#include <check.h>
#include <memory.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define AREA		"/dev/hdb"
#define MORE		64	/* pages than are left */
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

/*
 * With all areas empty: otherwise it depends on which of its pages a process
 * happens to have on swap.
 */
static long free_pages(void)
{
	swapoff(AREA);
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

static void measure(int rounds, void (*fn)(unsigned long), int scarce)
{
	unsigned long pages = 0;
	long before, after;
	int bad;

	repeat(WARM_UP, fn, 0);
	before = free_pages();
	swapon(AREA, 0);
	if (scarce)
		pages = make_scarce() + MORE;
	bad = repeat(rounds, fn, pages);
	if (scarce)
		make_plenty();
	after = free_pages();
	check(rounds && !bad, "%d rounds, %d of them failed", rounds, bad);
	check(after == before, "free before: %ld pages, after: %ld pages",
	      before, after);
}

int main(int argc, char **argv)
{
	int scarce = argc > 1 && !strcmp(argv[1], "pressure");

	if (argc > 1 && !strcmp(argv[1], "nothing"))
		return 0;
	check_begin("leak");
	measure(argc > 2 ? atoi(argv[2]) : 0, scarce ? fill : exec_self,
		scarce);
	return check_end();
}
