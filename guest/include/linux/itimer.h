/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_ITIMER_H
#define _LINUX_ITIMER_H

#include <linux/time.h>

#define ITIMER_REAL	0
#define ITIMER_VIRTUAL	1
#define ITIMER_PROF	2

struct itimerval {
	struct timeval it_interval, it_value;
};

/* Ticks until the signal; and from one to the next, 0: no next one. */
struct cpu_itimer {
	unsigned long value, incr;
};

/* The process's timer of real time; data is its signal_struct. */
void it_real_fn(unsigned long data);
void account_process_tick(int user_tick);

#endif
