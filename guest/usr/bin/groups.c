/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Threads of one process (CLONE_THREAD): one number, one end, one set of
 * signals, and one program after execve(), whichever of them calls it.
 */
#include <check.h>
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <syscall.h>
#include <thread.h>
#include <unistd.h>

#define NR_exit_group	252
#define NR_tgkill	270
#define SIGRTMIN	40

static volatile int caught_by, go, rounds;

static volatile int seen_pid, seen_tid;

static void look(void)
{
	seen_pid = getpid();
	seen_tid = gettid();
}

/* A thread clears its tid on its way out, before it is gone. */
static int gone(int id)
{
	int tries, error = 0;

	for (tries = 0; tries < 1000 && !error; tries++) {
		error = syscall3(NR_tgkill, getpid(), id, 0);
		if (!error)
			sleep_ms(1);
	}
	return error == -ESRCH;
}

static void numbers(void)
{
	int status, id = start_thread(look, THREAD_FLAGS);

	check(id > 0, "a thread started");
	join_thread();
	check(seen_pid == getpid(), "its process is this one");
	check(seen_tid == id && id != getpid(), "its number is its own");
	check(waitpid(-1, &status, 0) == -ECHILD, "it is nobody's child");
	check(gone(id), "and gone without a trace");
	check(start_thread(look, THREAD_FLAGS & ~CLONE_SIGHAND) == -EINVAL,
	      "threads share their handlers");
}

static void handler(int sig)
{
	(void)sig;
	caught_by = gettid();
	rounds++;
}

static void spin(void)
{
	while (!go)
		sleep_ms(1);
}

static void signals(void)
{
	sigset_t set = sigmask(SIGUSR1), none = 0;
	int id;

	signal(SIGUSR1, handler);
	go = 0;
	id = start_thread(spin, THREAD_FLAGS);
	syscall3(NR_tgkill, getpid(), id, SIGUSR1);
	while (!caught_by)
		sleep_ms(1);
	check(caught_by == id, "a thread can be meant alone");
	caught_by = 0;
	sigprocmask(SIG_BLOCK, &set, 0);
	kill(getpid(), SIGUSR1);
	while (!caught_by)
		sleep_ms(1);
	check(caught_by == id, "the process's signal goes to who wants it");
	go = 1;
	join_thread();
	kill(getpid(), SIGUSR1);
	caught_by = 0;
	sigprocmask(SIG_SETMASK, &none, 0);
	check(caught_by == getpid(), "with one left, to that one");
}

static void queued(void)
{
	sigset_t set = sigmask(SIGRTMIN) | sigmask(SIGUSR1), none = 0;
	int i;

	signal(SIGRTMIN, handler);
	sigprocmask(SIG_BLOCK, &set, 0);
	rounds = 0;
	for (i = 0; i < 3; i++)
		kill(getpid(), SIGUSR1);
	for (i = 0; i < 3; i++)
		kill(getpid(), SIGRTMIN);
	sigprocmask(SIG_SETMASK, &none, 0);
	check(rounds == 4, "three real-time signals are three, others one");
}

static void end_all(void)
{
	syscall1(NR_exit_group, 7);
}

static void sleep_long(void)
{
	sleep_ms(100000);
}

static void group_exit(unsigned long unused)
{
	(void)unused;
	start_thread(sleep_long, THREAD_FLAGS);
	start_thread(end_all, THREAD_FLAGS);
	sleep_long();
}

static void leader_first(unsigned long unused)
{
	(void)unused;
	go = 0;
	start_thread(spin, THREAD_FLAGS);
	_exit(3);
}

static void late(void)
{
	sleep_ms(30);
	syscall1(NR_exit_group, 9);
}

static void leader_then_group(unsigned long unused)
{
	(void)unused;
	start_thread(late, THREAD_FLAGS);
	syscall1(NR_exit, 3);
}

static void fault(void)
{
	volatile int *volatile nothing = 0;

	*nothing = 0;
}

static void killed_by_thread(unsigned long unused)
{
	(void)unused;
	start_thread(fault, THREAD_FLAGS);
	sleep_long();
}

static void exec_self(void)
{
	char *argv[] = { "groups", "again", NULL };

	execve("/proc/self/exe", argv, environ);
	execve("/bin/groups", argv, environ);
	syscall1(NR_exit_group, 1);
}

static void exec_in_thread(unsigned long unused)
{
	(void)unused;
	start_thread(sleep_long, THREAD_FLAGS);
	start_thread(exec_self, THREAD_FLAGS);
	sleep_long();
}

static void ends(void)
{
	int status, pid;

	check(status_of(group_exit, 0) == 7 << 8, "one ends all");
	check(status_of(leader_then_group, 0) == 9 << 8,
	      "a process lives as long as its last thread");
	check(status_of(killed_by_thread, 0) == SIGSEGV,
	      "a thread's fault is the process's");
	check(status_of(exec_in_thread, 0) == 0,
	      "a thread's execve() is the process's");
	pid = fork();
	if (!pid)
		leader_first(0);
	sleep_ms(20);
	check(waitpid(pid, &status, WNOHANG) == 0,
	      "a leader that ended first is not yet to be waited for");
	kill(pid, SIGKILL);
	check(waitpid(pid, &status, 0) == pid && status == SIGKILL,
	      "until the rest is killed");
}

static void stopped(void)
{
	int status, pid = fork();

	if (!pid) {
		start_thread(sleep_long, THREAD_FLAGS);
		start_thread(sleep_long, THREAD_FLAGS);
		sleep_long();
	}
	sleep_ms(20);
	kill(pid, SIGSTOP);
	check(waitpid(pid, &status, WUNTRACED) == pid &&
	      status == (SIGSTOP << 8 | 0x7f), "all threads stop as one");
	kill(pid, SIGCONT);
	check(waitpid(pid, &status, WCONTINUED) == pid && status == 0xffff,
	      "and go on as one");
	kill(pid, SIGTERM);
	check(waitpid(pid, &status, 0) == pid && status == SIGTERM,
	      "and end as one");
}

/* What execve() left of it: one thread, with the process's number. */
static int again(void)
{
	return gettid() != getpid();
}

int main(int argc, char **argv)
{
	if (argc > 1 && !strcmp(argv[1], "again"))
		return again();
	check_begin("groups");
	numbers();
	signals();
	queued();
	ends();
	stopped();
	return check_end();
}
