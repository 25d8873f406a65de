/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Signals: handlers run and return, blocked ones wait, SIGKILL cannot be
 * refused, and a sleeping call is interrupted.
 */
#include <check.h>
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile int usr1_seen, usr2_seen, usr2_inside_usr1, chld_seen;

static void on_signal(int sig)
{
	if (sig == SIGCHLD)
		chld_seen++;
	if (sig == SIGUSR2)
		usr2_seen++;
	if (sig == SIGUSR1) {
		kill(getpid(), SIGUSR2);
		/* The mask of SIGUSR1's action holds SIGUSR2 back. */
		usr2_inside_usr1 = usr2_seen;
		usr1_seen++;
	}
}

static void handlers_run(void)
{
	struct sigaction act = { .sa_handler = on_signal };

	sigaction(SIGUSR2, &act, 0);
	act.sa_mask = sigmask(SIGUSR2);
	sigaction(SIGUSR1, &act, 0);
	kill(getpid(), SIGUSR1);
	check(usr1_seen == 1, "handler ran and returned");
	check(!usr2_inside_usr1 && usr2_seen == 1,
	      "sa_mask delays a signal to the handler's end");
}

static void blocked_waits(void)
{
	sigset_t usr2 = sigmask(SIGUSR2), pending = 0;
	int before = usr2_seen;

	sigprocmask(SIG_BLOCK, &usr2, 0);
	kill(getpid(), SIGUSR2);
	kill(getpid(), SIGUSR2);
	sigpending(&pending);
	check(usr2_seen == before && pending == usr2,
	      "a blocked signal is pending");
	sigprocmask(SIG_UNBLOCK, &usr2, 0);
	check(usr2_seen == before + 1,
	      "unblocking delivers it once");
}

static void wait_to_die(unsigned long ignored)
{
	if (ignored)
		signal(ignored, SIG_IGN);
	for (;;)
		pause();
}

static int killed_by(int sig, int ignored)
{
	int status = 0, pid = fork();

	if (pid == 0)
		wait_to_die(ignored);
	sleep_ms(10);	/* let the child set up and sleep */
	kill(pid, sig);
	waitpid(pid, &status, 0);
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void sleeps_end_early(void)
{
	struct timespec left = { 20, 0 };
	int status, pid, ret;

	signal(SIGCHLD, on_signal);
	pid = fork();
	if (pid == 0) {
		sleep_ms(10);
		_exit(0);
	}
	ret = nanosleep(&left, &left);
	check(ret == -EINTR && chld_seen == 1 && left.tv_sec >= 9,
	      "SIGCHLD ends the parent's sleep");
	waitpid(pid, &status, 0);
	signal(SIGCHLD, SIG_DFL);
}

int main(void)
{
	struct sigaction act = { .sa_handler = on_signal };

	check_begin("sigtest");
	handlers_run();
	blocked_waits();
	check(killed_by(SIGTERM, 0) == SIGTERM, "SIGTERM ends a sleeper");
	check(killed_by(SIGKILL, SIGTERM) == SIGKILL, "SIGKILL ends it too");
	check(sigaction(SIGKILL, &act, 0) == -EINVAL,
	      "SIGKILL takes no handler");
	check(kill(0x7fffffff, 0) == -ESRCH, "no such process: ESRCH");
	sleeps_end_early();
	return check_end();
}
