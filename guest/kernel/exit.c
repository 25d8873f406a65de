/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The end of a task, up to the zombie that wait4() finds. */
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched.h>

struct task_struct *child_reaper = &init_task;

/* The last that is known of a task: its number becomes free. */
void noinline release_task(struct task_struct *p)
{
	write_lock_irq(&tasklist_lock);
	p->exit_state = EXIT_DEAD;
	p->parent->signal->cutime += p->utime + p->signal->cutime;
	p->parent->signal->cstime += p->stime + p->signal->cstime;
	exit_signal_struct(p);
	exit_sighand(p);
	list_del(&p->sibling);
	list_del(&p->tasks);
	detach_pid(p);
	nr_threads--;
	write_unlock_irq(&tasklist_lock);
	sched_exit(p);
	put_task_struct(p);
}

/* An ignored SIGCHLD says that the parent will not wait for anybody. */
static int parent_ignores(struct task_struct *parent)
{
	struct sigaction *sa = &parent->sighand->action[SIGCHLD - 1].sa;

	return sa->sa_handler == SIG_IGN || (sa->sa_flags & SA_NOCLDWAIT);
}

static void notify_parent(struct task_struct *tsk)
{
	siginfo_t info = { .si_signo = tsk->exit_signal };

	info.si_pid = tsk->pid;
	info.si_uid = tsk->uid;
	info.si_code = tsk->exit_code & 0x7f ? CLD_KILLED : CLD_EXITED;
	info.si_status = tsk->exit_code & 0x7f ? tsk->exit_code & 0x7f :
						 (tsk->exit_code >> 8) & 0xff;
	if (tsk->exit_signal > 0)
		send_sig_info(tsk->exit_signal, &info, tsk->parent);
	wake_up_all(&tsk->parent->signal->wait_chldexit);
}

/* Orphans become init's, zombies among them are its to reap at once. */
static void forget_original_parent(struct task_struct *father)
{
	struct task_struct *p, *n;

	list_for_each_entry_safe(p, n, &father->children, sibling) {
		p->real_parent = child_reaper;
		p->parent = child_reaper;
		list_move_tail(&p->sibling, &child_reaper->children);
		if (p->exit_signal != -1)
			p->exit_signal = SIGCHLD;
		if (p->exit_state == EXIT_ZOMBIE)
			notify_parent(p);
		kill_orphaned_pgrp(p, father);
	}
}

/* True when nobody will wait: the task must release itself. */
static int exit_notify(struct task_struct *tsk)
{
	int autoreap;

	write_lock_irq(&tasklist_lock);
	forget_original_parent(tsk);
	kill_orphaned_pgrp(tsk, tsk->real_parent);
	autoreap = tsk->exit_signal == SIGCHLD && parent_ignores(tsk->parent);
	tsk->exit_state = autoreap ? EXIT_DEAD : EXIT_ZOMBIE;
	if (!autoreap)
		notify_parent(tsk);
	else
		wake_up_all(&tsk->parent->signal->wait_chldexit);
	write_unlock_irq(&tasklist_lock);
	return autoreap;
}

void __noreturn noinline do_exit(long code)
{
	struct task_struct *tsk = current;

	if (in_interrupt())
		panic("Aiee, killing interrupt handler!");
	if (!tsk->pid)
		panic("Attempted to kill the idle task!");
	if (tsk->pid == 1)
		panic("Attempted to kill init!");
	tsk->flags |= PF_EXITING;
	tsk->exit_code = code;
	if (in_atomic()) {
		printk(KERN_INFO "note: %s[%d] exited with preempt_count %d\n",
		       tsk->comm, tsk->pid, preempt_count());
		preempt_count() = 0;
	}
	del_timer_sync(&tsk->signal->real_timer);
	exit_mm(tsk);
	exit_files(tsk);
	exit_fs(tsk);
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

asmlinkage long sys_exit(int error_code)
{
	do_exit((error_code & 0xff) << 8);
}

asmlinkage long sys_exit_group(int error_code)
{
	do_exit((error_code & 0xff) << 8);
}
