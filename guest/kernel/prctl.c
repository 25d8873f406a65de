/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a process says of itself to the kernel: prctl, personality, policy. */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/time.h>
#include <asm/uaccess.h>

#define PR_SET_PDEATHSIG	1
#define PR_GET_PDEATHSIG	2
#define PR_GET_DUMPABLE		3
#define PR_GET_KEEPCAPS		7
#define PR_SET_NAME		15
#define PR_GET_NAME		16

#define SCHED_NORMAL	0
#define SCHED_FIFO	1
#define SCHED_RR	2
#define SCHED_BATCH	3

static long set_name(const char *user)
{
	char name[TASK_COMM_LEN];

	if (strncpy_from_user(name, user, sizeof(name) - 1) < 0)
		return -EFAULT;
	name[sizeof(name) - 1] = '\0';
	set_task_comm(current, name);
	return 0;
}

asmlinkage long sys_prctl(int option, unsigned long arg2)
{
	switch (option) {
	case PR_SET_PDEATHSIG:
		if (arg2 > _NSIG)
			return -EINVAL;
		current->pdeath_signal = arg2;
		return 0;
	case PR_GET_PDEATHSIG:
		return put_user(current->pdeath_signal, (int *)arg2);
	/* Nothing is dumped here, whatever is asked for. */
	case PR_GET_DUMPABLE:
	case PR_GET_KEEPCAPS:
		return 0;
	case PR_SET_NAME:
		return set_name((const char *)arg2);
	case PR_GET_NAME:
		return copy_to_user((void *)arg2, current->comm,
				    TASK_COMM_LEN) ? -EFAULT : 0;
	default:
		return -EINVAL;
	}
}

/* Kept for who asks; no other system's programs run here. */
asmlinkage long sys_personality(unsigned long personality)
{
	unsigned long old = current->personality;

	if (personality != 0xffffffffUL)
		current->personality = personality;
	return old;
}

static int task_exists(pid_t pid)
{
	int found;

	read_lock(&tasklist_lock);
	found = !pid || find_task_by_pid(pid);
	read_unlock(&tasklist_lock);
	return found;
}

/* Every task is scheduled by its nice value; real time is not to be had. */
static long check_policy(pid_t pid, int policy, const int *param)
{
	int priority;

	if (!param || pid < 0)
		return -EINVAL;
	if (get_user(priority, param))
		return -EFAULT;
	if (!task_exists(pid))
		return -ESRCH;
	switch (policy) {
	case SCHED_NORMAL:
	case SCHED_BATCH:
		return priority ? -EINVAL : 0;
	case SCHED_FIFO:
	case SCHED_RR:
		return priority < 1 || priority >= MAX_RT_PRIO ? -EINVAL :
								 -EPERM;
	default:
		return -EINVAL;
	}
}

asmlinkage long sys_sched_setscheduler(pid_t pid, int policy, const int *param)
{
	return policy < 0 ? -EINVAL : check_policy(pid, policy, param);
}

asmlinkage long sys_sched_setparam(pid_t pid, const int *param)
{
	return check_policy(pid, SCHED_NORMAL, param);
}

asmlinkage long sys_sched_getscheduler(pid_t pid)
{
	if (pid < 0)
		return -EINVAL;
	return task_exists(pid) ? SCHED_NORMAL : -ESRCH;
}

asmlinkage long sys_sched_getparam(pid_t pid, int *param)
{
	if (!param || pid < 0)
		return -EINVAL;
	if (!task_exists(pid))
		return -ESRCH;
	return put_user(0, param);
}

asmlinkage long sys_sched_get_priority_max(int policy)
{
	if (policy == SCHED_FIFO || policy == SCHED_RR)
		return MAX_RT_PRIO - 1;
	return policy == SCHED_NORMAL || policy == SCHED_BATCH ? 0 : -EINVAL;
}

asmlinkage long sys_sched_get_priority_min(int policy)
{
	if (policy == SCHED_FIFO || policy == SCHED_RR)
		return 1;
	return policy == SCHED_NORMAL || policy == SCHED_BATCH ? 0 : -EINVAL;
}

asmlinkage long sys_sched_rr_get_interval(pid_t pid, struct timespec *interval)
{
	struct timespec ts;
	struct task_struct *p;

	if (pid < 0)
		return -EINVAL;
	read_lock(&tasklist_lock);
	p = pid ? find_task_by_pid(pid) : current;
	jiffies_to_timespec(p ? p->time_slice : 0, &ts);
	read_unlock(&tasklist_lock);
	if (!p)
		return -ESRCH;
	return copy_to_user(interval, &ts, sizeof(ts)) ? -EFAULT : 0;
}

/* There is one processor. */
asmlinkage long sys_sched_setaffinity(pid_t pid, unsigned int len,
				      const unsigned long *user_mask)
{
	unsigned long mask = 0;

	if (copy_from_user(&mask, user_mask, min_t(size_t, len, sizeof(mask))))
		return -EFAULT;
	if (!task_exists(pid))
		return -ESRCH;
	return mask & 1 ? 0 : -EINVAL;
}

asmlinkage long sys_sched_getaffinity(pid_t pid, unsigned int len,
				      unsigned long *user_mask)
{
	if (len < sizeof(unsigned long) || len % sizeof(unsigned long))
		return -EINVAL;
	if (!task_exists(pid))
		return -ESRCH;
	return put_user(1UL, user_mask) ? -EFAULT :
					  (long)sizeof(unsigned long);
}
