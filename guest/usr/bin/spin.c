/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * spin MS: a child computes for MS milliseconds and never calls the kernel to
 * sleep. The parent still wakes up whenever it asked to: the timer preempts.
 */
#include <check.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define NAP_MS	1

static void compute(unsigned long ms)
{
	struct timeval start, now;
	unsigned long spent;

	gettimeofday(&start, 0);
	do {
		volatile int busy;

		for (busy = 0; busy < 10000; busy++)
			;
		gettimeofday(&now, 0);
		spent = (now.tv_sec - start.tv_sec) * 1000 +
			(now.tv_usec - start.tv_usec) / 1000;
	} while (spent < ms);
}

int main(int argc, char **argv)
{
	int ms = argc > 1 ? atoi(argv[1]) : 40;
	int pid, status, woken = 0;

	check_begin("spin");
	pid = fork();
	if (pid == 0) {
		compute(ms);
		_exit(0);
	}
	for (;;) {
		sleep_ms(NAP_MS);
		if (waitpid(pid, &status, WNOHANG))
			break;
		woken++;
	}
	/* A nap takes one to two ticks of 10 ms; without preemption, none. */
	check(status == 0 && woken >= 1 && woken <= ms / NAP_MS,
	      "parent woke %d times in %d ms of computing", woken, ms);
	return check_end();
}
