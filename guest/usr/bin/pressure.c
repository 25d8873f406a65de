/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pressure: memory made scarce for a while, at little cost: the kernel is
 * told to keep all but ROOM pages free. Then a process larger than ROOM
 * fills COLD pages, and uses a few HOT ones all the time. The cold pages go
 * to swap and come back as they were; the hot ones stay.
 */
#include <check.h>
#include <memory.h>
#include <stdio.h>
#include <sys/mman.h>

#define ROOM	160
#define COLD	200
#define HOT	16
#define STEP	16	/* cold pages between two uses of the hot ones */

#define MIN_FREE	"/proc/sys/vm/min_free_kbytes"

static unsigned long sum_of(unsigned long number)
{
	unsigned long x = number * 2654435761ul;

	return x ^ x >> 15;
}

static void keep_free(long kbytes)
{
	char text[16];

	snprintf(text, sizeof(text), "%lu", kbytes);
	write_file(MIN_FREE, text);
}

static void use_hot(char *hot)
{
	int i;

	for (i = 0; i < HOT; i++)
		hot[i * PAGE_SIZE]++;
}

static void fill(char *cold, char *hot)
{
	unsigned long i;

	for (i = 0; i < COLD; i++) {
		*(unsigned long *)(cold + i * PAGE_SIZE) = sum_of(i);
		if (i % STEP == 0)
			use_hot(hot);
	}
}

static unsigned long read_back(const char *cold, char *hot)
{
	unsigned long i, sum = 0;

	for (i = 0; i < COLD; i++) {
		sum += *(unsigned long *)(cold + i * PAGE_SIZE);
		if (i % STEP == 0)
			use_hot(hot);
	}
	return sum;
}

static unsigned long right_sum(void)
{
	unsigned long i, sum = 0;

	for (i = 0; i < COLD; i++)
		sum += sum_of(i);
	return sum;
}

/* With swap, and memory that the kernel's reserve is part of. */
static int is_possible(void)
{
	if (proc_value("/proc/meminfo", "SwapTotal") <= 0)
		printf("pressure: no swap: nothing to show\n");
	else if (proc_value("/proc/meminfo", "HighTotal") > 0)
		printf("pressure: not with high memory\n");
	else
		return 1;
	return 0;
}

int main(void)
{
	char *cold = map_pages(COLD), *hot = map_pages(HOT), text[16];
	unsigned long sum;
	long in;

	check_begin("pressure");
	if (!is_possible())
		return 0;
	read_file(MIN_FREE, text, sizeof(text));
	use_hot(hot);
	keep_free(proc_value("/proc/meminfo", "MemFree") - ROOM * 4);
	fill(cold, hot);
	in = resident(cold, COLD);
	check(in < COLD, "%d pages in room for %d: %d are in memory", COLD,
	      ROOM, (int)in);
	in = resident(hot, HOT);
	check(in == HOT, "of %d hot pages %d are", HOT, (int)in);
	sum = read_back(cold, hot);
	write_file(MIN_FREE, text);
	check(sum == right_sum(), "sum of all when read again: 0x%08lx", sum);
	return check_end();
}
