/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Signals, from the sender to the task that is to take one.  What is sent to
 * a process waits in its shared_pending for any of its tasks, what is sent to
 * a task, as for a fault, in that task's pending.  Interrupts are off.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/signal.h>
#include <linux/slab.h>
#include <linux/string.h>

static kmem_cache_t *sigqueue_cachep;

void __init signals_init(void)
{
	sigqueue_cachep = kmem_cache_create("sigqueue",
					    sizeof(struct sigqueue), 0,
					    SLAB_PANIC, NULL, NULL);
}

int next_signal(const sigset_t *set, const sigset_t *mask)
{
	unsigned long first = set->sig[0] & ~mask->sig[0];
	unsigned long second = set->sig[1] & ~mask->sig[1];

	if (first & SIG_KERNEL_SYNC_MASK)
		first &= SIG_KERNEL_SYNC_MASK;
	if (first)
		return __ffs(first) + 1;
	return second ? 33 + __ffs(second) : 0;
}

static int has_signals(struct task_struct *t)
{
	struct signal_struct *sig = t->signal;

	return sig->group_stop_count > 0 ||
	       next_signal(&t->pending.signal, &t->blocked) ||
	       next_signal(&sig->shared_pending.signal, &t->blocked);
}

/*
 * Never cleared for another task: its system call may have ended with an
 * error that only do_signal() may see, though the signal has gone meanwhile.
 */
int recalc_sigpending_tsk(struct task_struct *t)
{
	if (!has_signals(t))
		return 0;
	set_bit(TIF_SIGPENDING, &t->thread_info->flags);
	return 1;
}

void recalc_sigpending(void)
{
	if (!recalc_sigpending_tsk(current))
		clear_bit(TIF_SIGPENDING, &current_thread_info()->flags);
}

void init_sigpending(struct sigpending *sig)
{
	sigemptyset(&sig->signal);
	INIT_LIST_HEAD(&sig->list);
}

void free_sigqueue(struct sigqueue *q, struct task_struct *t)
{
	t->signal->nr_queued--;
	kmem_cache_free(sigqueue_cachep, q);
}

/* Those of set, or all for NULL. */
static void free_queued(const sigset_t *set, struct sigpending *s,
			struct task_struct *t)
{
	struct sigqueue *q, *next;

	list_for_each_entry_safe(q, next, &s->list, list) {
		if (set && !sigismember(set, q->info.si_signo))
			continue;
		list_del(&q->list);
		free_sigqueue(q, t);
	}
}

void rm_set_from_queue(const sigset_t *set, struct sigpending *s,
		       struct task_struct *t)
{
	int i, found = 0;

	for (i = 0; i < _NSIG_WORDS; i++) {
		found |= (s->signal.sig[i] & set->sig[i]) != 0;
		s->signal.sig[i] &= ~set->sig[i];
	}
	if (found)
		free_queued(set, s, t);
}

void rm_from_queue(unsigned long mask, struct sigpending *s,
		   struct task_struct *t)
{
	const sigset_t set = { { mask, 0 } };

	rm_set_from_queue(&set, s, t);
}

void flush_sigqueue(struct sigpending *queue, struct task_struct *t)
{
	sigemptyset(&queue->signal);
	free_queued(NULL, queue, t);
}

/* A blocked signal is kept: its action may have changed by the time. */
static int sig_ignored(struct task_struct *t, int sig)
{
	__sighandler_t handler = t->sighand->action[sig - 1].sa.sa_handler;

	if (sigismember(&t->blocked, sig) ||
	    sigismember(&t->real_blocked, sig))
		return 0;
	return handler == SIG_IGN ||
	       (handler == SIG_DFL && sig_in_set(sig, SIG_KERNEL_IGNORE_MASK));
}

/* Nobody stops who is on the way to his end. */
void signal_wake_up(struct task_struct *t, int resume_stopped)
{
	set_bit(TIF_SIGPENDING, &t->thread_info->flags);
	wake_up_state(t, resume_stopped ? TASK_INTERRUPTIBLE | TASK_STOPPED :
					  TASK_INTERRUPTIBLE);
}

/* -EAGAIN if a real-time signal of sigqueue() finds the queue full. */
static int send_signal(int sig, const siginfo_t *info, struct task_struct *t,
		       struct sigpending *signals)
{
	struct signal_struct *group = t->signal;
	struct sigqueue *q = NULL;

	if (sig < SIGRTMIN && sigismember(&signals->signal, sig))
		return 0;
	if (group->nr_queued < MAX_SIGPENDING)
		q = kmem_cache_alloc(sigqueue_cachep, GFP_ATOMIC);
	if (q) {
		group->nr_queued++;
		q->info = *info;
		list_add_tail(&q->list, &signals->list);
	} else if (sig >= SIGRTMIN && info->si_code != SI_USER) {
		return -EAGAIN;
	}
	sigaddset(&signals->signal, sig);
	return 0;
}

int send_sig_info(int sig, const siginfo_t *info, struct task_struct *p)
{
	unsigned long flags;
	int error = 0;

	local_irq_save(flags);
	if (p->sighand && sig > 0) {
		handle_stop_signal(sig, p);
		if (!sig_ignored(p, sig))
			error = send_signal(sig, info, p, &p->pending);
		if (recalc_sigpending_tsk(p))
			signal_wake_up(p, sig == SIGKILL);
	}
	local_irq_restore(flags);
	return error;
}

static int wants_signal(int sig, struct task_struct *p)
{
	if (sigismember(&p->blocked, sig) || p->flags & PF_EXITING)
		return 0;
	if (sig == SIGKILL)
		return 1;
	return !(p->state & TASK_STOPPED) &&
	       (p == current || !signal_pending(p));
}

/* The task itself, or the next in turn that will look at it. */
static struct task_struct *choose_target(int sig, struct task_struct *p)
{
	struct signal_struct *group = p->signal;
	struct task_struct *t = group->curr_target ? group->curr_target : p;
	struct task_struct *first = t;

	if (wants_signal(sig, p))
		return p;
	do {
		if (wants_signal(sig, t)) {
			group->curr_target = t;
			return t;
		}
		t = next_thread(t);
	} while (t != first);
	return NULL;
}

int group_send_sig_info(int sig, const siginfo_t *info, struct task_struct *p)
{
	struct task_struct *t;
	unsigned long flags;
	int error = 0;

	local_irq_save(flags);
	if (p->sighand && sig > 0) {
		handle_stop_signal(sig, p);
		if (!sig_ignored(p, sig)) {
			error = send_signal(sig, info, p,
					    &p->signal->shared_pending);
			/* If nobody wants it, somebody will unblock it. */
			t = choose_target(sig, p);
			if (t)
				signal_wake_up(t, sig == SIGKILL);
		}
	}
	local_irq_restore(flags);
	return error;
}

void fill_siginfo(siginfo_t *info, int sig, int code)
{
	memset(info, 0, sizeof(*info));
	info->si_signo = sig;
	info->si_code = code;
	if (code != SI_KERNEL) {
		info->si_pid = current->tgid;
		info->si_uid = current->uid;
	}
}

int send_sig(int sig, struct task_struct *p, int priv)
{
	siginfo_t info;

	fill_siginfo(&info, sig, priv ? SI_KERNEL : SI_USER);
	return send_sig_info(sig, &info, p);
}

int send_group_sig(int sig, struct task_struct *p, int priv)
{
	siginfo_t info;

	fill_siginfo(&info, sig, priv ? SI_KERNEL : SI_USER);
	return group_send_sig_info(sig, &info, p);
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

	fill_siginfo(&info, sig, SI_KERNEL);
	return force_sig_info(sig, &info, p);
}

void zap_other_threads(struct task_struct *p)
{
	struct task_struct *t;

	p->signal->flags = SIGNAL_GROUP_EXIT;
	p->signal->group_stop_count = 0;
	for (t = next_thread(p); t != p; t = next_thread(t)) {
		if (t->exit_state)
			continue;
		sigaddset(&t->pending.signal, SIGKILL);
		rm_from_queue(STOP_SIGNALS, &t->pending, t);
		signal_wake_up(t, 1);
	}
}
