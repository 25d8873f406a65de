/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sleeper MS		sleeps, and sees that no less time has passed
 * sleeper patient	sleeps until a signal ends it
 * sleeper stubborn	the same, but ignores SIGTERM: SIGKILL must end it
 */
#include <check.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static long now_ms(void)
{
	struct timeval tv;

	gettimeofday(&tv, 0);
	return tv.tv_sec * 1000 + tv.tv_usec / 1000;
}

static void sleep_for_ever(void)
{
	for (;;)
		pause();
}

int main(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "20";
	long start = now_ms();

	if (!strcmp(how, "stubborn"))
		signal(SIGTERM, SIG_IGN);
	if (!strcmp(how, "stubborn") || !strcmp(how, "patient"))
		sleep_for_ever();
	check_begin("sleeper");
	sleep_ms(atoi(how));
	check(now_ms() - start >= atoi(how), "slept %d ms", atoi(how));
	return check_end();
}
