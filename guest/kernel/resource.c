/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What processes have used: getrusage() and times(). */
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/resource.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/time.h>
#include <asm/uaccess.h>

void add_usage(struct task_usage *sum, const struct task_usage *more)
{
	sum->utime += more->utime;
	sum->stime += more->stime;
	sum->min_flt += more->min_flt;
	sum->maj_flt += more->maj_flt;
	sum->nvcsw += more->nvcsw;
	sum->nivcsw += more->nivcsw;
}

void add_task_usage(struct task_usage *sum, const struct task_struct *tsk)
{
	const struct task_usage usage = {
		tsk->utime, tsk->stime, tsk->min_flt, tsk->maj_flt,
		tsk->nvcsw, tsk->nivcsw,
	};

	add_usage(sum, &usage);
}

/* With tasklist_lock, or of current. */
void process_usage(struct task_struct *p, struct task_usage *sum)
{
	struct task_struct *t = p;

	*sum = p->signal->gone;
	do {
		add_task_usage(sum, t);
		t = next_thread(t);
	} while (t != p);
}

static struct timeval ticks_to_timeval(unsigned long ticks)
{
	return (struct timeval){ ticks / HZ, ticks % HZ * (1000000 / HZ) };
}

void k_getrusage(struct task_struct *p, int who, struct rusage *ru)
{
	struct task_usage sum;

	memset(&sum, 0, sizeof(sum));
	if (who == RUSAGE_THREAD)
		add_task_usage(&sum, p);
	else if (who != RUSAGE_CHILDREN)
		process_usage(p, &sum);
	if (who == RUSAGE_CHILDREN || who == RUSAGE_BOTH)
		add_usage(&sum, &p->signal->children);
	memset(ru, 0, sizeof(*ru));
	ru->ru_utime = ticks_to_timeval(sum.utime);
	ru->ru_stime = ticks_to_timeval(sum.stime);
	ru->ru_minflt = sum.min_flt;
	ru->ru_majflt = sum.maj_flt;
	ru->ru_nvcsw = sum.nvcsw;
	ru->ru_nivcsw = sum.nivcsw;
}

asmlinkage long sys_getrusage(int who, struct rusage *ru)
{
	struct rusage result;

	if (who != RUSAGE_SELF && who != RUSAGE_CHILDREN &&
	    who != RUSAGE_THREAD)
		return -EINVAL;
	read_lock(&tasklist_lock);
	k_getrusage(current, who, &result);
	read_unlock(&tasklist_lock);
	return copy_to_user(ru, &result, sizeof(result)) ? -EFAULT : 0;
}

asmlinkage long sys_times(struct tms *tbuf)
{
	struct task_usage sum;
	struct tms tms;

	read_lock(&tasklist_lock);
	process_usage(current, &sum);
	read_unlock(&tasklist_lock);
	tms.tms_utime = sum.utime;
	tms.tms_stime = sum.stime;
	tms.tms_cutime = current->signal->children.utime;
	tms.tms_cstime = current->signal->children.stime;
	if (tbuf && copy_to_user(tbuf, &tms, sizeof(tms)))
		return -EFAULT;
	return jiffies;
}
