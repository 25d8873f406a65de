/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kunit SUITES: runs in-kernel suites ("list,timer" or "all") in the context
 * of this process. Like the sysctl program it first acquires what daemonize()
 * gives up, so that the suites can see it go.
 */
#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_signal(int sig)
{
	(void)sig;
}

int main(int argc, char **argv)
{
	const char *suites = argc > 1 ? argv[1] : "all";
	int ret;

	check_begin("kunit");
	signal(SIGUSR1, on_signal);
	setsid();
	ret = write_file("/proc/kunit", suites);
	check(ret == 0, "suites %s: result %d", suites, ret);
	return check_end();
}
