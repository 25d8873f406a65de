/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_TIME_H
#define _LINUX_TIME_H

#include <linux/types.h>
#include <linux/jiffies.h>

#define NSEC_PER_SEC	1000000000L
#define USEC_PER_SEC	1000000L
#define TICK_NSEC	(NSEC_PER_SEC / HZ)

struct timespec {
	time_t tv_sec;
	long tv_nsec;
};

struct timeval {
	time_t tv_sec;
	suseconds_t tv_usec;
};

struct tms {
	clock_t tms_utime, tms_stime, tms_cutime, tms_cstime;
};

#define CLOCK_REALTIME		0
#define CLOCK_MONOTONIC		1
#define CLOCK_PROCESS_CPUTIME_ID	2
#define CLOCK_THREAD_CPUTIME_ID		3
#define CLOCK_MONOTONIC_RAW	4
#define CLOCK_REALTIME_COARSE	5
#define CLOCK_MONOTONIC_COARSE	6
#define CLOCK_BOOTTIME		7

#define TIMER_ABSTIME	1	/* until a time, not for as long */

/* Wall clock and time since boot, at the last tick. */
extern struct timespec xtime, wall_to_monotonic;
/* What sched_clock() said at that tick. */
extern unsigned long long xtime_clock;

unsigned long timespec_to_jiffies(const struct timespec *value);
void jiffies_to_timespec(unsigned long ticks, struct timespec *value);
int timespec_ok(const struct timespec *ts);
/* One tick more than asked for, since the present one has begun already. */
unsigned long sleep_ticks(const struct timespec *ts);
unsigned long get_seconds(void);
/* One of CLOCK_*, to the nanosecond; -EINVAL for any other. */
int read_clock(int which, struct timespec *ts);
/* How long it is until then; 0 if that has passed. */
void clock_left(int which, const struct timespec *until,
		struct timespec *left);
/* When, by the monotonic clock, so much time will have gone. */
void clock_after(const struct timespec *wait, struct timespec *end);
void do_gettimeofday(struct timeval *tv);
/* The last tick, and what the TSC has counted since then. */
void getnstimeofday(struct timespec *ts);
void set_normalized_timespec(struct timespec *ts, time_t sec, long nsec);
/* For root; wall_to_monotonic takes the step back. */
int do_settimeofday(const struct timespec *ts);
unsigned long mktime(unsigned int year, unsigned int mon, unsigned int day,
		     unsigned int hour, unsigned int min, unsigned int sec);

/* Nanoseconds since boot by the TSC; 0 until it has been calibrated. */
unsigned long long sched_clock(void);
unsigned long get_cmos_time(void);
void time_init(void);
extern unsigned long cpu_khz;
void calibrate_tsc(void);

#endif
