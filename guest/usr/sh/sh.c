/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <syscall.h>
#include <unistd.h>

#include "sh.h"

#define NR_getcwd	183

static void prompt(void)
{
	char where[64] = "?";

	syscall2(NR_getcwd, where, sizeof(where));
	printf("%s # ", where);
}

static void run_line(char *line)
{
	struct pipeline pipeline;
	int found;

	while ((found = next_pipeline(&line, &pipeline)) > 0)
		run_pipeline(&pipeline);
}

/* The terminal's line discipline is the editor: a read is a line. */
int main(void)
{
	char line[MAX_LINE + 1];
	int n;

	take_terminal();
	printf("sh: the guest's own small shell; `help` tells what it can\n");
	for (;;) {
		update_jobs(0);
		prompt();
		n = read(0, line, MAX_LINE);
		if (n == -EINTR) {
			printf("\n");
			continue;
		}
		if (n <= 0)
			break;
		line[n] = '\0';
		if (line[n - 1] == '\n')
			line[n - 1] = '\0';
		run_line(line);
	}
	printf("exit\n");
	return last_status;
}
