/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Job control as POSIX has it: a pipeline is a process group. One group is in
 * the terminal's foreground; when it stops or ends, the shell's is again.
 */
#include <errno.h>
#include <jobctl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "sh.h"

struct job jobs[MAX_JOBS];
int last_status;

/* What the shell itself does not want to hear; SIGINT only ends a line. */
static const int ignored[] = { SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU };

static void set_foreground(int pgrp)
{
	ioctl(0, TIOCSPGRP, &pgrp);
}

static void on_interrupt(int sig)
{
	(void)sig;
}

void take_terminal(void)
{
	struct sigaction interrupt = { .sa_handler = on_interrupt };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ignored); i++)
		signal(ignored[i], SIG_IGN);
	sigaction(SIGINT, &interrupt, NULL);
	setpgid(0, 0);
	set_foreground(getpid());
}

static int number_of(struct job *job)
{
	return job - jobs + 1;
}

static struct job *new_job(const char *text)
{
	int i;

	for (i = 0; i < MAX_JOBS; i++) {
		if (!jobs[i].pgrp) {
			memset(&jobs[i], 0, sizeof(jobs[i]));
			strlcpy(jobs[i].text, text, JOB_TEXT);
			return &jobs[i];
		}
	}
	return NULL;
}

static int redirect(const char *name, int flags, int fd)
{
	int file = open(name, flags, 0666);

	if (file < 0) {
		dprintf(2, "sh: %s: error %d\n", name, -file);
		return -1;
	}
	dup2(file, fd);
	close(file);
	return 0;
}

/* The child's end of fork(): never returns. */
static void become(struct stage *stage, int in, int out)
{
	char path[96];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ignored); i++)
		signal(ignored[i], SIG_DFL);
	if (in != 0)
		dup2(in, 0);
	if (out != 1)
		dup2(out, 1);
	if (stage->in && redirect(stage->in, O_RDONLY, 0) < 0)
		_exit(1);
	if (stage->out && redirect(stage->out, O_WRONLY | O_CREAT |
				   (stage->append ? O_APPEND : O_TRUNC), 1) < 0)
		_exit(1);
	if (run_builtin(stage->words))
		_exit(last_status);
	execve(stage->words[0], stage->words, environ);
	snprintf(path, sizeof(path), "/bin/%s", stage->words[0]);
	execve(path, stage->words, environ);
	snprintf(path, sizeof(path), "/sbin/%s", stage->words[0]);
	execve(path, stage->words, environ);
	dprintf(2, "sh: %s: not found\n", stage->words[0]);
	_exit(127);
}

/* Both parent and child set the group: whoever comes first is right. */
static int start_stage(struct job *job, struct stage *stage, int in, int out,
		       int to_close, int foreground)
{
	int pid = fork();

	if (pid == 0) {
		setpgid(0, job->pgrp);
		if (foreground)
			set_foreground(getpgid(0));
		if (to_close >= 0)
			close(to_close);
		become(stage, in, out);
	}
	if (pid < 0)
		return pid;
	if (!job->pgrp)
		job->pgrp = pid;
	setpgid(pid, job->pgrp);
	job->alive++;
	job->last = pid;
	return pid;
}

static void start_stages(struct job *job, struct pipeline *p)
{
	int i, in = 0, fd[2] = { -1, 1 };

	for (i = 0; i < p->nr_stages; i++) {
		int last = i == p->nr_stages - 1;

		fd[0] = -1;
		fd[1] = 1;
		if (!last)
			pipe(fd);
		start_stage(job, &p->stages[i], in, fd[1], fd[0],
			    !p->background);
		if (in)
			close(in);
		if (!last)
			close(fd[1]);
		in = fd[0];
	}
}

static void note(struct job *job, int pid, int status)
{
	job->stopped = WIFSTOPPED(status);
	if (pid == job->last)
		job->status = status;
	if (!WIFSTOPPED(status))
		job->alive--;
}

static int exit_status(int status)
{
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	return 128 + (WIFSTOPPED(status) ? WSTOPSIG(status) : WTERMSIG(status));
}

static void report(struct job *job)
{
	const char *state = job->stopped ? "Stopped" : "Running";

	if (!job->alive)
		state = WIFSIGNALED(job->status) ? "Killed" : "Done";
	printf("[%d] %s\t%s\n", number_of(job), state, job->text);
}

void wait_for_job(struct job *job)
{
	int status, pid;

	while (job->alive && !job->stopped) {
		pid = waitpid(-job->pgrp, &status, WUNTRACED);
		if (pid > 0)
			note(job, pid, status);
		else if (pid != -EINTR)
			break;
	}
	set_foreground(getpid());
	last_status = exit_status(job->status);
	/* The cursor stands behind a ^C or a ^Z. */
	if (job->stopped || WIFSIGNALED(job->status))
		printf("\n");
	if (job->stopped)
		report(job);
	else
		job->pgrp = 0;
}

void update_jobs(int tell)
{
	int i, pid, status;

	for (i = 0; i < MAX_JOBS; i++) {
		struct job *job = &jobs[i];

		while (job->pgrp && (pid = waitpid(-job->pgrp, &status,
						   WNOHANG | WUNTRACED)) > 0)
			note(job, pid, status);
		if (job->pgrp && (tell || !job->alive))
			report(job);
		if (!job->alive)
			job->pgrp = 0;
	}
}

void resume(struct job *job, int foreground)
{
	job->stopped = 0;
	if (foreground)
		set_foreground(job->pgrp);
	kill(-job->pgrp, SIGCONT);
	if (foreground)
		wait_for_job(job);
}

void run_pipeline(struct pipeline *p)
{
	struct job *job;

	if (p->nr_stages == 1 && !p->background && !p->stages[0].in &&
	    !p->stages[0].out && run_builtin(p->stages[0].words))
		return;
	job = new_job(p->text);
	if (!job) {
		dprintf(2, "sh: too many jobs\n");
		return;
	}
	start_stages(job, p);
	if (!job->pgrp)
		dprintf(2, "sh: no process can be made\n");
	else if (p->background)
		printf("[%d] %d\n", number_of(job), job->pgrp);
	else
		wait_for_job(job);
}
