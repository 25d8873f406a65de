/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

int openpty(int fd[2], int flags)
{
	int number = -1, unlocked = 0;
	char name[24];

	fd[0] = open("/dev/ptmx", O_RDWR | O_NOCTTY, 0);
	if (fd[0] < 0)
		return fd[0];
	ioctl(fd[0], TIOCGPTN, &number);
	ioctl(fd[0], TIOCSPTLCK, &unlocked);
	snprintf(name, sizeof(name), "/dev/pts/%d", number);
	fd[1] = open(name, O_RDWR | flags, 0);
	return fd[1] < 0 ? fd[1] : number;
}
