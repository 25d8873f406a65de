/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syscall.h>
#include <unistd.h>

#include "sh.h"

/* Every builtin returns its exit status. */

static int do_cd(char **words)
{
	const char *to = words[1] ? words[1] : "/root";
	int error = syscall1(NR_chdir, to);

	if (error)
		dprintf(2, "cd: %s: error %d\n", to, -error);
	return error != 0;
}

static int do_echo(char **words)
{
	int i;

	for (i = 1; words[i]; i++)
		printf("%s%s", i > 1 ? " " : "", words[i]);
	printf("\n");
	return 0;
}

static int do_exit(char **words)
{
	exit(words[1] ? atoi(words[1]) : last_status);
}

static int do_jobs(char **words)
{
	(void)words;
	update_jobs(1);
	return 0;
}

/* The job that %N or N names, or the one begun last. */
static struct job *find_job(const char *name)
{
	int i = name ? atoi(name + (*name == '%')) : MAX_JOBS;

	if (name)
		return i > 0 && i <= MAX_JOBS && jobs[i - 1].pgrp ?
		       &jobs[i - 1] : NULL;
	while (i-- > 0)
		if (jobs[i].pgrp)
			return &jobs[i];
	return NULL;
}

static int go_on(char **words, int foreground)
{
	struct job *job = find_job(words[1]);

	if (!job) {
		dprintf(2, "%s: no such job\n", words[0]);
		return 1;
	}
	printf("%s\n", job->text);
	resume(job, foreground);
	return foreground ? last_status : 0;
}

static int do_fg(char **words)
{
	return go_on(words, 1);
}

static int do_bg(char **words)
{
	return go_on(words, 0);
}

/* kill [-N] PID|%JOB */
static int do_kill(char **words)
{
	int sig = SIGTERM, error;
	struct job *job;

	if (words[1] && words[1][0] == '-')
		sig = atoi(*++words + 1);
	if (!words[1]) {
		dprintf(2, "kill [-N] PID|%%JOB\n");
		return 2;
	}
	job = words[1][0] == '%' ? find_job(words[1]) : NULL;
	error = kill(job ? -job->pgrp : atoi(words[1]), sig);
	if (error)
		dprintf(2, "kill: %s: error %d\n", words[1], -error);
	return error != 0;
}

static int do_help(char **words)
{
	(void)words;
	printf("cd echo exit fg bg jobs kill help; PROGRAM ARGS... < > >> | & ;"
	       "\nPrograms are in /bin: ls /bin\n");
	return 0;
}

int run_builtin(char **words)
{
	static const struct {
		const char *name;
		int (*fn)(char **words);
	} builtins[] = {
		{ "bg", do_bg },     { "cd", do_cd },	  { "echo", do_echo },
		{ "exit", do_exit }, { "fg", do_fg },	  { "help", do_help },
		{ "jobs", do_jobs }, { "kill", do_kill },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(builtins); i++) {
		if (!strcmp(builtins[i].name, words[0])) {
			last_status = builtins[i].fn(words);
			return 1;
		}
	}
	return 0;
}
