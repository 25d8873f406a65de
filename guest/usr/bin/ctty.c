/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whose terminal it is: sessions that get and lose one, its foreground group,
 * what others may not do, and what keys and hang-ups send to whom.
 */
#include <check.h>
#include <errno.h>
#include <jobctl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static int pair[2];		/* the terminal: master and slave */

static int foreground(int fd)
{
	int pgrp = 0, error = ioctl(fd, TIOCGPGRP, &pgrp);

	return error ? error : pgrp;
}

static int set_foreground(int fd, int pgrp)
{
	return ioctl(fd, TIOCSPGRP, &pgrp);
}

static volatile int caught[32];

static void on_signal(int sig)
{
	caught[sig]++;
}

static void catch(int sig)
{
	struct sigaction act = { .sa_handler = on_signal };

	caught[sig] = 0;
	sigaction(sig, &act, 0);
}

static int wait_caught(int sig)
{
	int tries;

	for (tries = 0; tries < 100 && !caught[sig]; tries++)
		sleep_ms(10);
	return caught[sig];
}

/* Runs fn as the leader of a session that the terminal controls. */
static int in_session(void (*fn)(unsigned long), unsigned long arg)
{
	int pid = fork();

	if (!pid) {
		setsid();
		ioctl(pair[1], TIOCSCTTY, 0);
		fn(arg);
		_exit(0);
	}
	return pid;
}

static int run_session(void (*fn)(unsigned long), unsigned long arg)
{
	int status, pid = in_session(fn, arg);

	waitpid(pid, &status, 0);
	return status;
}

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

static void acquire(unsigned long unused)
{
	int fd, sid = -1;

	(void)unused;
	check(open("/dev/tty", O_RDWR, 0) == -ENXIO,
	      "a new session has no terminal");
	check(foreground(pair[1]) == -ENOTTY, "nobody's tells no group");
	check(ioctl(pair[1], TIOCSCTTY, 0) == 0, "its leader takes one");
	check(foreground(pair[1]) == getpid(), "and is in the foreground");
	check(ioctl(pair[1], TIOCGSID, &sid) == 0 && sid == getpid(),
	      "the terminal knows the session");
	check(foreground(pair[0]) == getpid(), "the master may ask, too");
	fd = open("/dev/tty", O_RDWR, 0);
	check(fd >= 0 && foreground(fd) == getpid(), "/dev/tty is that one");
	check(set_foreground(fd, 29999) == -ESRCH, "no group, no foreground");
	check(set_foreground(fd, -1) == -EINVAL, "nor a negative one");
	check(set_foreground(fd, 1) == -EPERM, "nor another session's");
	check(ioctl(fd, TIOCNOTTY, 0) == 0 &&
	      open("/dev/tty", O_RDWR, 0) == -ENXIO, "it can be given up");
}

static void by_open(unsigned long flags)
{
	static char name[] = "/dev/pts/0";
	int number = 0;

	ioctl(pair[0], TIOCGPTN, &number);
	name[9] = '0' + number;
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

/* The foreground group hears keys; the leader's does not. */
static void keys(unsigned long unused)
{
	static const struct {
		char key;
		int sig;
	} cases[] = { { 3, SIGINT }, { 28, SIGQUIT }, { 26, SIGTSTP } };
	int i, pid, status, ready[2];
	char c;

	(void)unused;
	catch(SIGINT);
	pipe(ready);
	for (i = 0; i < 3; i++) {
		pid = fork();
		if (!pid) {
			signal(SIGINT, SIG_DFL);
			setpgid(0, 0);
			write(ready[1], "r", 1);
			for (;;)
				pause();
		}
		read(ready[0], &c, 1);
		set_foreground(pair[1], pid);
		write(pair[0], &cases[i].key, 1);
		waitpid(pid, &status, WUNTRACED);
		check(cases[i].sig == SIGTSTP ? stopped(status, SIGTSTP) :
		      (status & 0x7f) == cases[i].sig,
		      "key %d sends signal %d", cases[i].key, cases[i].sig);
		kill(pid, SIGKILL);
		waitpid(pid, 0, 0);
		signal(SIGTTOU, SIG_IGN);
		set_foreground(pair[1], getpid());
	}
	check(!caught[SIGINT], "to the foreground only");
	write(pair[0], "\003", 1);
	check(wait_caught(SIGINT) == 1, "which is now the leader's again");
}

static void resized(unsigned long unused)
{
	struct winsize size = { 33, 101, 0, 0 }, seen = { 0 };

	(void)unused;
	catch(SIGWINCH);
	ioctl(pair[0], TIOCSWINSZ, &size);
	check(wait_caught(SIGWINCH) == 1, "a new size sends SIGWINCH");
	ioctl(pair[1], TIOCGWINSZ, &seen);
	check(seen.ws_row == 33 && seen.ws_col == 101, "both ends have it");
	ioctl(pair[0], TIOCSWINSZ, &size);
	sleep_ms(20);
	check(caught[SIGWINCH] == 1, "the same size again sends nothing");
}

/* The master goes: its number is only known by this process's end. */
static void hung_up(unsigned long ready)
{
	char c;

	catch(SIGHUP);
	catch(SIGCONT);
	close(pair[0]);
	write(ready, "r", 1);
	check(wait_caught(SIGHUP) == 1 && caught[SIGCONT] == 1,
	      "a hang-up sends SIGHUP and SIGCONT to the leader");
	check(read(pair[1], &c, 1) == 0, "reading then finds the end");
	check(write(pair[1], "x", 1) == -EIO, "writing fails");
	check(ioctl(pair[1], TIOCGPGRP, &c) == -EIO, "and asking, too");
	check(open("/dev/tty", O_RDWR, 0) == -ENXIO,
	      "the session has no terminal any more");
}

static void hang_up(void)
{
	int ready[2], pid;
	char c;

	pipe(ready);
	pid = in_session(hung_up, ready[1]);
	read(ready[0], &c, 1);
	close(pair[0]);
	waitpid(pid, 0, 0);
	close(pair[1]);
	close(ready[0]);
	close(ready[1]);
}

static void leave_somebody(unsigned long out)
{
	int pid = fork();

	if (!pid) {
		setpgid(0, 0);
		catch(SIGHUP);
		set_foreground(pair[1], getpid());
		write(out, "r", 1);
		if (wait_caught(SIGHUP))
			write(out, "h", 1);
		_exit(0);
	}
	signal(SIGTTOU, SIG_IGN);
	setpgid(pid, pid);
	set_foreground(pair[1], pid);
	sleep_ms(50);
}

static void leader_ends(void)
{
	int out[2];
	char c = 0;

	pipe(out);
	run_session(leave_somebody, out[1]);
	read(out[0], &c, 1);
	read(out[0], &c, 1);
	check(c == 'h', "the end of a leader hangs up on the foreground");
	close(out[0]);
	close(out[1]);
}

/* What a session's end left behind is not the next one's. */
static void new_terminal(void)
{
	if (pair[0]) {
		close(pair[1]);
		close(pair[0]);
	}
	openpty(pair, O_NOCTTY);
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
	new_terminal();
	run_session(keys, 0);
	new_terminal();
	run_session(resized, 0);
	new_terminal();
	leader_ends();
	new_terminal();
	hang_up();
	return check_end();
}
