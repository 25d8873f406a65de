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

/* One signal that was sent and waits. */
struct sigqueue {
	struct list_head list;
	siginfo_t info;
};

/*
 * What arrived and waits, for one task or for all of its process.  A classic
 * signal is in list once, a real-time signal as often as it was sent; one
 * for which there was no memory is in signal only.
 */
struct sigpending {
	struct list_head list;
	sigset_t signal;
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

/* Those whose action can be changed by nobody, and that nobody blocks. */
#define SIG_KERNEL_ONLY_MASK	(sigmask(SIGKILL) | sigmask(SIGSTOP))
#define STOP_SIGNALS		(sigmask(SIGSTOP) | sigmask(SIGTSTP) | \
				 sigmask(SIGTTIN) | sigmask(SIGTTOU))
/* Nothing happens by default. */
#define SIG_KERNEL_IGNORE_MASK	(sigmask(SIGCONT) | sigmask(SIGCHLD) | \
				 sigmask(SIGWINCH) | sigmask(SIGURG))
/* Faults: the instruction cannot go on, so they come first. */
#define SIG_KERNEL_SYNC_MASK	(sigmask(SIGSEGV) | sigmask(SIGBUS) | \
				 sigmask(SIGILL) | sigmask(SIGTRAP) | \
				 sigmask(SIGFPE))
/* What one process may have waiting. */
#define MAX_SIGPENDING		1024

/* The lowest signal of set that mask lets through, or 0. */
int next_signal(const sigset_t *set, const sigset_t *mask);
void signals_init(void);
void init_sigpending(struct sigpending *sig);
/* Those of mask, among the classic signals, are taken out. */
void rm_from_queue(unsigned long mask, struct sigpending *s,
		   struct task_struct *t);
void rm_set_from_queue(const sigset_t *set, struct sigpending *s,
		       struct task_struct *t);
void flush_sigqueue(struct sigpending *queue, struct task_struct *t);
/* Unlinked from a queue of t's, or of its process's. */
void free_sigqueue(struct sigqueue *q, struct task_struct *t);

/* From the kernel (SI_KERNEL), or from current in a way that code tells. */
void fill_siginfo(siginfo_t *info, int sig, int code);
/* To one task. */
int send_sig(int sig, struct task_struct *p, int priv);
int send_sig_info(int sig, const siginfo_t *info, struct task_struct *p);
/* For a fault: cannot be ignored or blocked. */
int force_sig(int sig, struct task_struct *p);
int force_sig_info(int sig, const siginfo_t *info, struct task_struct *p);
/* To a process: any of its tasks takes it. */
int send_group_sig(int sig, struct task_struct *p, int priv);
int group_send_sig_info(int sig, const siginfo_t *info, struct task_struct *p);
int check_kill_permission(int sig, struct task_struct *p);
int kill_proc(pid_t pid, int sig, int priv);
int kill_pg(pid_t pgrp, int sig, int priv);
int kill_pg_info(pid_t pgrp, int sig, const siginfo_t *info);

void signal_wake_up(struct task_struct *t, int resume_stopped);
/* Whether t has signals to take; if so, it will look. */
int recalc_sigpending_tsk(struct task_struct *t);
/* All others of the process are to end. */
void zap_other_threads(struct task_struct *p);
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
/* Returns when there is a signal to be taken. */
asmlinkage long sys_pause(void);
asmlinkage long sys_sigaltstack(const stack_t *uss, stack_t *uoss, long edx,
				long esi, long edi, long ebp,
				struct pt_regs *regs);
/* jobctl.c; interrupts are off in these two. */
void handle_stop_signal(int sig, struct task_struct *p);
void leave_group_stop(struct task_struct *tsk);
void do_signal_stop(int sig);
/* Stops current with the others of its process; whether it had to. */
int handle_group_stop(void);
void flush_signals(struct task_struct *tsk);
/* Handlers back to SIG_DFL; ignored signals stay so unless force_default. */
void flush_signal_handlers(struct task_struct *tsk, int force_default);

/* arch: build the handler's frame on the user stack. */
int do_signal(struct pt_regs *regs);

#endif
