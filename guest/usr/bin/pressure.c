/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pressure: memory made scarce for a while, at little cost: the kernel is
 * told to keep nearly all that is free. A process then fills more pages than
 * are left to it, and uses a few of them all the time. The others go to swap
 * and come back as they were; those in use stay.
 */
#include <check.h>
#include <memory.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#define HOT	8	/* pages */
#define STEP	16	/* cold pages between two uses of the hot ones */

#define MORE	64	/* pages than fit; the page cache gives some */
#define PAUSE_MS 10

static unsigned long sum_of(unsigned long number)
{
	unsigned long x = number * 2654435761ul;

	return x ^ x >> 15;
}

static void use_hot(char *hot)
{
	int i;

	for (i = 0; i < HOT; i++)
		hot[i * PAGE_SIZE]++;
}

static void fill(char *cold, unsigned long pages, char *hot)
{
	unsigned long i;

	for (i = 0; i < pages; i++) {
		*(unsigned long *)(cold + i * PAGE_SIZE) = sum_of(i);
		if (i % STEP)
			continue;
		/* kswapd's turn: faster, we would have to reclaim ourselves. */
		sleep_ms(PAUSE_MS);
		use_hot(hot);
	}
}

static unsigned long read_back(const char *cold, unsigned long pages,
			       char *hot)
{
	unsigned long i, sum = 0;

	for (i = 0; i < pages; i++) {
		sum += *(unsigned long *)(cold + i * PAGE_SIZE);
		if (i % STEP == 0)
			use_hot(hot);
	}
	return sum;
}

static unsigned long right_sum(unsigned long pages)
{
	unsigned long i, sum = 0;

	for (i = 0; i < pages; i++)
		sum += sum_of(i);
	return sum;
}

static void show(unsigned long room, unsigned long pages)
{
	char *cold = map_pages(pages), *hot = map_pages(HOT);
	unsigned long sum;
	long in;

	use_hot(hot);
	fill(cold, pages, hot);
	in = resident(cold, pages);
	check(in < (long)pages, "%lu pages in room for %lu: %ld are in memory",
	      pages, room, in);
	in = resident(hot, HOT);
	check(in == HOT, "of %d hot pages %ld are", HOT, in);
	sum = read_back(cold, pages, hot);
	check(sum == right_sum(pages), "sum of all when read again: 0x%08lx",
	      sum);
}

int main(void)
{
	unsigned long room;

	check_begin("pressure");
	if (proc_value("/proc/meminfo", "SwapTotal") <= 0) {
		printf("pressure: no swap: nothing to show\n");
		return 0;
	}
	room = make_scarce();
	show(room, room + MORE);
	make_plenty();
	return check_end();
}
