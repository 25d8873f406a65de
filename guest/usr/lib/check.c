/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <check.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *name = "?";
static int failures;

void check_begin(const char *program)
{
	name = program;
	failures = 0;
}

int check(int ok, const char *fmt, ...)
{
	char fact[160];
	va_list args;

	va_start(args, fmt);
	vsnprintf(fact, sizeof(fact), fmt, args);
	va_end(args);
	printf("%s: %s%s\n", name, ok ? "" : "FAILED: ", fact);
	failures += !ok;
	return ok;
}

int check_end(void)
{
	return failures != 0;
}

int status_of(void (*fn)(unsigned long arg), unsigned long arg)
{
	int status = -1, pid = fork();

	if (pid == 0) {
		fn(arg);
		_exit(0);
	}
	return waitpid(pid, &status, 0) == pid ? status : -1;
}
