/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hotcold HOT COLD: two areas (KiB, or N% of memory), together more than
 * fits. While the cold one is walked from end to end, the hot pages are
 * touched in between, again and again. In the end they are in memory, and
 * the cold ones for the most part are not.
 */
#include <check.h>
#include <memory.h>
#include <sys/mman.h>

#define WALKS		2
#define COLD_STEP	64	/* cold pages between two rounds of hot ones */

static void touch(char *start, unsigned long pages, unsigned long add)
{
	unsigned long i;

	for (i = 0; i < pages; i++)
		*(volatile unsigned long *)(start + i * PAGE_SIZE) += add;
}

static unsigned long wrong(const char *start, unsigned long pages,
			   unsigned long wanted)
{
	unsigned long i, bad = 0;

	for (i = 0; i < pages; i++)
		bad += *(unsigned long *)(start + i * PAGE_SIZE) != wanted;
	return bad;
}

static void walk(char *hot, unsigned long nr_hot, char *cold,
		 unsigned long nr_cold)
{
	unsigned long at, n;

	for (at = 0; at < nr_cold; at += n) {
		n = nr_cold - at < COLD_STEP ? nr_cold - at : COLD_STEP;
		touch(cold + at * PAGE_SIZE, n, 1);
		touch(hot, nr_hot, 1);
	}
}

int main(int argc, char **argv)
{
	unsigned long nr_hot = argc > 2 ? pages_of(argv[1]) : 0;
	unsigned long nr_cold = argc > 2 ? pages_of(argv[2]) : 0;
	unsigned long touches = WALKS * ((nr_cold + COLD_STEP - 1) / COLD_STEP);
	char *hot = map_pages(nr_hot), *cold = map_pages(nr_cold);
	long hot_in, cold_in;
	int i;

	check_begin("hotcold");
	if (!check(nr_hot && nr_cold && hot && cold,
		   "maps %lu hot and %lu cold pages", nr_hot, nr_cold))
		return check_end();
	for (i = 0; i < WALKS; i++)
		walk(hot, nr_hot, cold, nr_cold);
	/* Before a look at the contents brings all of them in. */
	hot_in = resident(hot, nr_hot);
	cold_in = resident(cold, nr_cold);
	check(hot_in * 100 >= (long)nr_hot * 95,
	      "hot pages in memory: %ld of %lu", hot_in, nr_hot);
	check(cold_in * 100 <= (long)nr_cold * 80,
	      "cold pages in memory: %ld of %lu", cold_in, nr_cold);
	check(!wrong(hot, nr_hot, touches) && !wrong(cold, nr_cold, WALKS),
	      "all of them were touched as often as meant");
	return check_end();
}
