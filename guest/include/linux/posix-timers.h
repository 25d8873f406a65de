/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_POSIX_TIMERS_H
#define _LINUX_POSIX_TIMERS_H

#include <linux/list.h>
#include <linux/time.h>
#include <linux/timer.h>
#include <asm/signal.h>

#define SIGEV_SIGNAL	0
#define SIGEV_NONE	1
#define SIGEV_THREAD	2	/* a signal, which the library waits for */
#define SIGEV_THREAD_ID	4	/* a signal to one thread */

/* What a timer does when it expires; user space sees it padded. */
struct sigevent {
	void *sigev_value;
	int sigev_signo;
	int sigev_notify;
	pid_t sigev_notify_thread_id;
	int pad[12];
};

struct itimerspec {
	struct timespec it_interval, it_value;
};

struct signal_struct;

/* One of a process's timers; interrupts are off while it is looked at. */
struct k_itimer {
	struct list_head list;		/* signal_struct's posix_timers */
	int id, clock;
	struct sigevent event;
	struct signal_struct *signal;
	struct timer_list timer;
	unsigned long incr;		/* ticks to the next; 0: no next */
	/* Expiries while the signal waited; and when it was last taken. */
	int overrun, overrun_last;
};

/* The timer's signal has been taken: how often it should have come. */
void posix_timer_taken(siginfo_t *info);
void exit_itimers(struct signal_struct *sig);

#endif
