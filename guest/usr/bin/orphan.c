/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * orphan COUNT: leaves COUNT grandchildren behind that outlive their parent.
 * Process 1 must adopt them (their status 0 says that it did) and reap them.
 */
#include <check.h>
#include <stdlib.h>
#include <unistd.h>

#define STEP_MS	20

static void live_on(int turn)
{
	/* The parent is gone after the first sleep, whoever runs first. */
	sleep_ms(turn * STEP_MS);
	_exit(getppid() != 1);
}

static void leave_behind(unsigned long count)
{
	unsigned long turn;

	for (turn = 1; turn <= count; turn++)
		if (fork() == 0)
			live_on(turn);
}

int main(int argc, char **argv)
{
	int count = argc > 1 ? atoi(argv[1]) : 3;

	check_begin("orphan");
	check(status_of(leave_behind, count) == 0, "left %d orphans", count);
	return check_end();
}
