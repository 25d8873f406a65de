/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whose terminal it is: sessions that get one, its foreground group, and
 * what others may not do with it.
 */
#include <check.h>
#include <errno.h>
#include <jobctl.h>
#include <signal.h>
#include <sys/wait.h>
#include <session.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* Runs fn in a group of its own; its wait status, also of a stop. */
static int in_background(void (*fn)(unsigned long), unsigned long arg)
{
	int status = -1, pid = fork();

	if (!pid) {
		setpgid(0, 0);
		fn(arg);
		_exit(0);
	}
	setpgid(pid, pid);
	waitpid(pid, &status, WUNTRACED);
	if (WIFSTOPPED(status)) {
		kill(pid, SIGKILL);
		waitpid(pid, 0, 0);
	}
	return status;
}

/* proc(5)'s field of that number, from the state on, which is the third. */
static int stat_field(int number)
{
	char text[256], *line = text;

	read_file("/proc/self/stat", text, sizeof(text));
	line = strrchr(text, ')') + 1;
	for (; number > 3; number--)
		next_word(&line);
	return atoi(next_word(&line));
}

static void acquire(unsigned long unused)
{
	int fd, sid = -1;

	(void)unused;
	check(open("/dev/tty", O_RDWR, 0) == -ENXIO,
	      "a new session has no terminal");
	check(foreground(pair[1]) == -ENOTTY, "nobody's tells no group");
	check(stat_field(7) == 0 && stat_field(8) == -1, "nor does /proc");
	check(ioctl(pair[1], TIOCSCTTY, 0) == 0, "its leader takes one");
	check(foreground(pair[1]) == getpid(), "and is in the foreground");
	check(stat_field(8) == getpid() && stat_field(7) >> 8 == 136,
	      "as /proc tells");
	check(ioctl(pair[1], TIOCGSID, &sid) == 0 && sid == getpid(),
	      "the terminal knows the session");
	check(foreground(pair[0]) == getpid(), "the master may ask, too");
	fd = open("/dev/tty", O_RDWR, 0);
	check(fd >= 0 && foreground(fd) == getpid(), "/dev/tty is that one");
	check(set_foreground(fd, NO_PID) == -ESRCH, "no group, no foreground");
	check(set_foreground(fd, -1) == -EINVAL, "nor a negative one");
	check(set_foreground(fd, 1) == -EPERM, "nor another session's");
	check(ioctl(fd, TIOCNOTTY, 0) == 0 &&
	      open("/dev/tty", O_RDWR, 0) == -ENXIO, "it can be given up");
}

static void by_open(unsigned long flags)
{
	char name[24];
	int number = 0;

	ioctl(pair[0], TIOCGPTN, &number);
	snprintf(name, sizeof(name), "/dev/pts/%d", number);
	open(name, O_RDWR | flags, 0);
	check((open("/dev/tty", O_RDWR, 0) >= 0) == !flags,
	      flags ? "but not with O_NOCTTY" :
		      "a leader's first terminal controls it");
}

static void a_new_session(void (*fn)(unsigned long), unsigned long arg)
{
	int pid = fork();

	if (!pid) {
		setsid();
		fn(arg);
		_exit(0);
	}
	waitpid(pid, 0, 0);
}

static void read_it(unsigned long ignored)
{
	char c;

	if (ignored)
		signal(SIGTTIN, SIG_IGN);
	_exit(-read(pair[1], &c, 1));
}

static void write_it(unsigned long ignored)
{
	if (ignored)
		signal(SIGTTOU, SIG_IGN);
	_exit(write(pair[1], "x", 1) == 1);
}

static void change_it(unsigned long ignored)
{
	struct termios t;

	if (ignored)
		signal(SIGTTOU, SIG_IGN);
	_exit(ioctl(pair[1], TCGETS, &t) || ioctl(pair[1], TCSETS, &t));
}

static void take_it(unsigned long ignored)
{
	if (ignored)
		signal(SIGTTOU, SIG_IGN);
	_exit(set_foreground(pair[1], getpid()) != 0);
}

static int stopped(int status, int sig)
{
	return WIFSTOPPED(status) && WSTOPSIG(status) == sig;
}

static void backgrounds(unsigned long unused)
{
	struct termios t;

	(void)unused;
	check(stopped(in_background(read_it, 0), SIGTTIN),
	      "reading in the background stops");
	check(WEXITSTATUS(in_background(read_it, 1)) == EIO,
	      "or fails, if that is ignored");
	check(in_background(write_it, 0) == 1 << 8,
	      "writing in the background is allowed");
	check(stopped(in_background(change_it, 0), SIGTTOU),
	      "changing settings is not");
	check(in_background(change_it, 1) == 0, "unless that is ignored");
	check(stopped(in_background(take_it, 0), SIGTTOU),
	      "nor is taking the foreground");
	check(in_background(take_it, 1) == 0, "unless that is ignored");
	signal(SIGTTOU, SIG_IGN);
	set_foreground(pair[1], getpid());
	signal(SIGTTOU, SIG_DFL);
	ioctl(pair[1], TCGETS, &t);
	t.c_lflag |= TOSTOP;
	ioctl(pair[1], TCSETS, &t);
	check(stopped(in_background(write_it, 0), SIGTTOU),
	      "with TOSTOP writing stops as well");
	check(in_background(write_it, 1) == 1 << 8,
	      "unless that is ignored");
}

int main(void)
{
	check_begin("ctty");
	new_terminal();
	a_new_session(acquire, 0);
	a_new_session(by_open, 0);
	new_terminal();
	a_new_session(by_open, O_NOCTTY);
	new_terminal();
	run_session(backgrounds, 0);
	return check_end();
}
