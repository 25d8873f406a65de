/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pingpong ROUNDS: two processes with page directories of their own hand a
 * counter back and forth through pipes, so each round is two switches between
 * them. Now and then one naps, and process 0 runs on the napper's directory.
 */
#include <check.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define NAP_EVERY	8
#define NAP_MS		5

/* Returns the last counter received, or -1 when a pipe broke. */
static int play(int in, int out, int rounds, int serve)
{
	int i, ball = 0;

	if (serve)
		write(out, &ball, sizeof(ball));
	for (i = 0; i < rounds; i++) {
		if (read(in, &ball, sizeof(ball)) != sizeof(ball))
			return -1;
		ball++;
		if (i % NAP_EVERY == NAP_EVERY - 1)
			sleep_ms(NAP_MS);
		if (serve && i == rounds - 1)
			break;
		write(out, &ball, sizeof(ball));
	}
	return ball;
}

int main(int argc, char **argv)
{
	int rounds = argc > 1 ? atoi(argv[1]) : 100;
	int there[2], back[2], pid, ball, status = -1;

	check_begin("pingpong");
	pipe(there);
	pipe(back);
	pid = fork();
	if (pid == 0) {
		ball = play(there[0], back[1], rounds, 0);
		_exit(ball != 2 * rounds - 1);
	}
	ball = play(back[0], there[1], rounds, 1);
	waitpid(pid, &status, 0);
	check(ball == 2 * rounds && status == 0, "%d passes of the ball", ball);
	return check_end();
}
