/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * alternate TASKS ROUNDS PAGES: processes with pages of their own that take
 * turns, in one of two ways.
 *
 * One task naps between its rounds: the processor goes to process 0, a kernel
 * thread, and comes back. Several nap for as long each, but begin at times
 * apart: after each one's turn comes process 0, and then another.
 */
#include <check.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define TICK_MS		10
#define MAX_TASKS	8
#define MAX_PAGES	256
#define WORDS		(PAGE_SIZE / sizeof(unsigned long))

static unsigned long sum;

/* Every page is read and written: as many translations are in use. */
static void touch(volatile unsigned long *first, int pages)
{
	int i;

	for (i = 0; i < pages; i++)
		sum += first[i * WORDS]++;
}

/* Returns whether each page kept what this process alone wrote. */
static int play(int tasks, int number, int rounds, int pages)
{
	unsigned long *first = mmap(NULL, pages * PAGE_SIZE,
				    PROT_READ | PROT_WRITE,
				    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int i, good = 1;

	if (MMAP_FAILED(first))
		return 0;
	/* Two ticks apart, so that no two ever wake up together. */
	if (number)
		sleep_ms(2 * TICK_MS * number);
	for (i = 0; i < rounds; i++) {
		touch(first, pages);
		sleep_ms(2 * TICK_MS * tasks - TICK_MS);
	}
	for (i = 0; i < pages; i++)
		good &= first[i * WORDS] == (unsigned long)rounds;
	return good;
}

static int in_range(int value, int most)
{
	return value >= 1 && value <= most;
}

int main(int argc, char **argv)
{
	int tasks = argc > 1 ? atoi(argv[1]) : 1;
	int rounds = argc > 2 ? atoi(argv[2]) : 50;
	int pages = argc > 3 ? atoi(argv[3]) : 16;
	int i, status, good = 0;

	check_begin("alternate");
	if (!in_range(tasks, MAX_TASKS) || !in_range(pages, MAX_PAGES)) {
		check(0, "1 to %d tasks, 1 to %d pages", MAX_TASKS, MAX_PAGES);
		return check_end();
	}
	for (i = 0; i < tasks; i++)
		if (fork() == 0)
			_exit(!play(tasks, i, rounds, pages));
	for (i = 0; i < tasks; i++)
		if (waitpid(-1, &status, 0) > 0 && status == 0)
			good++;
	check(good == tasks, "%d tasks kept %d pages each over %d rounds",
	      good, pages, rounds);
	return check_end();
}
