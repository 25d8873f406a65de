/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_RESOURCE_H
#define _LINUX_RESOURCE_H

#include <linux/time.h>

struct task_struct;

#define RUSAGE_SELF	0
#define RUSAGE_CHILDREN	(-1)
#define RUSAGE_THREAD	1
#define RUSAGE_BOTH	(-2)	/* for wait4() */

struct rusage {
	struct timeval ru_utime, ru_stime;
	long ru_maxrss, ru_ixrss, ru_idrss, ru_isrss;
	long ru_minflt, ru_majflt, ru_nswap, ru_inblock, ru_oublock;
	long ru_msgsnd, ru_msgrcv, ru_nsignals, ru_nvcsw, ru_nivcsw;
};

/* What has been used up; ticks of time. */
struct task_usage {
	unsigned long utime, stime, min_flt, maj_flt, nvcsw, nivcsw;
};

void add_usage(struct task_usage *sum, const struct task_usage *more);
void add_task_usage(struct task_usage *sum, const struct task_struct *tsk);
/* Of all tasks of p's process, ended or not. */
void process_usage(struct task_struct *p, struct task_usage *sum);
/* What p's process has used, its reaped children, or both. */
void k_getrusage(struct task_struct *p, int who, struct rusage *ru);

#define RLIMIT_CPU		0	/* seconds */
#define RLIMIT_FSIZE		1	/* the largest file written */
#define RLIMIT_DATA		2	/* bytes of program and heap */
#define RLIMIT_STACK		3
#define RLIMIT_CORE		4
#define RLIMIT_RSS		5
#define RLIMIT_NPROC		6	/* of one user */
#define RLIMIT_NOFILE		7	/* one more than the highest fd */
#define RLIMIT_MEMLOCK		8
#define RLIMIT_AS		9	/* bytes of all areas */
#define RLIMIT_LOCKS		10
#define RLIMIT_SIGPENDING	11
#define RLIMIT_MSGQUEUE		12
#define RLIMIT_NICE		13
#define RLIMIT_RTPRIO		14
#define RLIMIT_RTTIME		15
#define RLIM_NLIMITS		16
#define RLIM_INFINITY		(~0UL)

struct rlimit {
	unsigned long rlim_cur, rlim_max;
};

extern const struct rlimit init_rlimits[RLIM_NLIMITS];
#define rlimit(limit)	(current->signal->rlim[limit].rlim_cur)

/* How long a file current may make; a longer one is told by SIGXFSZ. */
loff_t fsize_limit(void);
int exceeds_fsize(loff_t size);
/* Whether so many pages more are within the limit of address space. */
struct mm_struct;
int may_expand_vm(struct mm_struct *mm, unsigned long npages);

#endif
