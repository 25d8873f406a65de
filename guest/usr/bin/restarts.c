/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * System calls that a signal interrupts: which go on behind the handler, what
 * they tell of the time that is left, and what of signals outlives what.
 */
#include <check.h>
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <syscall.h>
#include <unistd.h>

#define NR_setitimer	104
#define NR_getitimer	105
#define NR_select	142
#define NR_poll		168
#define NR_sigaltstack	186
#define NR_futex	240
#define NR_pselect6	308
#define NR_ppoll	309
#define FUTEX_WAIT	0
#define EWOULDBLOCK	11
#define ETIMEDOUT	110
#define SS_DISABLE	2
#define SIGRTMIN	40
#define SECONDS		30

static volatile int alarms, word, wanted;

static void on_alarm(int sig)
{
	(void)sig;
	if (++alarms == wanted)
		word = 1;
}

/*
 * SIGALRM every 20 ms from now on: one that comes before the call does not
 * matter. Its number `times` changes the word, if that is not 0.
 */
static void alarm_after(int times, unsigned long flags)
{
	struct sigaction act = {
		.sa_handler = on_alarm, .sa_flags = flags,
	};
	struct timeval it[2] = { { 0, 20000 }, { 0, 20000 } };

	alarms = word = 0;
	wanted = times;
	sigaction(SIGALRM, &act, 0);
	syscall3(NR_setitimer, 0, it, 0);
}

static void no_alarms(void)
{
	struct timeval it[2] = { { 0, 0 }, { 0, 0 } };

	syscall3(NR_setitimer, 0, it, 0);
}

static int wait_for_word(struct timespec *timeout)
{
	return syscall4(NR_futex, &word, FUTEX_WAIT, 0, timeout);
}

static void stopped_wait(unsigned long unused)
{
	struct timespec moment = { 0, 200000000 };

	(void)unused;
	_exit(wait_for_word(&moment) != -ETIMEDOUT);
}

static void futexes(void)
{
	struct timespec timeout = { SECONDS, 0 };
	int pid, status = -1;

	alarm_after(3, SA_RESTART);
	check(wait_for_word(0) == -EWOULDBLOCK && alarms >= 3,
	      "a futex is waited for on, if the handler's flags say so");
	alarm_after(0, 0);
	check(wait_for_word(0) == -EINTR, "or no more");
	alarm_after(0, SA_RESTART);
	check(wait_for_word(&timeout) == -EINTR,
	      "with a time limit no more at all");
	no_alarms();
	word = 0;
	pid = fork();
	if (!pid)
		stopped_wait(0);
	sleep_ms(50);
	kill(pid, SIGSTOP);
	waitpid(pid, &status, WUNTRACED);
	kill(pid, SIGCONT);
	waitpid(pid, &status, 0);
	check(status == 0, "a stop does not end such a wait");
}

static void select_tells_the_time(void)
{
	struct timeval left = { SECONDS, 0 }, now = { SECONDS, 1 };
	unsigned int set[32] = { 0 };
	int fd[2];

	alarm_after(0, SA_RESTART);
	check(syscall5(NR_select, 0, 0, 0, 0, (long)&left) == -EINTR &&
	      left.tv_sec < SECONDS, "select tells what time is left");
	no_alarms();
	pipe(fd);
	set[0] = 1U << fd[1];
	check(syscall5(NR_select, fd[1] + 1, 0, (long)set, 0, (long)&now) ==
	      1 && (now.tv_sec < SECONDS || now.tv_usec <= 1),
	      "and never more than there was");
	close(fd[0]);
	close(fd[1]);
}

/* As raw calls these tell it, too; the C library hides that. */
static void so_do_its_kin(void)
{
	struct timespec left = { SECONDS, 0 };
	long ret;

	alarm_after(0, 0);
	check(syscall5(NR_ppoll, 0, 0, (long)&left, 0, 8) == -EINTR &&
	      left.tv_sec < SECONDS, "so does ppoll");
	left = (struct timespec){ SECONDS, 0 };
	/* The sixth argument, in ebp, is no mask. */
	__asm__ volatile("pushl %%ebp; xorl %%ebp, %%ebp; int $0x80; popl %%ebp"
			 : "=a"(ret)
			 : "0"(NR_pselect6), "b"(0), "c"(0), "d"(0), "S"(0),
			   "D"(&left) : "memory");
	check(ret == -EINTR && left.tv_sec < SECONDS, "and pselect");
	no_alarms();
}

/* The other knocks until it is heard, which is as soon as there is a sleep. */
static void knock(int parent)
{
	for (;;) {
		kill(parent, SIGUSR1);
		sched_yield();
	}
}

static void on_knock(int sig)
{
	(void)sig;
}

static void sleep_tells_it(void)
{
	struct timespec left = { SECONDS, 0 };
	int pid, parent = getpid();

	signal(SIGUSR1, on_knock);
	pid = fork();
	if (!pid)
		knock(parent);
	/* Linux adds the 50 us by which it may be late. */
	check(nanosleep(&left, &left) == -EINTR &&
	      (left.tv_sec < SECONDS || left.tv_nsec < 1000000),
	      "nanosleep, too, tells no more than there was");
	kill(pid, SIGKILL);
	waitpid(pid, 0, 0);
	signal(SIGUSR1, SIG_DFL);
}

/* While it is stopped its time runs out. */
static void poll_while_stopped(void)
{
	int pid = fork(), status, tries, done = 0;

	if (!pid)
		_exit(syscall3(NR_poll, 0, 0, 1000) != 0);
	sleep_ms(100);
	kill(pid, SIGSTOP);
	waitpid(pid, &status, WUNTRACED);
	sleep_ms(1000);
	kill(pid, SIGCONT);
	for (tries = 0; tries < 80 && !done; tries++) {
		sleep_ms(10);
		done = waitpid(pid, &status, WNOHANG);
	}
	check(done == pid && status == 0, "a stop does not make poll longer");
	if (!done) {
		kill(pid, SIGKILL);
		waitpid(pid, &status, 0);
	}
}

static void timer_tells_it(void)
{
	struct timeval it[2] = { { 0, 0 }, { SECONDS, 0 } };

	syscall3(NR_setitimer, 0, it, 0);
	syscall2(NR_getitimer, 0, it);
	check(it[1].tv_sec < SECONDS || !it[1].tv_usec, "so does a timer");
	no_alarms();
}

static void ignored_real_time(void)
{
	sigset_t set = sigmask(SIGRTMIN), pending = -1;

	sigprocmask(SIG_BLOCK, &set, 0);
	kill(getpid(), SIGRTMIN);
	kill(getpid(), SIGRTMIN);
	signal(SIGRTMIN, SIG_IGN);
	sigpending(&pending);
	check(!pending, "to ignore a signal is to forget those that wait");
	signal(SIGRTMIN, SIG_DFL);
	sigprocmask(SIG_UNBLOCK, &set, 0);
}

struct stack {
	void *sp;
	int flags;
	unsigned int size;
};

static void run_again(unsigned long name)
{
	static char room[16384];
	struct stack ss = { room, 0, sizeof(room) };
	char *argv[] = { (char *)name, "again", 0 };

	syscall2(NR_sigaltstack, &ss, 0);
	execve(argv[0], argv, argv + 2);
	_exit(1);
}

static int has_no_stack(void)
{
	struct stack ss = { 0, 0, 0 };

	syscall2(NR_sigaltstack, 0, &ss);
	return ss.flags == SS_DISABLE && !ss.sp && !ss.size;
}

int main(int argc, char **argv)
{
	if (argc > 1)
		return !has_no_stack();
	check_begin("restarts");
	futexes();
	select_tells_the_time();
	so_do_its_kin();
	sleep_tells_it();
	timer_tells_it();
	poll_while_stopped();
	ignored_real_time();
	check(status_of(run_again, (unsigned long)argv[0]) == 0,
	      "a new program has no stack for its handlers");
	return check_end();
}
