/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef USR_SYS_WAIT_H
#define USR_SYS_WAIT_H

#define WNOHANG		1
#define WUNTRACED	2
#define WSTOPPED	2
#define WEXITED		4
#define WCONTINUED	8
#define WNOWAIT		0x01000000

#define P_ALL		0
#define P_PID		1

#define CLD_KILLED	2
#define CLD_STOPPED	5
#define CLD_CONTINUED	6

#define WIFEXITED(status)	(((status) & 0x7f) == 0)
#define WEXITSTATUS(status)	(((status) >> 8) & 0xff)
#define WIFSTOPPED(status)	(((status) & 0xff) == 0x7f)
#define WSTOPSIG(status)	WEXITSTATUS(status)
#define WIFSIGNALED(status)	((((status) + 1) & 0x7f) > 1)
#define WTERMSIG(status)	((status) & 0x7f)

/* The part of Linux's 128-byte siginfo_t that waitid() fills in. */
struct siginfo {
	int si_signo;
	int si_errno;
	int si_code;
	int si_pid;
	int si_uid;
	int si_status;
	int pad[26];
};

int waitpid(int pid, int *status, int options);
int waitid(int idtype, int id, struct siginfo *info, int options);

#endif
