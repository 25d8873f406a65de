/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "init.h"

#define MAX_CHILDREN	32
#define MAX_ORPHANS	64

static struct child children[MAX_CHILDREN];

/* The names of the first orphans reaped, for orphans_named(). */
static char orphans[MAX_ORPHANS][NAME_LEN];
static int orphans_reaped;

int orphans_named(const char *name)
{
	int i, count = 0;

	for (i = 0; i < orphans_reaped; i++)
		count += !strcmp(orphans[i], name);
	return count;
}

static struct child *find_pid(int pid)
{
	int i;

	for (i = 0; i < MAX_CHILDREN; i++)
		if (children[i].pid == pid)
			return &children[i];
	return NULL;
}

struct child *find_child(const char *name)
{
	int i;

	for (i = 0; i < MAX_CHILDREN; i++)
		if (children[i].pid && !strcmp(children[i].name, name))
			return &children[i];
	return NULL;
}

struct child *start_as(char **argv, char **envp, void (*prepare)(void))
{
	struct child *child = find_pid(0);
	const char *slash = strrchr(argv[0], '/');
	int pid;

	if (!child)
		return NULL;
	pid = fork();
	if (pid < 0)
		return NULL;
	if (pid == 0) {
		/* An ignored SIGCHLD would be inherited through execve(). */
		signal(SIGCHLD, SIG_DFL);
		if (prepare)
			prepare();
		execve(argv[0], argv, envp);
		_exit(127);
	}
	child->pid = pid;
	child->done = 0;
	strlcpy(child->name, slash ? slash + 1 : argv[0], NAME_LEN);
	return child;
}

struct child *start(char **argv)
{
	return start_as(argv, environ, NULL);
}

/*
 * A zombie's name can be read until it is reaped; so look with WNOWAIT first.
 * /proc/PID/stat reads `PID (name) state ...`.
 */
static int peek_zombie(int options, char *name)
{
	struct siginfo info = { .si_pid = 0 };
	char path[32], stat[128], *open_paren, *close_paren;
	int ret = waitid(P_ALL, 0, &info, options | WEXITED | WNOWAIT);

	strlcpy(name, "?", NAME_LEN);
	if (ret < 0 || !info.si_pid)
		return ret;
	snprintf(path, sizeof(path), "/proc/%d/stat", info.si_pid);
	if (read_file(path, stat, sizeof(stat)) < 0)
		return info.si_pid;
	open_paren = strchr(stat, '(');
	close_paren = strrchr(stat, ')');
	if (open_paren && close_paren) {
		*close_paren = '\0';
		strlcpy(name, open_paren + 1, NAME_LEN);
	}
	return info.si_pid;
}

static const char *describe(int status, char *text, size_t size)
{
	if (WIFEXITED(status))
		snprintf(text, size, "status %d", WEXITSTATUS(status));
	else
		snprintf(text, size, "signal %d", WTERMSIG(status));
	return text;
}

int reap(int options)
{
	char name[NAME_LEN], how[24];
	struct child *child;
	int pid, status;

	pid = peek_zombie(options, name);
	/* -EINTR: SIGCHLD itself may interrupt the wait it announces. */
	if (pid == -EINTR)
		return 0;
	if (pid == 0 || pid == -ECHILD)
		return pid;
	pid = waitpid(pid > 0 ? pid : -1, &status, options);
	if (pid <= 0)
		return pid == -EINTR ? 0 : pid;
	child = find_pid(pid);
	if (child) {
		child->done = 1;
		child->status = status;
		return pid;
	}
	if (orphans_reaped < MAX_ORPHANS)
		strlcpy(orphans[orphans_reaped++], name, NAME_LEN);
	printf("init: reaped orphan pid %d (%s), %s\n", pid, name,
	       describe(status, how, sizeof(how)));
	return pid;
}

void wait_for(struct child *child)
{
	while (!child->done && reap(0) >= 0)
		;
}

void sleep_and_reap(unsigned int ms)
{
	struct timespec left = { ms / 1000, ms % 1000 * 1000000 };

	do {
		while (reap(WNOHANG) > 0)
			;
	} while (nanosleep(&left, &left) == -EINTR);
	while (reap(WNOHANG) > 0)
		;
}
