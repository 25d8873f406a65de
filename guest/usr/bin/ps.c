/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ps: every process and kernel thread. Those without memory of their own are
 * the kernel's, and their names stand in brackets.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STATE	0		/* the words behind the name, see proc(5) */
#define PPID	1
#define PGRP	2
#define SESSION	3
#define VSIZE	20
#define WORDS	21

/* The name is cut out first: it may hold blanks and parentheses. */
static int parse(char *line, char **name, char **words)
{
	char *end = strrchr(line, ')');
	int i;

	*name = strchr(line, '(');
	if (!*name || !end)
		return -1;
	*end++ = '\0';
	++*name;
	for (i = 0; i < WORDS; i++) {
		words[i] = next_word(&end);
		if (!words[i])
			return -1;
	}
	return 0;
}

/* A process may end before its turn: its file is gone then. */
static void show(const char *pid, void *arg)
{
	char path[64], line[512], *name, *words[WORDS];
	const char *fmt = "%5s %5s %5s %5s  %s  %s\n";

	(void)arg;
	snprintf(path, sizeof(path), "/proc/%s/stat", pid);
	if (!atoi(pid) || read_file(path, line, sizeof(line)) <= 0 ||
	    parse(line, &name, words))
		return;
	if (!atoi(words[VSIZE]))
		fmt = "%5s %5s %5s %5s  %s  [%s]\n";
	printf(fmt, pid, words[PPID], words[PGRP], words[SESSION],
	       words[STATE], name);
}

int main(void)
{
	int error;

	printf("  PID  PPID  PGID   SID  S  COMMAND\n");
	error = list_dir("/proc", show, NULL);
	if (error)
		dprintf(2, "ps: /proc: error %d\n", error);
	return error != 0;
}
