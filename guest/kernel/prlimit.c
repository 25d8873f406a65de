/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What processes may use: the limits, and who may change them. */
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/resource.h>
#include <linux/sched.h>
#include <asm/uaccess.h>

#define UNLIMITED	{ RLIM_INFINITY, RLIM_INFINITY }
#define OLD_INFINITY	0x7fffffffUL
#define RLIM64_INFINITY	(~0ULL)

struct rlimit64 {
	u64 rlim_cur, rlim_max;
};

const struct rlimit init_rlimits[RLIM_NLIMITS] = {
	[RLIMIT_CPU] = UNLIMITED,
	[RLIMIT_FSIZE] = UNLIMITED,
	[RLIMIT_DATA] = UNLIMITED,
	[RLIMIT_STACK] = { STACK_LIMIT, RLIM_INFINITY },
	[RLIMIT_CORE] = { 0, RLIM_INFINITY },
	[RLIMIT_RSS] = UNLIMITED,
	[RLIMIT_NPROC] = UNLIMITED,
	[RLIMIT_NOFILE] = { NR_OPEN, NR_OPEN },
	[RLIMIT_MEMLOCK] = { 32 << 10, 32 << 10 },
	[RLIMIT_AS] = UNLIMITED,
	[RLIMIT_LOCKS] = UNLIMITED,
	[RLIMIT_SIGPENDING] = { MAX_SIGPENDING, MAX_SIGPENDING },
	[RLIMIT_MSGQUEUE] = { 800 << 10, 800 << 10 },
	[RLIMIT_RTTIME] = UNLIMITED,
};

loff_t fsize_limit(void)
{
	unsigned long limit = rlimit(RLIMIT_FSIZE);

	return limit == RLIM_INFINITY ? 0x7fffffffffffffffLL : (loff_t)limit;
}

int exceeds_fsize(loff_t size)
{
	if (size <= fsize_limit())
		return 0;
	send_sig(SIGXFSZ, current, 0);
	return 1;
}

/* Up to a hard limit for anybody; hard limits go down, but for root. */
static int do_setrlimit(struct signal_struct *sig, unsigned int resource,
			const struct rlimit *new)
{
	struct rlimit *old = &sig->rlim[resource];

	if (new->rlim_cur > new->rlim_max)
		return -EINVAL;
	if (resource == RLIMIT_NOFILE && new->rlim_max > NR_OPEN)
		return -EPERM;
	if (new->rlim_max > old->rlim_max && current->euid)
		return -EPERM;
	*old = *new;
	return 0;
}

asmlinkage long sys_setrlimit(unsigned int resource, const struct rlimit *rlim)
{
	struct rlimit new;

	if (resource >= RLIM_NLIMITS)
		return -EINVAL;
	if (copy_from_user(&new, rlim, sizeof(new)))
		return -EFAULT;
	return do_setrlimit(current->signal, resource, &new);
}

asmlinkage long sys_getrlimit(unsigned int resource, struct rlimit *rlim)
{
	if (resource >= RLIM_NLIMITS)
		return -EINVAL;
	return copy_to_user(rlim, &current->signal->rlim[resource],
			    sizeof(*rlim)) ? -EFAULT : 0;
}

/* From before limits were unsigned. */
asmlinkage long sys_old_getrlimit(unsigned int resource, struct rlimit *rlim)
{
	struct rlimit x;

	if (resource >= RLIM_NLIMITS)
		return -EINVAL;
	x = current->signal->rlim[resource];
	x.rlim_cur = min(x.rlim_cur, OLD_INFINITY);
	x.rlim_max = min(x.rlim_max, OLD_INFINITY);
	return copy_to_user(rlim, &x, sizeof(x)) ? -EFAULT : 0;
}

static u64 widen(unsigned long limit)
{
	return limit == RLIM_INFINITY ? RLIM64_INFINITY : limit;
}

static unsigned long narrow(u64 limit)
{
	return limit >= RLIM_INFINITY ? RLIM_INFINITY : (unsigned long)limit;
}

static int may_prlimit(struct task_struct *p)
{
	return p->signal == current->signal || !current->euid ||
	       (current->uid == p->uid && current->uid == p->euid &&
		current->uid == p->suid);
}

static long exchange_limits(pid_t pid, unsigned int resource,
			    const struct rlimit *new, struct rlimit *old)
{
	struct task_struct *p;
	long error = 0;

	read_lock(&tasklist_lock);
	p = pid ? find_task_by_pid(pid) : current;
	if (!p || !p->signal) {
		error = -ESRCH;
	} else if (!may_prlimit(p)) {
		error = -EPERM;
	} else if (resource >= RLIM_NLIMITS) {
		error = -EINVAL;
	} else {
		*old = p->signal->rlim[resource];
		if (new)
			error = do_setrlimit(p->signal, resource, new);
	}
	read_unlock(&tasklist_lock);
	return error;
}

asmlinkage long sys_prlimit64(pid_t pid, unsigned int resource,
			      const struct rlimit64 *new_rlim,
			      struct rlimit64 *old_rlim)
{
	struct rlimit64 wide;
	struct rlimit new, old;
	long error;

	if (new_rlim) {
		if (copy_from_user(&wide, new_rlim, sizeof(wide)))
			return -EFAULT;
		new.rlim_cur = narrow(wide.rlim_cur);
		new.rlim_max = narrow(wide.rlim_max);
	}
	error = exchange_limits(pid, resource, new_rlim ? &new : NULL, &old);
	if (error || !old_rlim)
		return error;
	wide.rlim_cur = widen(old.rlim_cur);
	wide.rlim_max = widen(old.rlim_max);
	return copy_to_user(old_rlim, &wide, sizeof(wide)) ? -EFAULT : 0;
}
