/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The script's verbs, one step a line; `#` begins a comment line.
 *
 *	run PROGRAM ARGS...		must exit with status 0
 *	signal N PROGRAM ARGS...	must be ended by signal N
 *	bg PROGRAM ARGS...		is started and left running
 *	wait NAME			the one left running must exit with 0
 *	exists PATH			must open
 *	orphans N NAME			N orphans so named must be reaped, soon
 *	kunit [SUITES]			in-kernel suites must pass
 *	shell PROGRAM ARGS...		the user's, on the serial line
 *	sleep MS
 *	exit STATUS			process 1 itself ends: a panic
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "init.h"

#define MAX_WORDS	8
#define ORPHAN_WAIT_MS	2000
#define POLL_MS		20

static char *kunit_names;

/* Every verb returns whether its promise held. */

static int ends_with(struct child *child, int status)
{
	int good;

	if (!child)
		return 0;
	wait_for(child);
	good = child->done && child->status == status;
	child->pid = 0;
	return good;
}

static int do_run(char **words)
{
	return ends_with(start(words), 0);
}

static int do_signal(char **words)
{
	return words[1] && ends_with(start(words + 1), atoi(words[0]));
}

static int do_bg(char **words)
{
	return start(words) != NULL;
}

static int do_wait(char **words)
{
	return ends_with(find_child(words[0]), 0);
}

static int do_exists(char **words)
{
	int fd = open(words[0], O_RDONLY, 0);

	close(fd);
	return fd >= 0;
}

static int do_orphans(char **words)
{
	int waited, wanted = atoi(words[0]);

	for (waited = 0; waited < ORPHAN_WAIT_MS; waited += POLL_MS) {
		if (orphans_named(words[1]) >= wanted)
			break;
		sleep_and_reap(POLL_MS);
	}
	return orphans_named(words[1]) == wanted;
}

static int do_kunit(char **words)
{
	char *argv[] = { "/bin/kunit", words[0], NULL };

	if (!argv[1])
		argv[1] = kunit_names;
	return ends_with(start(argv), 0);
}

/* However the user's last command ended: that is no step's failure. */
static int do_shell(char **words)
{
	struct child *child = start_shell(words);

	if (!child)
		return 0;
	wait_for(child);
	child->pid = 0;
	return 1;
}

static int do_sleep(char **words)
{
	sleep_and_reap(atoi(words[0]));
	return 1;
}

static int do_exit(char **words)
{
	exit(atoi(words[0]));
}

static const struct verb {
	const char *name;
	int words;			/* that it needs */
	int (*fn)(char **words);
} verbs[] = {
	{ "run", 1, do_run },	      { "signal", 2, do_signal },
	{ "bg", 1, do_bg },	      { "wait", 1, do_wait },
	{ "exists", 1, do_exists },   { "orphans", 2, do_orphans },
	{ "kunit", 0, do_kunit },     { "sleep", 1, do_sleep },
	{ "exit", 1, do_exit },	      { "shell", 1, do_shell },
};

static int do_words(char **words, int count)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(verbs); i++)
		if (!strcmp(verbs[i].name, words[0]))
			return count > verbs[i].words && verbs[i].fn(words + 1);
	return 0;
}

/* Returns whether the line's step failed; an empty line cannot. */
static int run_line(char *line)
{
	char *words[MAX_WORDS + 1] = { NULL }, copy[80];
	int count = 0, good;

	strlcpy(copy, line, sizeof(copy));
	while (count < MAX_WORDS && (words[count] = next_word(&line)))
		count++;
	if (!count || words[0][0] == '#')
		return 0;
	good = do_words(words, count);
	printf("init: %s: %s\n", copy, good ? "ok" : "FAILED");
	return !good;
}

int run_script(const char *path, char *kunit)
{
	static char script[2048];
	char *line = script, *end;
	int failed = 0, len = read_file(path, script, sizeof(script));

	kunit_names = kunit;
	if (len < 0) {
		printf("init: %s: error %d\n", path, -len);
		return 1;
	}
	while (*line) {
		end = strchr(line, '\n');
		if (end)
			*end = '\0';
		failed += run_line(line);
		line = end ? end + 1 : line + strlen(line);
	}
	return failed;
}
