/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Signals, from the queue to what they do to the task that takes them: a
 * handler, nothing, a stop of its whole process, or the end of it.
 */
#include <linux/kernel.h>
#include <linux/posix-timers.h>
#include <linux/sched.h>
#include <linux/signal.h>
#include <linux/string.h>

/* From what waits in one of the two queues. */
static int collect_signal(int sig, struct sigpending *list, siginfo_t *info)
{
	struct sigqueue *q, *first = NULL;
	int more = 0;

	list_for_each_entry(q, &list->list, list) {
		if (q->info.si_signo != sig)
			continue;
		if (first) {
			more = 1;
			break;
		}
		first = q;
	}
	if (!more)
		sigdelset(&list->signal, sig);
	memset(info, 0, sizeof(*info));
	info->si_signo = sig;
	if (first) {
		*info = first->info;
		list_del(&first->list);
		free_sigqueue(first, current);
	}
	return sig;
}

int dequeue_signal(struct task_struct *tsk, siginfo_t *info)
{
	struct sigpending *queue = &tsk->pending;
	unsigned long flags;
	int sig;

	local_irq_save(flags);
	sig = next_signal(&queue->signal, &tsk->blocked);
	if (!sig) {
		queue = &tsk->signal->shared_pending;
		sig = next_signal(&queue->signal, &tsk->blocked);
	}
	if (sig)
		collect_signal(sig, queue, info);
	if (sig && info->si_code == SI_TIMER)
		posix_timer_taken(info);
	if (sig_in_set(sig, STOP_SIGNALS))
		tsk->signal->flags |= SIGNAL_STOP_DEQUEUED;
	recalc_sigpending();
	local_irq_restore(flags);
	return sig;
}

/*
 * What process 1 does not handle does not concern it, but for its own
 * faults: those would only happen again.
 */
static int init_is_deaf(const siginfo_t *info)
{
	return current->tgid == 1 &&
	       !(current->signal->flags & SIGNAL_GROUP_EXIT) &&
	       !(sig_in_set(info->si_signo, SIG_KERNEL_SYNC_MASK) &&
		 info->si_code > 0);
}

static void default_action(int sig, const siginfo_t *info)
{
	if (sig_in_set(sig, SIG_KERNEL_IGNORE_MASK) || init_is_deaf(info))
		return;
	if (sig_in_set(sig, STOP_SIGNALS)) {
		do_signal_stop(sig);
		return;
	}
	current->flags |= PF_SIGNALED;
	do_group_exit(sig);
}

int get_signal_to_deliver(siginfo_t *info, struct k_sigaction *return_ka)
{
	struct k_sigaction *ka;
	int sig;

	do {
		while (handle_group_stop())
			;
		sig = dequeue_signal(current, info);
		if (!sig)
			return 0;
		ka = &current->sighand->action[sig - 1];
		if (ka->sa.sa_handler == SIG_DFL)
			default_action(sig, info);
	} while (ka->sa.sa_handler == SIG_IGN ||
		 ka->sa.sa_handler == SIG_DFL);
	*return_ka = *ka;
	if (ka->sa.sa_flags & SA_RESETHAND)
		ka->sa.sa_handler = SIG_DFL;
	return sig;
}
