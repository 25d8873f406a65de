/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A parent asks for its children's ends. */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <asm/uaccess.h>

#define WNOHANG		0x00000001
#define WUNTRACED	0x00000002
#define WSTOPPED	WUNTRACED
#define WEXITED		0x00000004
#define WCONTINUED	0x00000008
#define WNOWAIT		0x01000000

#define P_ALL		0
#define P_PID		1
#define P_PGID		2

#define CONTINUED_STATUS	0xffff

/* status: as wait4() gives it. */
struct wait_result {
	pid_t pid;
	uid_t uid;
	int status;
};

static int eligible_child(struct task_struct *p, pid_t pid)
{
	if (pid > 0)
		return p->pid == pid;
	if (pid == 0)
		return process_group(p) == process_group(current);
	if (pid != -1)
		return process_group(p) == -pid;
	return 1;
}

/* Whether p has news that options ask for; told once unless WNOWAIT. */
static int has_stopped(struct task_struct *p, int options, int *status)
{
	if (!(options & WSTOPPED) || p->state != TASK_STOPPED || !p->exit_code)
		return 0;
	*status = p->exit_code << 8 | 0x7f;
	if (!(options & WNOWAIT))
		p->exit_code = 0;
	return 1;
}

static int has_continued(struct task_struct *p, int options, int *status)
{
	struct signal_struct *signal = p->signal;

	if (!(options & WCONTINUED) ||
	    !(signal->flags & SIGNAL_STOP_CONTINUED))
		return 0;
	*status = CONTINUED_STATUS;
	if (!(options & WNOWAIT))
		signal->flags &= ~SIGNAL_STOP_CONTINUED;
	return 1;
}

static int has_ended(struct task_struct *p, int options, int *status)
{
	if (!(options & WEXITED) || p->exit_state != EXIT_ZOMBIE)
		return 0;
	*status = p->exit_code;
	return 1;
}

/* The first child that fits and has news.  0: none as yet. */
static int wait_child(pid_t pid, int options, struct wait_result *result)
{
	struct task_struct *p;
	int found = -ECHILD;

	read_lock(&tasklist_lock);
	list_for_each_entry(p, &current->children, sibling) {
		if (!eligible_child(p, pid) || p->exit_state == EXIT_DEAD)
			continue;
		found = 0;
		if (!has_ended(p, options, &result->status) &&
		    !has_stopped(p, options, &result->status) &&
		    !has_continued(p, options, &result->status))
			continue;
		result->uid = p->uid;
		result->pid = found = p->pid;
		break;
	}
	if (found > 0 && p->exit_state && !(options & WNOWAIT))
		release_task(p);
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
		retval = wait_child(pid, options, result);
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

asmlinkage long sys_wait4(pid_t pid, int *stat_addr, int options, void *rusage)
{
	struct wait_result result;
	long retval;

	if (options & ~(WNOHANG | WUNTRACED | WCONTINUED))
		return -EINVAL;
	retval = do_wait(pid, options | WEXITED, &result);
	if (retval <= 0)
		return retval;
	if (stat_addr && put_user(result.status, stat_addr))
		return -EFAULT;
	/* Sixteen longs and two timevals, none of which is kept. */
	if (rusage && clear_user(rusage, 18 * sizeof(long)))
		return -EFAULT;
	return retval;
}

asmlinkage long sys_waitpid(pid_t pid, int *stat_addr, int options)
{
	return sys_wait4(pid, stat_addr, options, NULL);
}

static void fill_siginfo(siginfo_t *info, const struct wait_result *result)
{
	int low = result->status & 0x7f, high = result->status >> 8 & 0xff;

	memset(info, 0, sizeof(*info));
	info->si_signo = SIGCHLD;
	info->si_pid = result->pid;
	info->si_uid = result->uid;
	if (result->status == CONTINUED_STATUS) {
		info->si_code = CLD_CONTINUED;
		info->si_status = SIGCONT;
	} else if (low == 0x7f || !low) {
		info->si_code = low ? CLD_STOPPED : CLD_EXITED;
		info->si_status = high;
	} else {
		info->si_code = CLD_KILLED;
		info->si_status = low;
	}
}

asmlinkage long sys_waitid(int which, pid_t pid, siginfo_t *infop, int options)
{
	struct wait_result result;
	siginfo_t info;
	long retval;

	if (which == P_ALL)
		pid = -1;
	else if (which == P_PGID)
		pid = -pid;
	else if (which != P_PID || pid <= 0)
		return -EINVAL;
	if (!(options & (WEXITED | WSTOPPED | WCONTINUED)) ||
	    options & ~(WNOHANG | WNOWAIT | WEXITED | WSTOPPED | WCONTINUED))
		return -EINVAL;
	retval = do_wait(pid, options, &result);
	if (retval < 0)
		return retval;
	memset(&info, 0, sizeof(info));
	if (retval)
		fill_siginfo(&info, &result);
	if (infop && copy_to_user(infop, &info, sizeof(info)))
		return -EFAULT;
	return 0;
}
