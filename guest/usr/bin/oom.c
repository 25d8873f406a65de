/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * oom: a process that asks for more memory than memory and swap have is
 * ended, and no other: small ones beside it live on and answer.
 */
#include <check.h>
#include <memory.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define BYSTANDERS	4
#define SMALL_PAGES	64

struct bystander {
	int pid;
	int question[2], answer[2];
};

/* Holds some memory, and tells its sum when it is asked. */
static void stand_by(const struct bystander *b)
{
	char *pages = map_pages(SMALL_PAGES), byte;
	int i, sum = 0;

	for (i = 0; i < SMALL_PAGES; i++)
		pages[i * PAGE_SIZE] = 1;
	write(b->answer[1], "r", 1);
	read(b->question[0], &byte, 1);
	for (i = 0; i < SMALL_PAGES; i++)
		sum += pages[i * PAGE_SIZE];
	write(b->answer[1], sum == SMALL_PAGES ? "y" : "n", 1);
	_exit(0);
}

static void start_bystander(struct bystander *b)
{
	char byte;

	pipe(b->question);
	pipe(b->answer);
	b->pid = fork();
	if (b->pid == 0)
		stand_by(b);
	read(b->answer[0], &byte, 1);
}

static int answers(const struct bystander *b)
{
	char byte = 'n';
	int status;

	write(b->question[1], "?", 1);
	read(b->answer[0], &byte, 1);
	waitpid(b->pid, &status, 0);
	return byte == 'y' && status == 0;
}

/* Without an end, as far as it knows. */
static void take_all(unsigned long chunk)
{
	for (;;) {
		char *pages = map_pages(chunk);
		unsigned long i;

		for (i = 0; pages && i < chunk; i++)
			pages[i * PAGE_SIZE] = 1;
	}
}

int main(void)
{
	static struct bystander b[BYSTANDERS];
	int i, status, alive = 0;

	check_begin("oom");
	for (i = 0; i < BYSTANDERS; i++)
		start_bystander(b + i);
	status = status_of(take_all, 1024);
	check(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL,
	      "the one that took everything was killed");
	for (i = 0; i < BYSTANDERS; i++)
		alive += answers(b + i);
	check(alive == BYSTANDERS, "%d of %d others live and have their memory",
	      alive, BYSTANDERS);
	return check_end();
}
