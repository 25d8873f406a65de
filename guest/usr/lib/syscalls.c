/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <sys/wait.h>
#include <syscall.h>
#include <unistd.h>

char **environ;

void _exit(int status)
{
	for (;;)
		syscall1(NR_exit, status);
}

int fork(void)
{
	return syscall0(NR_fork);
}

int execve(const char *path, char *const argv[], char *const envp[])
{
	return syscall3(NR_execve, path, argv, envp);
}

int getpid(void)
{
	return syscall0(NR_getpid);
}

int getppid(void)
{
	return syscall0(NR_getppid);
}

int setsid(void)
{
	return syscall0(NR_setsid);
}

int nice(int increment)
{
	return syscall1(NR_nice, increment);
}

int sched_yield(void)
{
	return syscall0(NR_sched_yield);
}

int pause(void)
{
	return syscall0(NR_pause);
}

int alarm(unsigned int seconds)
{
	return syscall1(NR_alarm, seconds);
}

int nanosleep(const struct timespec *wanted, struct timespec *left)
{
	return syscall2(NR_nanosleep, wanted, left);
}

int gettimeofday(struct timeval *tv, void *zone)
{
	return syscall2(NR_gettimeofday, tv, zone);
}

int waitpid(int pid, int *status, int options)
{
	return syscall4(NR_wait4, pid, status, options, NULL);
}

int waitid(int idtype, int id, struct siginfo *info, int options)
{
	return syscall5(NR_waitid, idtype, id, (long)info, options, 0);
}

int power_off(int status)
{
	char command[16];

	snprintf(command, sizeof(command), "%d", status);
	return syscall4(NR_reboot, 0xfee1dead, 672274793,
			status ? RESTART2 : POWER_OFF, (long)command);
}

void sleep_ms(unsigned int ms)
{
	struct timespec left = { ms / 1000, ms % 1000 * 1000000 };

	while (nanosleep(&left, &left) == -EINTR)
		;
}
