/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "init.h"

/* A session without a terminal gets the first one that its leader opens. */
static void take_terminal(void)
{
	int fd, terminal;

	setsid();
	terminal = open("/dev/ttyS0", O_RDWR, 0);
	for (fd = 0; fd < 3; fd++)
		dup2(terminal, fd);
	if (terminal > 2)
		close(terminal);
}

struct child *start_shell(char **argv)
{
	char type[32] = "vt100", term[40];
	char *envp[] = { "HOME=/root", "PATH=/bin:/sbin:/usr/bin:/usr/sbin",
			 term, NULL };

	boot_option("TERM", type, sizeof(type));
	snprintf(term, sizeof(term), "TERM=%s", type);
	return start_as(argv, envp, take_terminal);
}
