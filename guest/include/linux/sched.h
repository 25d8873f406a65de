/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_SCHED_H
#define _LINUX_SCHED_H

#include <linux/completion.h>
#include <linux/errno.h>
#include <linux/itimer.h>
#include <linux/jiffies.h>
#include <linux/linkage.h>
#include <linux/list.h>
#include <linux/pid.h>
#include <linux/resource.h>
#include <linux/signal.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/types.h>
#include <asm/atomic.h>
#include <asm/current.h>
#include <asm/processor.h>

struct mm_struct;
struct files_struct;
struct fs_struct;
struct prio_array;
struct tty_struct;

#define TASK_RUNNING		0
#define TASK_INTERRUPTIBLE	1
#define TASK_UNINTERRUPTIBLE	2
#define TASK_STOPPED		4
#define EXIT_ZOMBIE		16
#define EXIT_DEAD		32

#define CSIGNAL			0x000000ff
#define CLONE_VM		0x00000100
#define CLONE_FS		0x00000200
#define CLONE_FILES		0x00000400
#define CLONE_SIGHAND		0x00000800
#define CLONE_VFORK		0x00004000
#define CLONE_PARENT		0x00008000
#define CLONE_THREAD		0x00010000
#define CLONE_NEWNS		0x00020000
#define CLONE_SETTLS		0x00080000
#define CLONE_PARENT_SETTID	0x00100000
#define CLONE_CHILD_CLEARTID	0x00200000
#define CLONE_UNTRACED		0x00800000
#define CLONE_CHILD_SETTID	0x01000000

#define PF_EXITING		0x00000004	/* inside do_exit() */
#define PF_DEAD			0x00000008	/* will never run again */
#define PF_FORKNOEXEC		0x00000040	/* forked, has not exec'd */
#define PF_FLUSHER		0x00001000	/* a pdflush */
#define PF_SIGNALED		0x00000400	/* killed by a signal */
#define PF_MEMALLOC		0x00000800	/* makes memory free */
#define PF_KSWAPD		0x00040000

/* What a kernel thread shares with its maker until it is a daemon. */
#define CLONE_KERNEL	(CLONE_FS | CLONE_FILES | CLONE_SIGHAND)

/* What a system call returns to have do_signal() start it again. */
#define ERESTARTSYS	512
#define ERESTARTNOINTR	513
#define ERESTARTNOHAND	514
#define ERESTART_RESTARTBLOCK	516	/* by restart_syscall() */

#define TASK_COMM_LEN	16
#define NGROUPS		32

/* 0-99 are kept for real-time tasks; nice -20..19 maps to 100..139. */
#define MAX_RT_PRIO		100
#define MAX_PRIO		140
#define NICE_TO_PRIO(nice)	(MAX_RT_PRIO + (nice) + 20)
#define PRIO_TO_NICE(prio)	((prio) - MAX_RT_PRIO - 20)
#define TASK_NICE(p)		PRIO_TO_NICE((p)->static_prio)

/* Shared by the tasks that CLONE_SIGHAND made. */
struct sighand_struct {
	atomic_t count;
	struct k_sigaction action[_NSIG];
	spinlock_t siglock;
};

/* signal_struct.flags: how far a process's stop, or its end, has come. */
#define SIGNAL_STOP_STOPPED	1	/* all of its tasks have stopped */
#define SIGNAL_STOP_DEQUEUED	2	/* a stop signal has been taken */
#define SIGNAL_STOP_CONTINUED	4	/* SIGCONT since, not yet waited for */
#define SIGNAL_GROUP_EXIT	8	/* all of its tasks are to end */

/* One for each process, shared by the tasks that CLONE_THREAD made. */
struct signal_struct {
	atomic_t count;				/* tasks, zombies too */
	atomic_t live;				/* that have not ended */
	wait_queue_head_t wait_chldexit;	/* for wait4() */
	struct task_struct *curr_target;	/* had the last signal */
	struct sigpending shared_pending;
	int nr_queued;				/* struct sigqueue in use */
	unsigned int flags;			/* SIGNAL_ */
	/* Of exit_group(), or the signal of a stop not yet waited for. */
	int group_exit_code;
	int group_stop_count;			/* that have yet to stop */
	/* exec() waits until count has fallen to notify_count. */
	struct task_struct *group_exit_task;
	int notify_count;
	pid_t pgrp, session;
	int leader;				/* of its session */
	struct task_usage gone;			/* of threads that ended */
	struct task_usage children;		/* of reaped children */
	pid_t tgid;				/* for it_real_fn() */
	struct timer_list real_timer;		/* ITIMER_REAL, alarm() */
	unsigned long it_real_incr;
	struct cpu_itimer it_virt, it_prof;
	struct list_head posix_timers;		/* struct k_itimer */
	int next_timer_id;
	struct tty_struct *tty;			/* the controlling one */
	pid_t tty_old_pgrp;			/* before it was hung up */
	struct rlimit rlim[RLIM_NLIMITS];
};

/* How a call that slept until a time goes on after a stop. */
struct restart_block {
	long (*fn)(struct restart_block *block);
	unsigned long expires;		/* in jiffies */
	struct timespec until;		/* by the monotonic clock */
	void *user;			/* the call's own: what to tell, ... */
	int val;			/* ... what it should be, or how many */
	u32 bitset;
};

struct task_struct {
	volatile long state;
	struct thread_info *thread_info;
	atomic_t usage;
	unsigned long flags;			/* PF_ */

	int prio, static_prio;
	struct list_head run_list;
	struct prio_array *array;		/* NULL while not runnable */
	unsigned int time_slice, first_time_slice;
	unsigned long sleep_avg;		/* ticks of recent sleep */
	unsigned long last_switch;		/* jiffies when it left */
	unsigned long nvcsw, nivcsw;
	unsigned long hung_reported;		/* last_switch + 1, then */

	struct list_head tasks;			/* all group leaders */
	struct mm_struct *mm;			/* NULL: a kernel thread */
	struct mm_struct *active_mm;		/* owned or borrowed */

	long exit_state;
	int exit_code, exit_signal;
	pid_t pid, tgid;
	struct list_head pid_chain;
	struct task_struct *real_parent, *parent;
	struct list_head children, sibling;
	struct task_struct *group_leader;
	struct list_head thread_group;		/* of one process */
	struct completion *vfork_done;
	int *set_child_tid;			/* CLONE_CHILD_SETTID */
	int *clear_child_tid;			/* CLONE_CHILD_CLEARTID */
	uid_t uid, euid, suid;			/* real, effective, saved */
	gid_t gid, egid, sgid;
	int ngroups;
	gid_t groups[NGROUPS];

	unsigned long utime, stime;		/* ticks */
	unsigned long min_flt, maj_flt;		/* faults; with I/O */
	unsigned long start_time;		/* jiffies */
	char comm[TASK_COMM_LEN];

	struct thread_struct thread;
	struct fs_struct *fs;
	struct files_struct *files;
	void *journal_info;			/* its handle_t, if any */
	struct signal_struct *signal;
	struct sighand_struct *sighand;
	sigset_t blocked;
	sigset_t real_blocked;		/* while sigtimedwait() waits */
	sigset_t saved_sigmask;			/* from before this call */
	int has_saved_sigmask;
	unsigned long sas_ss_sp, sas_ss_size;	/* sigaltstack() */
	struct sigpending pending;
	struct restart_block restart_block;
	int pdeath_signal;			/* when the parent ends */
	unsigned long personality;
	void *robust_list;			/* set_robust_list() */
};

extern struct task_struct init_task;
extern struct task_struct *child_reaper;
extern struct sighand_struct init_sighand;
extern struct signal_struct init_signals;
extern rwlock_t tasklist_lock;
extern int nr_threads;
extern unsigned long total_forks, nr_context_switches;

#define process_group(tsk)	((tsk)->signal->pgrp)
#define next_task(p)	list_entry((p)->tasks.next, struct task_struct, tasks)
#define for_each_process(p) \
	for (p = &init_task; (p = next_task(p)) != &init_task; )

/* Every task: `do_each_thread(g, t) ... while_each_thread(g, t);` */
#define next_thread(p) \
	list_entry((p)->thread_group.next, struct task_struct, thread_group)
#define do_each_thread(g, t) \
	for (g = t = &init_task; (g = t = next_task(g)) != &init_task; ) do
#define while_each_thread(g, t) while ((t = next_thread(t)) != g)
#define thread_group_leader(p)	((p)->pid == (p)->tgid)
#define thread_group_empty(p)	list_empty(&(p)->thread_group)

#define get_task_struct(tsk)	atomic_inc(&(tsk)->usage)
void __put_task_struct(struct task_struct *tsk);

static inline void put_task_struct(struct task_struct *tsk)
{
	if (atomic_dec_and_test(&tsk->usage))
		__put_task_struct(tsk);
}

static inline int signal_pending(struct task_struct *p)
{
	return test_bit(TIF_SIGPENDING, &p->thread_info->flags);
}

static inline int need_resched(void)
{
	return test_thread_flag(TIF_NEED_RESCHED);
}

static inline void set_tsk_need_resched(struct task_struct *p)
{
	set_bit(TIF_NEED_RESCHED, &p->thread_info->flags);
}

static inline void clear_tsk_need_resched(struct task_struct *p)
{
	clear_bit(TIF_NEED_RESCHED, &p->thread_info->flags);
}

/* sched.c and its neighbours */
asmlinkage void schedule(void);
asmlinkage void schedule_tail(struct task_struct *prev);
#define MAX_SCHEDULE_TIMEOUT	(~0UL >> 1)
/* Sleep in the state that the caller has set; value: ticks that were left. */
long schedule_timeout(long timeout);
int wake_up_process(struct task_struct *p);
int wake_up_state(struct task_struct *p, unsigned int state);
void wake_up_new_task(struct task_struct *p, unsigned long clone_flags);
void sched_fork(struct task_struct *p);
void sched_exit(struct task_struct *p);
void scheduler_tick(void);
void set_user_nice(struct task_struct *p, long nice);
unsigned long nr_running(void);
void yield(void);
int cond_resched(void);
void init_idle(struct task_struct *idle);
void sched_init(void);
void update_process_times(int user_tick);

/* fork.c, exit.c */
long do_fork(unsigned long clone_flags, unsigned long stack_start,
	     struct pt_regs *regs, unsigned long stack_size,
	     int *parent_tidptr, int *child_tidptr);
void fork_init(unsigned long mempages);
void __noreturn do_exit(long code);
void __noreturn do_group_exit(int exit_code);
void release_task(struct task_struct *p);
void daemonize(const char *name, ...) __printf(1, 2);
void reparent_to_init(void);
/* Under tasklist_lock: nobody of the session minds its members' stops. */
int is_orphaned_pgrp(pid_t pgrp);
/* Under tasklist_lock: -1 if there is no such group. */
int session_of_pgrp(pid_t pgrp);
/* A task's end, or its parent's, may orphan a group: its stops end, too. */
void kill_orphaned_pgrp(struct task_struct *tsk, struct task_struct *parent);
void set_special_pids(pid_t session, pid_t pgrp);
void set_task_comm(struct task_struct *tsk, const char *name);
int allow_signal(int sig);

/* exit_notify.c */
int exit_notify(struct task_struct *tsk);
/* A zombie's end is told; true if its parent does not want to know. */
int do_notify_parent(struct task_struct *tsk);
int process_exit_code(const struct task_struct *tsk);

/* copy_signal.c */
void signal_caches_init(void);
int copy_sighand(unsigned long clone_flags, struct task_struct *tsk);
int copy_signal(unsigned long clone_flags, struct task_struct *tsk);
void exit_sighand(struct task_struct *tsk);
void exit_signal(struct task_struct *tsk);
/* exec: the process's only task, with a handler table of its own. */
int de_thread(struct task_struct *tsk);

#endif
