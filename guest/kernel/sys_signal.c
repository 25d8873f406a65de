/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The system calls about signals; frames are in arch/i386/kernel/signal.c. */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/signal.h>
#include <linux/string.h>
#include <asm/uaccess.h>

asmlinkage long sys_rt_sigprocmask(int how, const sigset_t *set,
				   sigset_t *oset, size_t sigsetsize)
{
	sigset_t new_set, old_set = current->blocked;
	int error = 0;

	if (sigsetsize != sizeof(sigset_t))
		return -EINVAL;
	if (set) {
		if (copy_from_user(&new_set, set, sizeof(new_set)))
			return -EFAULT;
		new_set.sig[0] &= ~SIG_KERNEL_ONLY_MASK;
		error = sigprocmask(how, &new_set, &old_set);
	}
	if (!error && oset && copy_to_user(oset, &old_set, sizeof(old_set)))
		return -EFAULT;
	return error;
}

/* The first 32 signals only. */
asmlinkage long sys_sigprocmask(int how, const old_sigset_t *set,
				old_sigset_t *oset)
{
	sigset_t new_set, old_set = current->blocked;
	int error = 0;

	if (set) {
		new_set = current->blocked;
		if (how != SIG_SETMASK)
			new_set.sig[1] = 0;
		if (get_user(new_set.sig[0], set))
			return -EFAULT;
		new_set.sig[0] &= ~SIG_KERNEL_ONLY_MASK;
		error = sigprocmask(how, &new_set, &old_set);
	}
	if (!error && oset && put_user(old_set.sig[0], oset))
		return -EFAULT;
	return error;
}

static sigset_t pending_and_blocked(void)
{
	const struct sigpending *shared = &current->signal->shared_pending;
	sigset_t set;
	int i;

	for (i = 0; i < _NSIG_WORDS; i++)
		set.sig[i] = (current->pending.signal.sig[i] |
			      shared->signal.sig[i]) &
			     current->blocked.sig[i];
	return set;
}

asmlinkage long sys_rt_sigpending(sigset_t *uset, size_t sigsetsize)
{
	sigset_t set = pending_and_blocked();

	if (sigsetsize > sizeof(set))
		return -EINVAL;
	return copy_to_user(uset, &set, sigsetsize) ? -EFAULT : 0;
}

asmlinkage long sys_sigpending(old_sigset_t *uset)
{
	sigset_t set = pending_and_blocked();

	return put_user(set.sig[0], uset);
}

asmlinkage long sys_rt_sigaction(int sig, const struct sigaction *act,
				 struct sigaction *oact, size_t sigsetsize)
{
	struct k_sigaction new_ka, old_ka;
	int error;

	if (sigsetsize != sizeof(sigset_t))
		return -EINVAL;
	if (act && copy_from_user(&new_ka.sa, act, sizeof(*act)))
		return -EFAULT;
	error = do_sigaction(sig, act ? &new_ka : NULL, &old_ka);
	if (!error && oact && copy_to_user(oact, &old_ka.sa, sizeof(*oact)))
		return -EFAULT;
	return error;
}

asmlinkage long sys_sigaction(int sig, const struct old_sigaction *act,
			      struct old_sigaction *oact)
{
	struct k_sigaction new_ka, old_ka;
	struct old_sigaction old;
	int error;

	if (act) {
		if (copy_from_user(&old, act, sizeof(old)))
			return -EFAULT;
		new_ka.sa = (struct sigaction){
			old.sa_handler, old.sa_flags, old.sa_restorer,
			{ { old.sa_mask, 0 } }
		};
	}
	error = do_sigaction(sig, act ? &new_ka : NULL, &old_ka);
	if (error || !oact)
		return error;
	old = (struct old_sigaction){
		old_ka.sa.sa_handler, old_ka.sa.sa_mask.sig[0],
		old_ka.sa.sa_flags, old_ka.sa.sa_restorer
	};
	return copy_to_user(oact, &old, sizeof(old)) ? -EFAULT : 0;
}

asmlinkage long sys_pause(void)
{
	set_current_state(TASK_INTERRUPTIBLE);
	while (!signal_pending(current)) {
		schedule();
		set_current_state(TASK_INTERRUPTIBLE);
	}
	set_current_state(TASK_RUNNING);
	return -ERESTARTNOHAND;
}
