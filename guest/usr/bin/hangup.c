/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a terminal sends to whom: by keys, by its size, by its end. */
#include <check.h>
#include <errno.h>
#include <jobctl.h>
#include <session.h>
#include <signal.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

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

	for (tries = 0; tries < 2000 && !caught[sig]; tries++)
		sleep_ms(10);
	return caught[sig];
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
		check(status == (cases[i].sig == SIGTSTP ?
				 SIGTSTP << 8 | 0x7f : cases[i].sig),
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

static int out[2];

static void leave_somebody(unsigned long unused)
{
	char c;

	(void)unused;
	signal(SIGTTOU, SIG_IGN);
	if (!fork()) {
		setpgid(0, 0);
		catch(SIGHUP);
		set_foreground(pair[1], getpid());
		write(out[1], "r", 1);
		if (wait_caught(SIGHUP))
			write(out[1], "h", 1);
		_exit(0);
	}
	read(out[0], &c, 1);
}

static void leader_ends(void)
{
	char c = 0;

	pipe(out);
	run_session(leave_somebody, 0);
	read(out[0], &c, 1);
	check(c == 'h', "the end of a leader hangs up on the foreground");
	close(out[0]);
	close(out[1]);
}

int main(void)
{
	check_begin("hangup");
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
