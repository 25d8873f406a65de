/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The end of a task, or of all tasks of a process. */
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/posix-timers.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/tty.h>

static void unhash_process(struct task_struct *p)
{
	list_del(&p->sibling);
	if (thread_group_leader(p))
		list_del(&p->tasks);
	list_del_init(&p->thread_group);
	detach_pid(p);
	nr_threads--;
}

/*
 * The last that is known of a task: its number becomes free.  With a
 * process's last thread its leader, a zombie that nobody could be told of
 * before, is reported; whether nobody wants to know of it either.
 */
static int __release_task(struct task_struct *p)
{
	struct task_struct *leader = p->group_leader;
	int leader_goes = 0;

	write_lock_irq(&tasklist_lock);
	p->exit_state = EXIT_DEAD;
	unhash_process(p);
	if (leader != p && thread_group_empty(leader) &&
	    leader->exit_state == EXIT_ZOMBIE)
		leader_goes = do_notify_parent(leader);
	exit_signal(p);
	exit_sighand(p);
	write_unlock_irq(&tasklist_lock);
	sched_exit(p);
	put_task_struct(p);
	return leader_goes;
}

void noinline release_task(struct task_struct *p)
{
	struct task_struct *leader = p->group_leader;

	if (__release_task(p))
		__release_task(leader);
}

/* Signals for the process that this task was to take are others' now. */
static void leave_signals_to_others(struct task_struct *tsk)
{
	struct task_struct *t;

	local_irq_disable();
	for (t = next_thread(tsk); t != tsk; t = next_thread(t))
		if (!(t->flags & PF_EXITING) && recalc_sigpending_tsk(t))
			signal_wake_up(t, 0);
	leave_group_stop(tsk);
	local_irq_enable();
}

static void noinline check_may_exit(struct task_struct *tsk)
{
	if (in_interrupt())
		panic("Aiee, killing interrupt handler!");
	if (!tsk->pid)
		panic("Attempted to kill the idle task!");
	if (tsk->pid == 1)
		panic("Attempted to kill init!");
}

void __noreturn noinline do_exit(long code)
{
	struct task_struct *tsk = current;

	check_may_exit(tsk);
	tsk->flags |= PF_EXITING;
	tsk->exit_code = code;
	if (in_atomic()) {
		printk(KERN_INFO "note: %s[%d] exited with preempt_count %d\n",
		       tsk->comm, tsk->pid, preempt_count());
		preempt_count() = 0;
	}
	if (atomic_dec_and_test(&tsk->signal->live)) {
		del_timer_sync(&tsk->signal->real_timer);
		exit_itimers(tsk->signal);
	} else {
		leave_signals_to_others(tsk);
	}
	exit_mm(tsk);
	exit_files(tsk);
	exit_fs(tsk);
	if (!atomic_read(&tsk->signal->live))
		disassociate_ctty(1);
	exit_thread();
	/* From here on only the last switch may take the processor away. */
	preempt_disable();
	if (exit_notify(tsk))
		release_task(tsk);
	tsk->flags |= PF_DEAD;
	tsk->state = EXIT_DEAD;
	schedule();
	BUG();
}

/* The process ends with this code, unless its end has begun already. */
void __noreturn do_group_exit(int exit_code)
{
	struct signal_struct *sig = current->signal;

	local_irq_disable();
	if (sig->flags & SIGNAL_GROUP_EXIT) {
		exit_code = sig->group_exit_code;
	} else if (!thread_group_empty(current)) {
		zap_other_threads(current);
		sig->group_exit_code = exit_code;
	}
	local_irq_enable();
	do_exit(exit_code);
}

asmlinkage long sys_exit(int error_code)
{
	do_exit((error_code & 0xff) << 8);
}

asmlinkage long sys_exit_group(int error_code)
{
	do_group_exit((error_code & 0xff) << 8);
}
