/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * POSIX timers: the signals they send, what they count while one waits, and
 * what is no timer. Linux must say the same.
 */
#include <check.h>
#include <errno.h>
#include <signal.h>
#include <syscall.h>
#include <unistd.h>

#define NR_rt_sigtimedwait	177
#define NR_timer_create		259
#define NR_timer_settime	260
#define NR_timer_gettime	261
#define NR_timer_getoverrun	262
#define NR_timer_delete		263
#define CLOCK_REALTIME	0
#define CLOCK_MONOTONIC	1
#define TIMER_ABSTIME	1
#define SIGEV_SIGNAL	0
#define SIGEV_NONE	1
#define SIGEV_THREAD_ID	4
#define SI_TIMER	-2
#define MS		1000000L

struct sigevent {
	long value;
	int signo, notify, tid, pad[12];
};

struct itimerspec {
	struct {
		long sec, nsec;
	} interval, value;
};

struct siginfo {
	int signo, err, code, id, overrun;
	long value;
	int pad[26];
};

static int create(int clock, int signo, int notify, int tid)
{
	struct sigevent event = { 4321, signo, notify, tid, { 0 } };
	int id = -1;
	long ret = syscall3(NR_timer_create, clock, &event, &id);

	return ret ? ret : id;
}

static int set(int id, long ms, long interval_ms)
{
	struct itimerspec value = {
		{ interval_ms / 1000, interval_ms % 1000 * MS },
		{ ms / 1000, ms % 1000 * MS },
	};

	return syscall4(NR_timer_settime, id, 0, &value, 0);
}

/* The signal, or -EAGAIN when it has not come in time. */
static int take(int signo, long ms, struct siginfo *info)
{
	long timeout[2] = { ms / 1000, ms % 1000 * MS };
	sigset_t these = sigmask(signo);

	return syscall4(NR_rt_sigtimedwait, &these, info, timeout, 8);
}

static void what_is_no_timer(void)
{
	int id;

	check(create(77, SIGUSR1, SIGEV_SIGNAL, 0) == -EINVAL, "no clock");
	check(create(0, 0, SIGEV_SIGNAL, 0) == -EINVAL, "no signal 0");
	check(create(0, 65, SIGEV_SIGNAL, 0) == -EINVAL, "no signal 65");
	check(create(0, SIGUSR1, 9, 0) == -EINVAL, "no such notice");
	check(create(0, SIGUSR1, SIGEV_THREAD_ID, getppid()) == -EINVAL,
	      "no thread of another process");
	check(syscall3(NR_timer_create, 0, 1, &id) == -EFAULT, "no event");
	check(syscall3(NR_timer_create, 0, 0, 1) == -EFAULT, "no number");
	check(set(123456, 1, 0) == -EINVAL &&
	      syscall1(NR_timer_getoverrun, 123456) == -EINVAL &&
	      syscall1(NR_timer_delete, 123456) == -EINVAL, "no timer");
}

static void one_signal(int clock)
{
	struct itimerspec left;
	struct siginfo info;
	int id = create(clock, SIGUSR1, SIGEV_SIGNAL, 0);

	check(id >= 0 && take(SIGUSR1, 30, &info) == -EAGAIN,
	      "clock %d: a timer that is not set is silent", clock);
	check(set(id, 20, 0) == 0 && take(SIGUSR1, 20000, &info) == SIGUSR1,
	      "its signal comes");
	check(info.code == SI_TIMER && info.value == 4321 && info.id == id &&
	      info.overrun == 0, "with the timer's value");
	syscall2(NR_timer_gettime, id, &left);
	check(!left.value.sec && !left.value.nsec, "then it is at rest");
	check(take(SIGUSR1, 50, &info) == -EAGAIN, "and silent");
	check(syscall1(NR_timer_delete, id) == 0 && set(id, 1, 0) == -EINVAL,
	      "until it is deleted");
}

static void missed(void)
{
	int id = create(CLOCK_MONOTONIC, SIGUSR2, SIGEV_SIGNAL, 0);
	struct siginfo info;

	set(id, 20, 20);
	sleep_ms(300);
	check(take(SIGUSR2, 20000, &info) == SIGUSR2 && info.overrun >= 3,
	      "what expires while the signal waits is counted");
	check(syscall1(NR_timer_getoverrun, id) == info.overrun,
	      "and can be asked for");
	check(take(SIGUSR2, 20000, &info) == SIGUSR2, "the next one comes");
	set(id, 0, 20);
	take(SIGUSR2, 0, &info);
	check(take(SIGUSR2, 60, &info) == -EAGAIN, "until it is stopped");
	syscall1(NR_timer_delete, id);
}

static void settings(void)
{
	struct itimerspec past = { { 0, 0 }, { 1, 0 } }, old, left;
	struct siginfo info;
	int id = create(CLOCK_REALTIME, SIGUSR1, SIGEV_SIGNAL, 0);

	check(syscall4(NR_timer_settime, id, 0, 0, 0) == -EINVAL, "no time");
	past.value.nsec = 1000 * MS;
	check(syscall4(NR_timer_settime, id, 0, &past, 0) == -EINVAL,
	      "no second has so many nanoseconds");
	past.value.nsec = 0;
	set(id, 100000, 7000);
	syscall2(NR_timer_gettime, id, &left);
	check(left.value.sec >= 50 && left.value.sec <= 100 &&
	      left.interval.sec == 7, "what is left");
	check(syscall4(NR_timer_settime, id, TIMER_ABSTIME, &past, &old) == 0 &&
	      old.value.sec >= 50 && old.value.sec <= 100 &&
	      old.interval.sec == 7, "is told when it is set anew");
	check(take(SIGUSR1, 20000, &info) == SIGUSR1, "a past time is now");
	syscall1(NR_timer_delete, id);
	id = create(CLOCK_REALTIME, 0, SIGEV_NONE, 0);
	set(id, 10, 0);
	sleep_ms(50);
	syscall2(NR_timer_gettime, id, &left);
	check(!left.value.sec && !left.value.nsec, "one without a signal");
	syscall1(NR_timer_delete, id);
}

static void without_event(void)
{
	sigset_t alarm = sigmask(SIGALRM);
	struct siginfo info;
	int id = -1;

	sigprocmask(SIG_BLOCK, &alarm, 0);
	syscall3(NR_timer_create, CLOCK_REALTIME, 0, &id);
	set(id, 10, 0);
	check(take(SIGALRM, 20000, &info) == SIGALRM && info.value == id,
	      "by default SIGALRM brings the timer's number");
	syscall1(NR_timer_delete, id);
}

static void in_child(unsigned long id)
{
	struct itimerspec left;

	check(syscall2(NR_timer_gettime, id, &left) == -EINVAL,
	      "a child has no timers");
	_exit(0);
}

static void owners(void)
{
	int id = create(CLOCK_MONOTONIC, SIGUSR1, SIGEV_THREAD_ID, getpid());
	struct siginfo info;

	status_of(in_child, id);
	set(id, 10, 0);
	check(take(SIGUSR1, 20000, &info) == SIGUSR1, "one thread's timer");
}

/* The timer's signal would end the next program. */
static void exec_again(unsigned long name)
{
	char *argv[] = { (char *)name, "again", 0 };
	sigset_t none = 0;
	int id = -1;

	sigprocmask(SIG_SETMASK, &none, 0);
	syscall3(NR_timer_create, CLOCK_REALTIME, 0, &id);
	set(id, 100, 10);
	execve(argv[0], argv, argv + 2);
	_exit(1);
}

int main(int argc, char **argv)
{
	sigset_t both = sigmask(SIGUSR1) | sigmask(SIGUSR2);

	if (argc > 1) {
		sleep_ms(300);
		return 0;
	}
	check_begin("timers");
	sigprocmask(SIG_BLOCK, &both, 0);
	what_is_no_timer();
	one_signal(CLOCK_REALTIME);
	one_signal(CLOCK_MONOTONIC);
	missed();
	settings();
	without_event();
	owners();
	check(status_of(exec_again, (unsigned long)argv[0]) == 0,
	      "a new program has no timers");
	return check_end();
}
