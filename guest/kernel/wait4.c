/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A parent asks for its children's ends and stops. */
#include <linux/kernel.h>
#include <linux/resource.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <asm/uaccess.h>

#define WNOHANG		0x00000001
#define WUNTRACED	0x00000002
#define WSTOPPED	WUNTRACED
#define WEXITED		0x00000004
#define WCONTINUED	0x00000008
#define WNOWAIT		0x01000000
#define __WNOTHREAD	0x20000000	/* only this thread's children */
#define __WALL		0x40000000
#define __WCLONE	0x80000000	/* that end without SIGCHLD */

#define P_ALL		0
#define P_PID		1
#define P_PGID		2

struct wait_result {
	pid_t pid;
	uid_t uid;
	int code, status;		/* CLD_, and what goes with it */
	struct rusage rusage;
};

static int eligible_child(struct task_struct *p, pid_t pid, int options)
{
	int clone = p->exit_signal != SIGCHLD;

	/* Threads end by themselves; what is left of a process is its. */
	if (p->exit_signal == -1)
		return 0;
	if (!(options & __WALL) && clone != !!(options & __WCLONE))
		return 0;
	if (pid > 0)
		return p->pid == pid;
	if (pid == 0)
		return process_group(p) == process_group(current);
	if (pid != -1)
		return process_group(p) == -pid;
	return 1;
}

static void reap(struct task_struct *p)
{
	struct task_usage *sum = &p->parent->signal->children;

	add_task_usage(sum, p);
	add_usage(sum, &p->signal->gone);
	add_usage(sum, &p->signal->children);
	release_task(p);
}

static void fill_result(struct wait_result *result, struct task_struct *p,
			int code, int status)
{
	result->pid = p->pid;
	result->uid = p->uid;
	result->code = code;
	result->status = status;
	k_getrusage(p, RUSAGE_BOTH, &result->rusage);
}

/* What there is to tell of a child; it is told once unless WNOWAIT. */
static int wait_task(struct task_struct *p, int options,
		     struct wait_result *result)
{
	struct signal_struct *sig = p->signal;
	int code;

	/* A leader whose threads go on has not ended. */
	if (p->exit_state == EXIT_ZOMBIE && thread_group_empty(p)) {
		if (!(options & WEXITED))
			return 0;
		code = process_exit_code(p);
		fill_result(result, p, code & 0x7f ? CLD_KILLED : CLD_EXITED,
			    code);
		if (!(options & WNOWAIT))
			reap(p);
		return 1;
	}
	if (options & WSTOPPED && sig->flags & SIGNAL_STOP_STOPPED &&
	    sig->group_exit_code) {
		fill_result(result, p, CLD_STOPPED,
			    sig->group_exit_code << 8 | 0x7f);
		if (!(options & WNOWAIT))
			sig->group_exit_code = 0;
		return 1;
	}
	if (options & WCONTINUED && sig->flags & SIGNAL_STOP_CONTINUED) {
		fill_result(result, p, CLD_CONTINUED, 0xffff);
		if (!(options & WNOWAIT))
			sig->flags &= ~SIGNAL_STOP_CONTINUED;
		return 1;
	}
	return 0;
}

/* 1 with a result, 0 if there is none as yet, or -ECHILD. */
static int wait_children(struct task_struct *parent, pid_t pid, int options,
			 struct wait_result *result)
{
	struct task_struct *p;
	int found = -ECHILD;

	list_for_each_entry(p, &parent->children, sibling) {
		if (!eligible_child(p, pid, options) ||
		    p->exit_state == EXIT_DEAD)
			continue;
		found = wait_task(p, options, result);
		if (found)
			break;
	}
	return found;
}

static int wait_once(pid_t pid, int options, struct wait_result *result)
{
	struct task_struct *parent = current;
	int found = -ECHILD, ret;

	read_lock(&tasklist_lock);
	do {
		ret = wait_children(parent, pid, options, result);
		found = max(found, ret);
		parent = next_thread(parent);
	} while (found <= 0 && parent != current && !(options & __WNOTHREAD));
	read_unlock(&tasklist_lock);
	return found;
}

static long do_wait(pid_t pid, int options, struct wait_result *result)
{
	DEFINE_WAIT(wait);
	long retval;

	for (;;) {
		prepare_to_wait(&current->signal->wait_chldexit, &wait,
				TASK_INTERRUPTIBLE);
		retval = wait_once(pid, options, result);
		if (retval || (options & WNOHANG))
			break;
		retval = -ERESTARTSYS;
		if (signal_pending(current))
			break;
		schedule();
	}
	finish_wait(&current->signal->wait_chldexit, &wait);
	return retval;
}

asmlinkage long sys_wait4(pid_t pid, int *stat_addr, int options,
			  struct rusage *ru)
{
	struct wait_result result;
	long retval;

	if (options & ~(WNOHANG | WUNTRACED | WCONTINUED | __WNOTHREAD |
			__WCLONE | __WALL))
		return -EINVAL;
	/* Its positive is no number. */
	if (pid == (int)(1U << 31))
		return -ESRCH;
	retval = do_wait(pid, options | WEXITED, &result);
	if (retval <= 0)
		return retval;
	if (stat_addr && put_user(result.status, stat_addr))
		return -EFAULT;
	if (ru && copy_to_user(ru, &result.rusage, sizeof(*ru)))
		return -EFAULT;
	return result.pid;
}

asmlinkage long sys_waitpid(pid_t pid, int *stat_addr, int options)
{
	return sys_wait4(pid, stat_addr, options, NULL);
}

/* A signal's number, or what the child gave exit(). */
static int si_status_of(const struct wait_result *result)
{
	if (result->code == CLD_KILLED)
		return result->status & 0x7f;
	if (result->code == CLD_CONTINUED)
		return SIGCONT;
	return (result->status >> 8) & 0xff;
}

static int put_siginfo(siginfo_t *infop, const struct wait_result *result)
{
	siginfo_t info;

	/* Without a child, only what says so is written. */
	memset(&info, 0, sizeof(info));
	if (result) {
		info.si_signo = SIGCHLD;
		info.si_code = result->code;
		info.si_pid = result->pid;
		info.si_uid = result->uid;
		info.si_status = si_status_of(result);
	}
	return copy_to_user(infop, &info, offsetof(siginfo_t,
						   u.child.utime)) ?
	       -EFAULT : 0;
}

static long kernel_waitid(int which, pid_t pid, struct wait_result *result,
			  int options)
{
	if (options & ~(WNOHANG | WNOWAIT | WEXITED | WSTOPPED | WCONTINUED |
			__WNOTHREAD | __WCLONE | __WALL) ||
	    !(options & (WEXITED | WSTOPPED | WCONTINUED)))
		return -EINVAL;
	if (which == P_ALL)
		pid = -1;
	else if (which == P_PGID && pid >= 0)
		pid = -pid;
	else if (which != P_PID || pid <= 0)
		return -EINVAL;
	return do_wait(pid, options, result);
}

/* Even an error clears infop first. */
asmlinkage long sys_waitid(int which, pid_t pid, siginfo_t *infop, int options,
			   struct rusage *ru)
{
	struct wait_result result;
	long retval = kernel_waitid(which, pid, &result, options);

	if (retval > 0 && ru && copy_to_user(ru, &result.rusage, sizeof(*ru)))
		return -EFAULT;
	if (infop && put_siginfo(infop, retval > 0 ? &result : NULL))
		return -EFAULT;
	return min(retval, 0L);
}
