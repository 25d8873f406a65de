/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * System calls as functions. There is no `errno` variable: every wrapper
 * returns what the kernel returned, a negative error number on failure.
 */
#ifndef USR_UNISTD_H
#define USR_UNISTD_H

#include <stddef.h>

#define O_RDONLY	0
#define O_WRONLY	1
#define O_RDWR		2
#define O_CREAT		0100
#define O_TRUNC		01000
#define O_APPEND	02000

#define SEEK_SET	0

#define POWER_OFF	0x4321fedc
#define RESTART2	0xa1b2c3d4	/* with a command: the exit status */

struct timespec {
	long tv_sec;
	long tv_nsec;
};

struct timeval {
	long tv_sec;
	long tv_usec;
};

extern char **environ;

void _exit(int status) __attribute__((noreturn));
int fork(void);
int execve(const char *path, char *const argv[], char *const envp[]);
int getpid(void);
int getppid(void);
int setsid(void);
int nice(int increment);
int sched_yield(void);
int pause(void);
int alarm(unsigned int seconds);
int nanosleep(const struct timespec *wanted, struct timespec *left);
int gettimeofday(struct timeval *tv, void *zone);

int open(const char *path, int flags, int mode);
int close(int fd);
int read(int fd, void *buf, size_t len);
int write(int fd, const void *buf, size_t len);
int fsync(int fd);
void sync(void);
int dup2(int old, int new);
int pipe(int fd[2]);
int unlink(const char *path);
int mkdir(const char *path, int mode);
int mount(const char *device, const char *dir, const char *type);

/* Ends the machine. Our kernel hands `status` to the host; Linux restarts. */
int power_off(int status);

/* Sleeps to the end even if signals arrive meanwhile. */
void sleep_ms(unsigned int ms);

#endif
