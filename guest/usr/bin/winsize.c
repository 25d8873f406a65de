/* SPDX-License-Identifier: GPL-2.0-or-later */
/* winsize [-w]: the terminal's size; with -w again once it has changed. */
#include <signal.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

static void on_change(int sig)
{
	(void)sig;
}

static void show(void)
{
	struct winsize size = { 0 };

	ioctl(0, TIOCGWINSZ, &size);
	printf("%d rows, %d columns\n", size.ws_row, size.ws_col);
}

int main(int argc, char **argv)
{
	(void)argv;
	signal(SIGWINCH, on_change);
	show();
	if (argc > 1) {
		pause();
		show();
	}
	return 0;
}
