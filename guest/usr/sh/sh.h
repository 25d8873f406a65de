/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A small interactive shell: pipelines, redirections and job control. parse.c
 * makes pipelines of a line, job.c runs them and minds them, builtin.c is what
 * the shell does itself, sh.c reads.
 */
#ifndef SH_SH_H
#define SH_SH_H

#define MAX_LINE	512
#define MAX_WORDS	32
#define MAX_STAGES	8
#define MAX_JOBS	16
#define JOB_TEXT	64

/* One program of a pipeline; NULL: not redirected. */
struct stage {
	char *words[MAX_WORDS + 1];
	int nr_words;
	char *in, *out;
	int append;
};

struct pipeline {
	struct stage stages[MAX_STAGES];
	int nr_stages;
	int background;
	char text[JOB_TEXT];		/* as the user wrote it */
};

struct job {
	int pgrp;			/* 0: the slot is free */
	int alive;			/* processes that have not ended */
	int stopped;
	int status;			/* of the last process */
	int last;			/* its pid */
	char text[JOB_TEXT];
};

extern struct job jobs[MAX_JOBS];
extern int last_status;			/* $? */

/*
 * Takes the next pipeline off *line, whose text it changes. 1: there is one;
 * 0: the line is at its end; -1: it makes no sense, which has been said.
 */
int next_pipeline(char **line, struct pipeline *p);

/* Runs a pipeline, to its end unless it is in the background. */
void run_pipeline(struct pipeline *p);

/* Takes notice of what became of the jobs; says so if tell is set. */
void update_jobs(int tell);

/* Has a stopped job, or one in the background, go on. */
void resume(struct job *job, int foreground);
void wait_for_job(struct job *job);

/* Begins a session of jobs: the terminal is the shell's. */
void take_terminal(void);

/* True if words[0] was one of the shell's own; last_status is set. */
int run_builtin(char **words);

#endif
