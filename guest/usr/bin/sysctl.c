/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sysctl NAME VALUE: writes VALUE to /proc/sys/NAME. Some settings start a
 * daemon in the kernel, as a child of the writer; so this process first
 * acquires what daemonize() must give up: a session of its own, open files
 * and a signal handler.
 */
#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_signal(int sig)
{
	(void)sig;
}

static int set(const char *name, const char *value)
{
	char path[128];

	snprintf(path, sizeof(path), "/proc/sys/%s", name);
	return write_file(path, value);
}

int main(int argc, char **argv)
{
	int session;

	check_begin("sysctl");
	if (argc < 3) {
		check(0, "usage: sysctl NAME VALUE");
		return check_end();
	}
	signal(SIGUSR1, on_signal);
	session = setsid();
	check(session == getpid(), "session %d is its own", session);
	check(open("/proc/cmdline", O_RDONLY, 0) >= 0, "keeps a file open");
	check(set(argv[1], argv[2]) == 0, "%s = %s", argv[1], argv[2]);
	return check_end();
}
