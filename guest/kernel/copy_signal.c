/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tasks of a process share: handlers (sighand_struct) and the rest
 * (signal_struct), from their copying at fork() to the last task's end; and
 * exec(), after which there is one task only.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/posix-timers.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

static kmem_cache_t *signal_cachep, *sighand_cachep;

void __init signal_caches_init(void)
{
	signal_cachep = kmem_cache_create("signal_cache",
					  sizeof(struct signal_struct), 0,
					  SLAB_PANIC, NULL, NULL);
	sighand_cachep = kmem_cache_create("sighand_cache",
					   sizeof(struct sighand_struct), 0,
					   SLAB_PANIC, NULL, NULL);
	signals_init();
	memcpy(init_signals.rlim, init_rlimits, sizeof(init_rlimits));
}

int copy_sighand(unsigned long clone_flags, struct task_struct *tsk)
{
	struct sighand_struct *sig;

	if (clone_flags & (CLONE_SIGHAND | CLONE_THREAD)) {
		atomic_inc(&current->sighand->count);
		return 0;
	}
	sig = kmem_cache_alloc(sighand_cachep, GFP_KERNEL);
	if (!sig)
		return -ENOMEM;
	memcpy(sig->action, current->sighand->action, sizeof(sig->action));
	atomic_set(&sig->count, 1);
	tsk->sighand = sig;
	return 0;
}

int copy_signal(unsigned long clone_flags, struct task_struct *tsk)
{
	const struct signal_struct *old = current->signal;
	struct signal_struct *sig;

	if (clone_flags & CLONE_THREAD) {
		atomic_inc(&current->signal->count);
		atomic_inc(&current->signal->live);
		return 0;
	}
	sig = kmem_cache_alloc(signal_cachep, GFP_KERNEL | __GFP_ZERO);
	if (!sig)
		return -ENOMEM;
	atomic_set(&sig->count, 1);
	atomic_set(&sig->live, 1);
	init_waitqueue_head(&sig->wait_chldexit);
	init_sigpending(&sig->shared_pending);
	sig->pgrp = old->pgrp;
	sig->session = old->session;
	sig->tty = old->tty;
	memcpy(sig->rlim, old->rlim, sizeof(sig->rlim));
	sig->tgid = tsk->tgid;
	init_timer(&sig->real_timer);
	sig->real_timer.function = it_real_fn;
	sig->real_timer.data = (unsigned long)sig;
	INIT_LIST_HEAD(&sig->posix_timers);
	tsk->signal = sig;
	return 0;
}

void exit_sighand(struct task_struct *tsk)
{
	struct sighand_struct *sighand = tsk->sighand;

	tsk->sighand = NULL;
	if (atomic_dec_and_test(&sighand->count))
		kmem_cache_free(sighand_cachep, sighand);
}

/*
 * The task has gone from its process.  The last one takes along what they
 * shared; another leaves its usage behind, and may be one exec() waits for.
 */
void exit_signal(struct task_struct *tsk)
{
	struct signal_struct *sig = tsk->signal;

	flush_sigqueue(&tsk->pending, tsk);
	if (atomic_dec_and_test(&sig->count)) {
		flush_sigqueue(&sig->shared_pending, tsk);
		tsk->signal = NULL;
		del_timer_sync(&sig->real_timer);
		kmem_cache_free(signal_cachep, sig);
		return;
	}
	if (sig->curr_target == tsk)
		sig->curr_target = NULL;
	add_task_usage(&sig->gone, tsk);
	if (sig->group_exit_task &&
	    atomic_read(&sig->count) == sig->notify_count)
		wake_up_process(sig->group_exit_task);
	tsk->signal = NULL;
}

/* exec's handlers are its own: who shared them must not see the change. */
static int unshare_sighand(struct task_struct *tsk)
{
	struct sighand_struct *old = tsk->sighand;

	if (atomic_read(&old->count) == 1)
		return 0;
	if (copy_sighand(0, tsk))
		return -ENOMEM;
	atomic_dec(&old->count);
	return 0;
}

/* All other tasks end; of them a leader stays, as a zombie. */
static void end_other_threads(struct task_struct *tsk)
{
	struct signal_struct *sig = tsk->signal;

	local_irq_disable();
	zap_other_threads(tsk);
	sig->notify_count = thread_group_leader(tsk) ? 1 : 2;
	sig->group_exit_task = tsk;
	while (atomic_read(&sig->count) > sig->notify_count) {
		set_current_state(TASK_UNINTERRUPTIBLE);
		local_irq_enable();
		schedule();
		local_irq_disable();
	}
	sig->group_exit_task = NULL;
	local_irq_enable();
	while (!thread_group_leader(tsk) &&
	       tsk->group_leader->exit_state != EXIT_ZOMBIE)
		yield();
}

/* The process keeps its number, its parent and its place in all lists. */
static void become_leader(struct task_struct *tsk)
{
	struct task_struct *leader = tsk->group_leader;
	pid_t pid = tsk->pid;

	write_lock_irq(&tasklist_lock);
	list_del(&tsk->pid_chain);
	list_del(&leader->pid_chain);
	tsk->pid = leader->pid;
	leader->pid = pid;
	attach_pid(tsk, tsk->pid);
	attach_pid(leader, leader->pid);
	list_add(&tsk->tasks, &leader->tasks);
	list_del(&leader->tasks);
	tsk->group_leader = leader->group_leader = tsk;
	tsk->exit_signal = SIGCHLD;
	leader->exit_signal = -1;
	leader->exit_state = EXIT_DEAD;
	write_unlock_irq(&tasklist_lock);
	release_task(leader);
}

int de_thread(struct task_struct *tsk)
{
	struct signal_struct *sig = tsk->signal;

	if (sig->flags & SIGNAL_GROUP_EXIT)
		return -EAGAIN;
	if (!thread_group_empty(tsk)) {
		end_other_threads(tsk);
		if (!thread_group_leader(tsk))
			become_leader(tsk);
		sig->flags = 0;
		sig->curr_target = NULL;
	}
	exit_itimers(sig);
	tsk->exit_signal = SIGCHLD;
	return unshare_sighand(tsk);
}
