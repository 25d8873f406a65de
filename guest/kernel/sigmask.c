/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Masks that hold for one system call, waiting for signals without handlers,
 * and the stack that handlers may have for themselves.
 */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/signal.h>
#include <linux/string.h>
#include <linux/time.h>
#include <asm/uaccess.h>

static void change_mask(const sigset_t *set)
{
	sigset_t new_set = *set;

	new_set.sig[0] &= ~SIG_KERNEL_ONLY_MASK;
	current->saved_sigmask = current->blocked;
	current->has_saved_sigmask = 1;
	sigprocmask(SIG_SETMASK, &new_set, NULL);
}

/* A NULL mask changes nothing. */
int set_temporary_sigmask(const sigset_t *user, size_t sigsetsize)
{
	sigset_t set;

	if (!user)
		return 0;
	if (sigsetsize != sizeof(set))
		return -EINVAL;
	if (copy_from_user(&set, user, sizeof(set)))
		return -EFAULT;
	change_mask(&set);
	return 0;
}

/*
 * The mask from before comes back: at once, or, if a signal ended the call,
 * when its handler has been set up, whose return then restores it.
 */
void end_temporary_sigmask(int interrupted)
{
	if (!current->has_saved_sigmask || interrupted)
		return;
	current->has_saved_sigmask = 0;
	sigprocmask(SIG_SETMASK, &current->saved_sigmask, NULL);
}

static long wait_for_signal(const sigset_t *mask)
{
	change_mask(mask);
	return sys_pause();
}

asmlinkage long sys_rt_sigsuspend(const sigset_t *user, size_t sigsetsize)
{
	sigset_t set;

	if (sigsetsize != sizeof(set))
		return -EINVAL;
	if (copy_from_user(&set, user, sizeof(set)))
		return -EFAULT;
	return wait_for_signal(&set);
}

asmlinkage long sys_sigsuspend(int history0, int history1, old_sigset_t mask)
{
	sigset_t set = { { mask, 0 } };

	(void)history0;
	(void)history1;
	return wait_for_signal(&set);
}

/* One of these, which are blocked as a rule, is taken without a handler. */
static int take_signal(const sigset_t *these, siginfo_t *info)
{
	sigset_t blocked = current->blocked;
	unsigned long flags;
	int i, sig;

	local_irq_save(flags);
	for (i = 0; i < _NSIG_WORDS; i++)
		current->blocked.sig[i] = ~these->sig[i];
	sig = dequeue_signal(current, info);
	current->blocked = blocked;
	recalc_sigpending();
	local_irq_restore(flags);
	return sig;
}

static int sleep_for_signal(const sigset_t *these, long ticks, siginfo_t *info)
{
	int i, sig;

	/* Unblocked, they wake us; still kept, though they may be ignored. */
	current->real_blocked = current->blocked;
	for (i = 0; i < _NSIG_WORDS; i++)
		current->blocked.sig[i] &= ~these->sig[i];
	recalc_sigpending();
	set_current_state(TASK_INTERRUPTIBLE);
	if (!signal_pending(current))
		ticks = schedule_timeout(ticks);
	set_current_state(TASK_RUNNING);
	current->blocked = current->real_blocked;
	sigemptyset(&current->real_blocked);
	recalc_sigpending();
	sig = take_signal(these, info);
	return sig ? sig : ticks ? -EINTR : -EAGAIN;
}

asmlinkage long sys_rt_sigtimedwait(const sigset_t *uthese, siginfo_t *uinfo,
				    const struct timespec *uts,
				    size_t sigsetsize)
{
	long ticks = MAX_SCHEDULE_TIMEOUT;
	struct timespec ts;
	sigset_t these;
	siginfo_t info;
	int sig;

	if (sigsetsize != sizeof(these))
		return -EINVAL;
	if (copy_from_user(&these, uthese, sizeof(these)) ||
	    (uts && copy_from_user(&ts, uts, sizeof(ts))))
		return -EFAULT;
	these.sig[0] &= ~SIG_KERNEL_ONLY_MASK;
	if (uts) {
		if (ts.tv_sec < 0 || ts.tv_nsec < 0 ||
		    ts.tv_nsec >= NSEC_PER_SEC)
			return -EINVAL;
		ticks = timespec_to_jiffies(&ts) + (ts.tv_sec || ts.tv_nsec);
	}
	sig = take_signal(&these, &info);
	if (!sig)
		sig = ticks ? sleep_for_signal(&these, ticks, &info) : -EAGAIN;
	if (sig > 0 && uinfo && copy_to_user(uinfo, &info, sizeof(info)))
		return -EFAULT;
	return sig;
}

int on_sig_stack(unsigned long esp)
{
	return esp - current->sas_ss_sp < current->sas_ss_size;
}

int sas_flags(unsigned long esp)
{
	return !current->sas_ss_size ? SS_DISABLE :
	       on_sig_stack(esp) ? SS_ONSTACK : 0;
}

static int change_sig_stack(const stack_t *ss, unsigned long esp)
{
	if (on_sig_stack(esp))
		return -EPERM;
	if (ss->ss_flags & ~(SS_ONSTACK | SS_DISABLE))
		return -EINVAL;
	if (ss->ss_flags & SS_DISABLE) {
		current->sas_ss_sp = current->sas_ss_size = 0;
		return 0;
	}
	if (ss->ss_size < MINSIGSTKSZ)
		return -ENOMEM;
	current->sas_ss_sp = ss->ss_sp;
	current->sas_ss_size = ss->ss_size;
	return 0;
}

asmlinkage long sys_sigaltstack(const stack_t *uss, stack_t *uoss, long edx,
				long esi, long edi, long ebp,
				struct pt_regs *regs)
{
	stack_t ss, old = {
		current->sas_ss_sp, sas_flags(regs->esp), current->sas_ss_size
	};
	int error = 0;

	(void)edx, (void)esi, (void)edi, (void)ebp;
	if (uss) {
		if (copy_from_user(&ss, uss, sizeof(ss)))
			return -EFAULT;
		error = change_sig_stack(&ss, regs->esp);
	}
	if (!error && uoss && copy_to_user(uoss, &old, sizeof(old)))
		error = -EFAULT;
	return error;
}
