/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Waiting for files and for signals: poll, select, sigsuspend, sigtimedwait;
 * and what a handler must not disturb: the unit, the mask, the stack.
 */
#include <check.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <syscall.h>
#include <unistd.h>

#define NR_select		142
#define NR_poll			168
#define NR_rt_sigtimedwait	177
#define NR_rt_sigsuspend	179
#define NR_sigaltstack		186
#define EINTR		4
#define EAGAIN		11
#define POLLIN		1
#define POLLOUT		4
#define POLLERR		8
#define POLLHUP		16
#define POLLNVAL	32
#define SA_ONSTACK	0x08000000

struct pollfd {
	int fd;
	short events, revents;
};

static int polled(int fd, int events, int timeout)
{
	struct pollfd p = { fd, events, 0 };
	int n = syscall3(NR_poll, &p, 1, timeout);

	return n < 0 ? n : p.revents;
}

static int selected(int fd, long usec)
{
	struct timeval tv = { 0, usec };
	unsigned int set[32] = { 0 };
	int n;

	set[fd / 32] |= 1U << fd % 32;
	n = syscall5(NR_select, fd + 1, (long)set, 0, 0, (long)&tv);
	return n > 0 ? (int)(set[fd / 32] >> fd % 32) & 1 : n;
}

static void files(void)
{
	int fd[2], child, status;

	pipe(fd);
	check(polled(fd[0], POLLIN, 0) == 0, "an empty pipe is not readable");
	check(polled(fd[1], POLLOUT, 0) == POLLOUT, "but writable");
	check(selected(fd[0], 20000) == 0, "select waits and says so");
	child = fork();
	if (!child) {
		sleep_ms(20);
		write(fd[1], "x", 1);
		_exit(0);
	}
	check(polled(fd[0], POLLIN, -1) == POLLIN, "poll wakes for a byte");
	check(selected(fd[0], 0) == 1, "select finds it there");
	syscall3(114, child, &status, 0);
	close(fd[1]);
	check(polled(fd[0], POLLIN, 0) == (POLLIN | POLLHUP),
	      "the last writer leaves a hang-up behind the byte");
	check(polled(fd[1], POLLIN, 0) == POLLNVAL, "a closed one is none");
	close(fd[0]);
	pipe(fd);
	close(fd[0]);
	check(polled(fd[1], POLLOUT, 0) & POLLERR, "no reader is an error");
	close(fd[1]);
}

static volatile int caught;
static char *volatile handler_stack;

static void handler(int sig)
{
	/* Whatever the unit holds, the handler begins with its own. */
	__asm__ volatile("fninit; fldz; fld1; faddp; fstp %%st(0)" : : : "st");
	handler_stack = __builtin_frame_address(0);
	caught = sig;
}

static sigset_t blocked(void)
{
	sigset_t set = 0;

	sigprocmask(SIG_BLOCK, 0, &set);
	return set;
}

static void suspended(void)
{
	sigset_t set = sigmask(SIGUSR1), none = 0;

	signal(SIGUSR1, handler);
	sigprocmask(SIG_BLOCK, &set, 0);
	kill(getpid(), SIGUSR1);
	check(!caught, "a blocked signal waits");
	check(syscall2(NR_rt_sigsuspend, &none, sizeof(none)) == -EINTR &&
	      caught == SIGUSR1, "sigsuspend lets it in");
	check(blocked() == set, "and blocks it again");
	caught = 0;
}

static void taken(void)
{
	sigset_t set = sigmask(SIGUSR2);
	struct timespec moment = { 0, 10000000 };

	sigprocmask(SIG_BLOCK, &set, 0);
	kill(getpid(), SIGUSR2);
	check(syscall4(NR_rt_sigtimedwait, &set, 0, 0, sizeof(set)) == SIGUSR2,
	      "sigtimedwait takes a signal without a handler");
	check(syscall4(NR_rt_sigtimedwait, &set, 0, &moment, sizeof(set)) ==
	      -EAGAIN, "and gives up in time");
}

/* SIGCHLD does nothing by itself, but not while somebody waits for it. */
static void taken_though_ignored(void)
{
	sigset_t set = sigmask(SIGCHLD);
	struct timespec patience = { 20, 0 };
	int pid;

	sigprocmask(SIG_BLOCK, &set, 0);
	pid = fork();
	if (!pid) {
		sleep_ms(20);
		_exit(0);
	}
	check(syscall4(NR_rt_sigtimedwait, &set, 0, &patience, sizeof(set)) ==
	      SIGCHLD, "sigtimedwait hears of a child that ends meanwhile");
	waitpid(pid, NULL, 0);
}

static void stacks(void)
{
	static char stack[16384];
	struct {
		void *sp;
		int flags;
		unsigned int size;
	} ss = { stack, 0, sizeof(stack) };
	struct sigaction act = {
		.sa_handler = handler, .sa_flags = SA_ONSTACK,
	};
	unsigned int before = 0x40490fdb, after;
	sigset_t set = sigmask(SIGUSR1);

	syscall2(NR_sigaltstack, &ss, 0);
	sigaction(SIGUSR1, &act, 0);
	sigprocmask(SIG_UNBLOCK, &set, 0);
	__asm__ volatile("flds %0" : : "m"(before));
	kill(getpid(), SIGUSR1);
	__asm__ volatile("fstps %0" : "=m"(after));
	check(caught == SIGUSR1 && handler_stack >= stack &&
	      handler_stack < stack + sizeof(stack),
	      "a handler runs on the stack it was given");
	check(after == before, "and leaves the unit as it was");
}

int main(void)
{
	check_begin("waits");
	files();
	suspended();
	taken();
	taken_though_ignored();
	stacks();
	return check_end();
}
