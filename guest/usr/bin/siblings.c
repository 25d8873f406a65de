/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a thread may do for its process though it is not its first, and what
 * one thread's calls must not do to another's.
 */
#include <check.h>
#include <errno.h>
#include <jobctl.h>
#include <session.h>
#include <signal.h>
#include <sys/wait.h>
#include <syscall.h>
#include <termios.h>
#include <thread.h>
#include <unistd.h>

#define NR_getpriority	96
#define NR_setpriority	97
#define NR_exit_group	252
#define PRIO_PROCESS	0

static volatile int child, result, other, go;

/* getpriority() tells 20 less nice. */
static int nice_of(int id)
{
	return 20 - syscall2(NR_getpriority, PRIO_PROCESS, id);
}

static void begin_group(void)
{
	result = setpgid(0, 0);
}

static void move_child(void)
{
	result = setpgid(child, child);
}

static void groups(unsigned long unused)
{
	(void)unused;
	start_thread(begin_group, THREAD_FLAGS);
	join_thread();
	check(result == 0 && getpgid(0) == getpid(),
	      "a thread gives its process a group");
	child = fork();
	if (!child)
		for (;;)
			pause();
	start_thread(move_child, THREAD_FLAGS);
	join_thread();
	check(result == 0 && getpgid(child) == child,
	      "or another thread's child");
	kill(child, SIGKILL);
	waitpid(child, 0, 0);
}

static void be_nice(void)
{
	syscall3(NR_setpriority, PRIO_PROCESS, 0, 5);
	result = nice_of(0);
}

static void stay(void)
{
	while (!go)
		sleep_ms(1);
}

static void priorities(void)
{
	start_thread(be_nice, THREAD_FLAGS);
	join_thread();
	check(result == 5 && nice_of(0) == 0,
	      "a thread is nice for itself only");
	go = 0;
	other = start_thread(stay, THREAD_FLAGS);
	check(syscall3(NR_setpriority, PRIO_PROCESS, other, 7) == 0 &&
	      nice_of(other) == 7, "or is made to be");
	go = 1;
	join_thread();
}

static void as_nice_as_can_be(unsigned long unused)
{
	(void)unused;
	nice(5);
	nice(0x7fffffff);
	_exit(nice_of(0));
}

static void read_terminal(void)
{
	char c = 0;

	result = read(pair[1], &c, 1);
	other = c;
}

/* The signal stops all threads; the call is then made again by this one. */
static void in_background(void)
{
	setpgid(0, 0);
	start_thread(read_terminal, THREAD_FLAGS);
	join_thread();
	_exit(result != 1 || other != '\n');
}

static void terminal(unsigned long unused)
{
	int status = -1, pid;

	(void)unused;
	signal(SIGTTOU, SIG_IGN);
	pid = fork();
	if (!pid)
		in_background();
	waitpid(pid, &status, WUNTRACED);
	check(WIFSTOPPED(status) && WSTOPSIG(status) == SIGTTIN,
	      "a thread that reads in the background stops its process");
	set_foreground(pair[1], pid);
	kill(pid, SIGCONT);
	write(pair[0], "\n", 1);
	waitpid(pid, &status, 0);
	check(status == 0, "in the foreground it reads");
}

static void end_late(void)
{
	sleep_ms(50);
	syscall1(NR_exit_group, 7);
}

/* The leader of a group with a stopped member: its first thread ends. */
static void first_goes(void)
{
	int member;

	setpgid(0, 0);
	member = fork();
	if (!member) {
		kill(getpid(), SIGSTOP);
		_exit(0);
	}
	waitpid(member, 0, WUNTRACED);
	start_thread(end_late, THREAD_FLAGS);
	syscall1(NR_exit, 0);
}

/* Hanging it up would end it by a signal. */
static void not_yet_orphans(unsigned long unused)
{
	int status = -1, pid = fork();

	(void)unused;
	if (!pid)
		first_goes();
	waitpid(pid, &status, 0);
	check(status == 7 << 8,
	      "a group is no orphan while a thread minds it");
}

static void on_signal(int sig)
{
	(void)sig;
}

static void sleep_a_little(void)
{
	struct timespec moment = { 0, 100000000 };

	nice(19);
	go = 1;
	result = nanosleep(&moment, 0);
}

/*
 * The signal wakes the sleeper, and is gone before it runs: where there is
 * one processor, that is sure.
 */
static void woken_for_nothing(void)
{
	sigset_t set = sigmask(SIGUSR2);

	signal(SIGUSR2, on_signal);
	go = 0;
	start_thread(sleep_a_little, THREAD_FLAGS);
	sigprocmask(SIG_BLOCK, &set, 0);
	while (!go)
		sleep_ms(1);
	sleep_ms(20);
	kill(getpid(), SIGUSR2);
	signal(SIGUSR2, SIG_IGN);
	join_thread();
	check(result == 0 || result == -EINTR,
	      "a sleep for which a signal was lost goes on");
	sigprocmask(SIG_UNBLOCK, &set, 0);
}

int main(void)
{
	check_begin("siblings");
	new_terminal();
	status_of(groups, 0);
	priorities();
	check(WEXITSTATUS(status_of(as_nice_as_can_be, 0)) == 19,
	      "nobody is nicer than 19, or less nice for it");
	run_session(terminal, 0);
	run_session(not_yet_orphans, 0);
	woken_for_nothing();
	return check_end();
}
