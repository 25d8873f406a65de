/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Process 1: children.c starts and reaps, rc.c runs the script, shell.c gives
 * the user one, init.c is the order of a machine's life.
 */
#ifndef INIT_INIT_H
#define INIT_INIT_H

#define NAME_LEN	16		/* TASK_COMM_LEN */

struct child {
	int pid;			/* 0: the slot is free */
	int done;
	int status;			/* as wait4() gave it, once done */
	char name[NAME_LEN];
};

/* How many adopted processes of this name were reaped so far. */
int orphans_named(const char *name);

/* Starts argv[0]; NULL when fork() failed or too many children run. */
struct child *start(char **argv);

/* The same, with an environment, once the child has called prepare(). */
struct child *start_as(char **argv, char **envp, void (*prepare)(void));

/* Starts argv[0] in a session of its own on the serial line. */
struct child *start_shell(char **argv);

/* Copies the value of the last NAME=value on the kernel's command line. */
void boot_option(const char *name, char *value, unsigned int size);

struct child *find_child(const char *name);

/* Sleeps until this child has ended; reaps whoever else ends meanwhile. */
void wait_for(struct child *child);

/*
 * Collects one ended process, waiting for it unless options has WNOHANG.
 * Returns its pid, 0 when none has ended, -ECHILD when there are none at all.
 */
int reap(int options);

/* Sleeps, and reaps whoever ends meanwhile. */
void sleep_and_reap(unsigned int ms);

/* Runs the script, a line a step; returns the number of steps that failed. */
int run_script(const char *path, char *kunit);

#endif
