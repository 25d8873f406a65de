/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef USR_SIGNAL_H
#define USR_SIGNAL_H

#define SIGHUP		1
#define SIGINT		2
#define SIGQUIT		3
#define SIGILL		4
#define SIGTRAP		5
#define SIGFPE		8
#define SIGKILL		9
#define SIGUSR1		10
#define SIGSEGV		11
#define SIGUSR2		12
#define SIGPIPE		13
#define SIGALRM		14
#define SIGTERM		15
#define SIGCHLD		17
#define SIGCONT		18
#define SIGSTOP		19
#define SIGTSTP		20
#define SIGTTIN		21
#define SIGTTOU		22
#define SIGWINCH	28

#define SIG_DFL		((void (*)(int))0)
#define SIG_IGN		((void (*)(int))1)

#define SIG_BLOCK	0
#define SIG_UNBLOCK	1
#define SIG_SETMASK	2

#define SA_NOCLDSTOP	0x00000001
#define SA_RESTORER	0x04000000
#define SA_RESTART	0x10000000

typedef unsigned long long sigset_t;	/* bit n-1 stands for signal n */

#define sigmask(sig)	(1ULL << ((sig) - 1))

/* The kernel's layout (rt_sigaction), so it can be passed as it is. */
struct sigaction {
	void (*sa_handler)(int sig);
	unsigned long sa_flags;
	void (*sa_restorer)(void);
	sigset_t sa_mask;
};

int kill(int pid, int sig);
int sigaction(int sig, const struct sigaction *act, struct sigaction *old);
int signal(int sig, void (*handler)(int sig));
int sigprocmask(int how, const sigset_t *set, sigset_t *old);
int sigpending(sigset_t *set);

#endif
