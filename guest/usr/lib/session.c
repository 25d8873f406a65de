/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <session.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

int pair[2];

void new_terminal(void)
{
	if (pair[0]) {
		close(pair[1]);
		close(pair[0]);
	}
	openpty(pair, O_NOCTTY);
}

int foreground(int fd)
{
	int pgrp = 0, error = ioctl(fd, TIOCGPGRP, &pgrp);

	return error ? error : pgrp;
}

int set_foreground(int fd, int pgrp)
{
	return ioctl(fd, TIOCSPGRP, &pgrp);
}

int in_session(void (*fn)(unsigned long), unsigned long arg)
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

int run_session(void (*fn)(unsigned long), unsigned long arg)
{
	int status, pid = in_session(fn, arg);

	waitpid(pid, &status, 0);
	return status;
}

