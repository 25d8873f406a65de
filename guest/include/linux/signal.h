/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_SIGNAL_H
#define _LINUX_SIGNAL_H

#include <linux/linkage.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <asm/atomic.h>
#include <asm/signal.h>

struct task_struct;
struct pt_regs;

struct k_sigaction {
	struct sigaction sa;
};

/* What arrived and waits; a signal's siginfo is kept once, the first. */
struct sigpending {
	sigset_t signal;
	siginfo_t info[_NSIG / 2];	/* of the 31 classic signals */
};

#define sigmask(sig)	(1UL << (((sig) - 1) & 31))

static inline void sigaddset(sigset_t *set, int sig)
{
	set->sig[(sig - 1) / 32] |= sigmask(sig);
}

static inline void sigdelset(sigset_t *set, int sig)
{
	set->sig[(sig - 1) / 32] &= ~sigmask(sig);
}

static inline int sigismember(const sigset_t *set, int sig)
{
	return (set->sig[(sig - 1) / 32] & sigmask(sig)) != 0;
}

/* set: of the first 32 signals. */
static inline int sig_in_set(int sig, unsigned long set)
{
	return sig <= 32 && (sigmask(sig) & set);
}

static inline void sigemptyset(sigset_t *set)
{
	set->sig[0] = set->sig[1] = 0;
}

static inline void sigfillset(sigset_t *set)
{
	set->sig[0] = set->sig[1] = ~0UL;
}

/* The lowest signal of set that mask lets through, or 0. */
int next_signal(const sigset_t *set, const sigset_t *mask);

int send_sig(int sig, struct task_struct *p, int priv);
int send_sig_info(int sig, const siginfo_t *info, struct task_struct *p);
/* For a fault: cannot be ignored or blocked. */
int force_sig(int sig, struct task_struct *p);
int force_sig_info(int sig, const siginfo_t *info, struct task_struct *p);
int kill_proc(pid_t pid, int sig, int priv);
int kill_pg(pid_t pgrp, int sig, int priv);

void recalc_sigpending(void);
int sigprocmask(int how, const sigset_t *set, sigset_t *oldset);
int do_sigaction(int sig, const struct k_sigaction *act,
		 struct k_sigaction *oact);
/* Remove and return the next signal for current, with its siginfo. */
int dequeue_signal(struct task_struct *tsk, siginfo_t *info);
/* The next signal that has a handler; all others are done with inside. */
int get_signal_to_deliver(siginfo_t *info, struct k_sigaction *return_ka);
int set_temporary_sigmask(const sigset_t *user, size_t sigsetsize);
void end_temporary_sigmask(int interrupted);
/* Whether a stack pointer is on the stack that sigaltstack() named. */
int on_sig_stack(unsigned long esp);
int sas_flags(unsigned long esp);
asmlinkage long sys_sigaltstack(const stack_t *uss, stack_t *uoss, long edx,
				long esi, long edi, long ebp,
				struct pt_regs *regs);
/* jobctl.c */
#define STOP_SIGNALS	(sigmask(SIGSTOP) | sigmask(SIGTSTP) | \
			 sigmask(SIGTTIN) | sigmask(SIGTTOU))
void handle_stop_signal(int sig, struct task_struct *p);
void do_signal_stop(int sig);
void flush_signals(struct task_struct *tsk);
/* Handlers back to SIG_DFL; ignored signals stay so unless force_default. */
void flush_signal_handlers(struct task_struct *tsk, int force_default);

/* arch: build the handler's frame on the user stack. */
int do_signal(struct pt_regs *regs);

#endif
