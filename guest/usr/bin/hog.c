/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hog SIZE [ROUNDS [MS]]: fills SIZE (KiB, or N% of memory) page by page,
 * sleeps, and then reads all of it ROUNDS times. Each page's words are made
 * from its number and the round, so that a page that comes back as another
 * one, or as it was a round ago, changes the sum.
 */
#include <check.h>
#include <memory.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define WORDS	(PAGE_SIZE / sizeof(unsigned long))

static unsigned long mix(unsigned long page, unsigned long round)
{
	unsigned long x = page * 2654435761ul + round * 40503ul;

	return x ^ x >> 15;
}

/* Its first, its last, and one word in between. */
static void fill(unsigned long *page, unsigned long number,
		 unsigned long round)
{
	unsigned long word = mix(number, round);

	page[0] = word;
	page[1 + number % (WORDS - 2)] = word;
	page[WORDS - 1] = ~word;
}

static int holds(const unsigned long *page, unsigned long number,
		 unsigned long round)
{
	unsigned long word = mix(number, round);

	return page[0] == word && page[WORDS - 1] == ~word &&
	       page[1 + number % (WORDS - 2)] == word;
}

/* All pages checked against this round, and filled for the next. */
static unsigned long check_round(char *start, unsigned long pages,
				 unsigned long round)
{
	unsigned long i, bad = 0;

	for (i = 0; i < pages; i++) {
		unsigned long *page = (void *)(start + i * PAGE_SIZE);

		if (!holds(page, i, round))
			bad++;
		fill(page, i, round + 1);
	}
	return bad;
}

int main(int argc, char **argv)
{
	unsigned long pages = argc > 1 ? pages_of(argv[1]) : 0, i, bad = 0;
	int round, rounds = argc > 2 ? atoi(argv[2]) : 1;
	char *start = map_pages(pages);

	check_begin("hog");
	if (!check(pages && start, "maps %lu pages", pages))
		return check_end();
	for (i = 0; i < pages; i++)
		fill((void *)(start + i * PAGE_SIZE), i, 0);
	if (argc > 3)
		sleep_ms(atoi(argv[3]));
	for (round = 0; round < rounds; round++)
		bad += check_round(start, pages, round);
	check(!bad, "%d rounds over %lu KiB: %lu wrong pages", rounds,
	      pages * 4, bad);
	return check_end();
}
