/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a process wants of signals: its handlers; what a task does: masks. */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/signal.h>

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

/* What waited and is now ignored is gone, whichever task it was for. */
static void forget_pending(int sig)
{
	struct task_struct *t = current;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, sig);
	rm_set_from_queue(&set, &t->signal->shared_pending, t);
	do {
		rm_set_from_queue(&set, &t->pending, t);
		t = next_thread(t);
	} while (t != current);
}

int do_sigaction(int sig, const struct k_sigaction *act,
		 struct k_sigaction *oact)
{
	struct k_sigaction *k;

	if (sig < 1 || sig > _NSIG ||
	    (act && sig_in_set(sig, SIG_KERNEL_ONLY_MASK)))
		return -EINVAL;
	k = &current->sighand->action[sig - 1];
	local_irq_disable();
	if (oact)
		*oact = *k;
	if (act) {
		*k = *act;
		k->sa.sa_mask.sig[0] &= ~SIG_KERNEL_ONLY_MASK;
		if (act->sa.sa_handler == SIG_IGN ||
		    (act->sa.sa_handler == SIG_DFL &&
		     sig_in_set(sig, SIG_KERNEL_IGNORE_MASK)))
			forget_pending(sig);
	}
	local_irq_enable();
	return 0;
}

void flush_signals(struct task_struct *tsk)
{
	unsigned long flags;

	local_irq_save(flags);
	flush_sigqueue(&tsk->pending, tsk);
	flush_sigqueue(&tsk->signal->shared_pending, tsk);
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
