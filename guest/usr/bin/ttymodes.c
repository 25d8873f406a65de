/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading without lines (VMIN, VTIME), readiness, queues, packets, and what a
 * pair of terminals says when one end is closed.
 */
#include <check.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <session.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#define NR_fcntl	55
#define F_SETFL		4
#define NR_poll		168
#define POLLIN		1
#define POLLPRI		2
#define POLLOUT		4
#define POLLHUP		16

static void set_raw(int min, int time)
{
	struct termios t;

	ioctl(pair[1], TCGETS, &t);
	t.c_iflag = t.c_oflag = t.c_lflag = 0;
	t.c_cc[VMIN] = min;
	t.c_cc[VTIME] = time;
	ioctl(pair[1], TCSETS, &t);
}

static void set_iflag(unsigned int iflag)
{
	struct termios t;

	ioctl(pair[1], TCGETS, &t);
	t.c_iflag = iflag;
	ioctl(pair[1], TCSETS, &t);
}

static int ready(int fd, int wanted)
{
	struct {
		int fd;
		short events, revents;
	} p = { fd, wanted, 0 };

	syscall3(NR_poll, &p, 1, 30);
	return p.revents;
}

static int read_some(int fd, int count)
{
	char buf[64];

	return read(fd, buf, count);
}

static void type_later(unsigned long ms)
{
	sleep_ms(ms);
	write(pair[0], "late", 4);
	_exit(0);
}

static int type_in(unsigned long ms)
{
	int pid = fork();

	if (!pid)
		type_later(ms);
	return pid;
}

static void minimum_and_time(void)
{
	int pid;

	set_raw(0, 0);
	check(read_some(pair[1], 10) == 0, "MIN 0, TIME 0: nothing at once");
	set_raw(0, 1);
	check(read_some(pair[1], 10) == 0, "MIN 0, TIME 1: nothing in time");
	pid = type_in(20);
	set_raw(0, 20);
	check(read_some(pair[1], 10) == 4, "MIN 0, TIME 20: what comes");
	waitpid(pid, 0, 0);
	set_raw(6, 0);
	write(pair[0], "ab", 2);
	pid = type_in(50);
	check(read_some(pair[1], 10) == 6, "MIN 6: not before six are there");
	waitpid(pid, 0, 0);
	write(pair[0], "abc", 3);
	check(read_some(pair[1], 3) == 3, "or as many as were asked for");
	set_raw(6, 2);
	write(pair[0], "abc", 3);
	check(read_some(pair[1], 10) == 3, "MIN 6, TIME 2: or a pause");
}

static void readiness(void)
{
	set_raw(1, 0);
	check(ready(pair[1], POLLIN | POLLOUT) == POLLOUT, "no key, no input");
	write(pair[0], "x", 1);
	check(ready(pair[1], POLLIN) == POLLIN, "a key is input");
	read_some(pair[1], 1);
	set_raw(3, 0);
	write(pair[0], "ab", 2);
	check(ready(pair[1], POLLIN) == 0, "two are none of three");
	write(pair[0], "c", 1);
	check(ready(pair[1], POLLIN) == POLLIN, "three are");
	read_some(pair[1], 10);
}

static void queues(void)
{
	int n = -1;

	set_raw(1, 0);
	write(pair[0], "abcd", 4);
	ready(pair[1], POLLIN);
	check(ioctl(pair[1], TIOCINQ, &n) == 0 && n == 4, "TIOCINQ counts");
	check(ioctl(pair[1], TCFLSH, 0) == 0 &&
	      ioctl(pair[1], TIOCINQ, &n) == 0 && n == 0, "TCFLSH forgets");
	check(ioctl(pair[1], TCFLSH, 3) == -EINVAL, "one of three queues");
	check(ioctl(pair[1], TCXONC, 9) == -EINVAL, "one of four flows");
	check(ioctl(pair[1], 0x54ff, 0) == -ENOTTY, "no such request");
	check(ioctl(pair[1], TCGETS, 1) == -EFAULT, "no such address");
	check(ioctl(pair[1], TIOCGPTN, &n) == -ENOTTY, "a slave has no slave");
	check(ioctl(pair[1], TIOCGETD, &n) == 0 && n == 0, "N_TTY is line 0");
	check(ioctl(pair[1], TCSBRK, 1) == 0, "all output has left");
}

/* A pty has no errors to report, but its bytes must not look like reports. */
static void marks(void)
{
	char buf[8];
	int n;

	set_raw(1, 0);
	set_iflag(PARMRK);
	write(pair[0], "a\377b", 3);
	n = read(pair[1], buf, sizeof(buf));
	check(n == 4 && !memcmp(buf, "a\377\377b", 4), "PARMRK doubles 0377");
	set_iflag(PARMRK | ISTRIP);
	write(pair[0], "a\377b", 3);
	n = read(pair[1], buf, sizeof(buf));
	check(n == 3 && !memcmp(buf, "a\177b", 3), "but ISTRIP first");
}

static void nonblocking(int fd, int on)
{
	syscall3(NR_fcntl, fd, F_SETFL, on ? O_RDWR | O_NONBLOCK : O_RDWR);
}

static void output_stops(void)
{
	set_raw(1, 0);
	nonblocking(pair[1], 1);
	nonblocking(pair[0], 1);
	ioctl(pair[1], TCXONC, 0);
	check(write(pair[1], "x", 1) == -EAGAIN, "TCOOFF stops output");
	ioctl(pair[1], TCXONC, 1);
	check(write(pair[1], "x", 1) == 1, "TCOON starts it");
	check(read_some(pair[0], 10) == 1 && read_some(pair[0], 10) == -EAGAIN,
	      "the master reads what was written, once");
	check(read_some(pair[1], 10) == -EAGAIN, "nobody has typed");
	nonblocking(pair[1], 0);
	nonblocking(pair[0], 0);
}

static void packets(void)
{
	int on = 1, n;
	char buf[16];

	ioctl(pair[0], TIOCPKT, &on);
	write(pair[1], "hi", 2);
	n = read(pair[0], buf, sizeof(buf));
	check(n == 3 && !memcmp(buf, "\0hi", 3), "data's packets begin with 0");
	ioctl(pair[1], TCXONC, 0);
	check(ready(pair[0], POLLPRI) == POLLPRI, "a stop is urgent");
	n = read(pair[0], buf, sizeof(buf));
	check(n == 1 && buf[0] == 4, "and a packet of its own");
	ioctl(pair[1], TCXONC, 1);
	n = read(pair[0], buf, sizeof(buf));
	check(n == 1 && buf[0] == 8, "so is the start");
	ioctl(pair[1], TCXONC, 0);
	ioctl(pair[1], TCXONC, 1);
	on = 0;
	ioctl(pair[0], TIOCPKT, &on);
	nonblocking(pair[0], 1);
	check(read_some(pair[0], 10) == -EAGAIN,
	      "without packets nothing is told, nor is that an end");
	nonblocking(pair[0], 0);
}

/* What ends a line that is not empty belongs to the read of its last byte. */
static void full_reads(void)
{
	struct termios t;

	ioctl(pair[1], TCGETS, &t);
	t.c_lflag = ICANON;
	t.c_cc[VEOF] = 4;
	ioctl(pair[1], TCSETS, &t);
	write(pair[0], "four\004more\n\004", 11);
	check(read_some(pair[1], 4) == 4 && read_some(pair[1], 10) == 5,
	      "a read that ends where the line does is no end of file");
	check(read_some(pair[1], 10) == 0, "but an empty line is");
}

static void ends(void)
{
	char name[24];
	int number = 0, lock = 1, fd;

	ioctl(pair[0], TIOCGPTN, &number);
	snprintf(name, sizeof(name), "/dev/pts/%d", number);
	close(pair[1]);
	check(read_some(pair[0], 1) == -EIO, "no slave: reading fails");
	check(ready(pair[0], POLLIN) & POLLHUP, "and is a hang-up");
	pair[1] = open(name, O_RDWR | O_NOCTTY, 0);
	check(pair[1] >= 0 && ready(pair[0], POLLIN) == 0, "until it is back");
	ioctl(pair[0], TIOCSPTLCK, &lock);
	check(open(name, O_RDWR | O_NOCTTY, 0) == -EIO, "a lock keeps it so");
	close(pair[0]);
	check(read_some(pair[1], 1) == 0, "no master: the end of input");
	check(write(pair[1], "x", 1) == -EIO, "and no output");
	fd = open(name, O_RDWR | O_NOCTTY, 0);
	check(fd < 0, "its name has gone");
	close(pair[1]);
	pair[0] = 0;
}

int main(void)
{
	check_begin("ttymodes");
	new_terminal();
	minimum_and_time();
	readiness();
	queues();
	marks();
	output_stops();
	packets();
	full_reads();
	ends();
	return check_end();
}
