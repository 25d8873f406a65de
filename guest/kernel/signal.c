/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Signals: from the sender to the point where a handler is to run. */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/signal.h>
#include <linux/string.h>

#define M(sig)		sigmask(sig)
#define IGNORED		(M(SIGCONT) | M(SIGCHLD) | M(SIGWINCH) | M(SIGURG))
#define KERNEL_ONLY	(M(SIGKILL) | M(SIGSTOP))
/* Faults: the instruction cannot go on, so they come first. */
#define SYNCHRONOUS	(M(SIGSEGV) | M(SIGBUS) | M(SIGILL) | M(SIGTRAP) | \
			 M(SIGFPE))

int next_signal(const sigset_t *set, const sigset_t *mask)
{
	unsigned long first = set->sig[0] & ~mask->sig[0];
	unsigned long second = set->sig[1] & ~mask->sig[1];

	if (first & SYNCHRONOUS)
		first &= SYNCHRONOUS;
	if (first)
		return __ffs(first) + 1;
	return second ? 33 + __ffs(second) : 0;
}

static void recalc_sigpending_tsk(struct task_struct *t)
{
	if (next_signal(&t->pending.signal, &t->blocked))
		set_bit(TIF_SIGPENDING, &t->thread_info->flags);
	else
		clear_bit(TIF_SIGPENDING, &t->thread_info->flags);
}

void recalc_sigpending(void)
{
	recalc_sigpending_tsk(current);
}

/* A blocked signal is kept: its action may have changed by the time. */
static int sig_ignored(struct task_struct *t, int sig)
{
	__sighandler_t handler = t->sighand->action[sig - 1].sa.sa_handler;

	if (sigismember(&t->blocked, sig))
		return 0;
	return handler == SIG_IGN ||
	       (handler == SIG_DFL && sig_in_set(sig, IGNORED));
}

static void signal_wake_up(struct task_struct *t, int sig)
{
	recalc_sigpending_tsk(t);
	if (!signal_pending(t))
		return;
	wake_up_state(t, sig == SIGKILL ? TASK_INTERRUPTIBLE | TASK_STOPPED :
					  TASK_INTERRUPTIBLE);
}

int send_sig_info(int sig, const siginfo_t *info, struct task_struct *p)
{
	unsigned long flags;

	local_irq_save(flags);
	if (p->sighand && sig > 0) {
		handle_stop_signal(sig, p);
		if (!sig_ignored(p, sig) &&
		    !sigismember(&p->pending.signal, sig)) {
			sigaddset(&p->pending.signal, sig);
			if (sig < _NSIG / 2)
				p->pending.info[sig - 1] = *info;
			signal_wake_up(p, sig);
		}
	}
	local_irq_restore(flags);
	return 0;
}

int send_sig(int sig, struct task_struct *p, int priv)
{
	siginfo_t info;

	memset(&info, 0, sizeof(info));
	info.si_signo = sig;
	info.si_code = priv ? SI_KERNEL : SI_USER;
	if (!priv) {
		info.si_pid = current->pid;
		info.si_uid = current->uid;
	}
	return send_sig_info(sig, &info, p);
}

/* A fault that is ignored or blocked would only happen again. */
int force_sig_info(int sig, const siginfo_t *info, struct task_struct *p)
{
	struct k_sigaction *ka = &p->sighand->action[sig - 1];

	if (sigismember(&p->blocked, sig) || ka->sa.sa_handler == SIG_IGN) {
		ka->sa.sa_handler = SIG_DFL;
		sigdelset(&p->blocked, sig);
	}
	return send_sig_info(sig, info, p);
}

int force_sig(int sig, struct task_struct *p)
{
	siginfo_t info;

	memset(&info, 0, sizeof(info));
	info.si_signo = sig;
	info.si_code = SI_KERNEL;
	return force_sig_info(sig, &info, p);
}

int kill_proc(pid_t pid, int sig, int priv)
{
	struct task_struct *p;
	int error = -ESRCH;

	read_lock(&tasklist_lock);
	p = find_task_by_pid(pid);
	if (p)
		error = send_sig(sig, p, priv);
	read_unlock(&tasklist_lock);
	return error;
}

int kill_pg(pid_t pgrp, int sig, int priv)
{
	struct task_struct *p;
	int error = -ESRCH;

	read_lock(&tasklist_lock);
	for_each_process(p)
		if (process_group(p) == pgrp)
			error = send_sig(sig, p, priv);
	read_unlock(&tasklist_lock);
	return error;
}

int dequeue_signal(struct task_struct *tsk, siginfo_t *info)
{
	unsigned long flags;
	int sig;

	local_irq_save(flags);
	sig = next_signal(&tsk->pending.signal, &tsk->blocked);
	if (sig) {
		sigdelset(&tsk->pending.signal, sig);
		memset(info, 0, sizeof(*info));
		info->si_signo = sig;
		if (sig < _NSIG / 2)
			*info = tsk->pending.info[sig - 1];
	}
	if (sig_in_set(sig, STOP_SIGNALS))
		tsk->signal->flags |= SIGNAL_STOP_DEQUEUED;
	recalc_sigpending_tsk(tsk);
	local_irq_restore(flags);
	return sig;
}

int get_signal_to_deliver(siginfo_t *info, struct k_sigaction *return_ka)
{
	struct k_sigaction *ka;
	int sig;

	while ((sig = dequeue_signal(current, info))) {
		ka = &current->sighand->action[sig - 1];
		if (ka->sa.sa_handler == SIG_IGN)
			continue;
		if (ka->sa.sa_handler != SIG_DFL) {
			*return_ka = *ka;
			if (ka->sa.sa_flags & SA_RESETHAND)
				ka->sa.sa_handler = SIG_DFL;
			return sig;
		}
		/*
		 * What process 1 does not handle does not concern it, but
		 * for its own faults: those would only happen again.
		 */
		if (sig_in_set(sig, IGNORED) || (current->pid == 1 &&
		    !(sig_in_set(sig, SYNCHRONOUS) && info->si_code > 0)))
			continue;
		if (sig_in_set(sig, STOP_SIGNALS)) {
			do_signal_stop(sig);
			continue;
		}
		current->flags |= PF_SIGNALED;
		do_exit(sig);
	}
	return 0;
}

int sigprocmask(int how, const sigset_t *set, sigset_t *oldset)
{
	sigset_t *blocked = &current->blocked;
	unsigned long flags;
	int i, error = 0;

	local_irq_save(flags);
	if (oldset)
		*oldset = *blocked;
	for (i = 0; i < _NSIG_WORDS; i++) {
		if (how == SIG_BLOCK)
			blocked->sig[i] |= set->sig[i];
		else if (how == SIG_UNBLOCK)
			blocked->sig[i] &= ~set->sig[i];
		else if (how == SIG_SETMASK)
			blocked->sig[i] = set->sig[i];
		else
			error = -EINVAL;
	}
	recalc_sigpending();
	local_irq_restore(flags);
	return error;
}

int do_sigaction(int sig, const struct k_sigaction *act,
		 struct k_sigaction *oact)
{
	struct k_sigaction *k;

	if (sig < 1 || sig > _NSIG || (act && sig_in_set(sig, KERNEL_ONLY)))
		return -EINVAL;
	k = &current->sighand->action[sig - 1];
	local_irq_disable();
	if (oact)
		*oact = *k;
	if (act) {
		*k = *act;
		k->sa.sa_mask.sig[0] &= ~KERNEL_ONLY;
		/* What waited and is now ignored is gone. */
		if (act->sa.sa_handler == SIG_IGN ||
		    (act->sa.sa_handler == SIG_DFL &&
		     sig_in_set(sig, IGNORED))) {
			sigdelset(&current->pending.signal, sig);
			recalc_sigpending();
		}
	}
	local_irq_enable();
	return 0;
}

void flush_signals(struct task_struct *tsk)
{
	unsigned long flags;

	local_irq_save(flags);
	sigemptyset(&tsk->pending.signal);
	clear_bit(TIF_SIGPENDING, &tsk->thread_info->flags);
	local_irq_restore(flags);
}

void flush_signal_handlers(struct task_struct *tsk, int force_default)
{
	int i;

	for (i = 0; i < _NSIG; i++) {
		struct k_sigaction *ka = &tsk->sighand->action[i];

		if (force_default || ka->sa.sa_handler != SIG_IGN)
			ka->sa.sa_handler = SIG_DFL;
		ka->sa.sa_flags = 0;
		sigemptyset(&ka->sa.sa_mask);
	}
}

/* For a kernel thread that wants to be told: unblocks and "handles" sig. */
int allow_signal(int sig)
{
	if (sig < 1 || sig > _NSIG)
		return -EINVAL;
	local_irq_disable();
	sigdelset(&current->blocked, sig);
	if (!current->mm)
		current->sighand->action[sig - 1].sa.sa_handler =
			(__sighandler_t)2;
	recalc_sigpending();
	local_irq_enable();
	return 0;
}
