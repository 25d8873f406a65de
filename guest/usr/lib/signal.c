/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <signal.h>
#include <syscall.h>

extern void __restore(void);

int kill(int pid, int sig)
{
	return syscall2(NR_kill, pid, sig);
}

int sigaction(int sig, const struct sigaction *act, struct sigaction *old)
{
	struct sigaction full;

	if (act) {
		full = *act;
		full.sa_flags |= SA_RESTORER;
		full.sa_restorer = __restore;
		act = &full;
	}
	return syscall4(NR_rt_sigaction, sig, act, old, sizeof(sigset_t));
}

int signal(int sig, void (*handler)(int sig))
{
	struct sigaction act = { .sa_handler = handler };

	return sigaction(sig, &act, 0);
}

int sigprocmask(int how, const sigset_t *set, sigset_t *old)
{
	return syscall4(NR_rt_sigprocmask, how, set, old, sizeof(sigset_t));
}

int sigpending(sigset_t *set)
{
	return syscall2(NR_rt_sigpending, set, sizeof(sigset_t));
}
