/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Time, asked for and slept through. */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/time.h>
#include <asm/uaccess.h>

unsigned long get_seconds(void)
{
	return xtime.tv_sec;
}

/* The last tick, and what the TSC has counted since then. */
static void now(struct timespec *ts)
{
	unsigned long flags;
	u64 nsec;

	local_irq_save(flags);
	*ts = xtime;
	nsec = sched_clock() - xtime_clock;
	local_irq_restore(flags);
	/* A late tick must not let the clock go back when it comes. */
	ts->tv_nsec += min_t(u64, nsec, TICK_NSEC - 1);
	if (ts->tv_nsec >= NSEC_PER_SEC) {
		ts->tv_nsec -= NSEC_PER_SEC;
		ts->tv_sec++;
	}
}

void do_gettimeofday(struct timeval *tv)
{
	struct timespec ts;

	now(&ts);
	tv->tv_sec = ts.tv_sec;
	tv->tv_usec = ts.tv_nsec / 1000;
}

asmlinkage long sys_time(time_t *tloc)
{
	time_t seconds = get_seconds();

	if (tloc && put_user(seconds, tloc))
		return -EFAULT;
	return seconds;
}

asmlinkage long sys_gettimeofday(struct timeval *utv, void *tz)
{
	struct timeval tv;

	do_gettimeofday(&tv);
	if (utv && copy_to_user(utv, &tv, sizeof(tv)))
		return -EFAULT;
	/* Greenwich, no daylight saving. */
	if (tz && clear_user(tz, 2 * sizeof(int)))
		return -EFAULT;
	return 0;
}

int read_clock(int which, struct timespec *ts)
{
	if (which != CLOCK_REALTIME && which != CLOCK_MONOTONIC)
		return -EINVAL;
	now(ts);
	if (which == CLOCK_MONOTONIC)
		ts->tv_sec += wall_to_monotonic.tv_sec;
	return 0;
}

asmlinkage long sys_clock_gettime(int which, struct timespec *uts)
{
	struct timespec ts;
	int error = read_clock(which, &ts);

	if (!error && copy_to_user(uts, &ts, sizeof(ts)))
		error = -EFAULT;
	return error;
}

/* Rounded up: never sleep less than was asked for. */
unsigned long timespec_to_jiffies(const struct timespec *value)
{
	unsigned long sec = value->tv_sec;

	if (sec >= MAX_JIFFY_OFFSET / HZ)
		return MAX_JIFFY_OFFSET;
	return sec * HZ + (value->tv_nsec + TICK_NSEC - 1) / TICK_NSEC;
}

void jiffies_to_timespec(unsigned long ticks, struct timespec *value)
{
	value->tv_sec = ticks / HZ;
	value->tv_nsec = (ticks % HZ) * TICK_NSEC;
}

/* One tick more than asked for, since the present one has begun already. */
asmlinkage long sys_nanosleep(struct timespec *rqtp, struct timespec *rmtp)
{
	struct timespec t;
	unsigned long expire;

	if (copy_from_user(&t, rqtp, sizeof(t)))
		return -EFAULT;
	if (t.tv_nsec >= NSEC_PER_SEC || t.tv_nsec < 0 || t.tv_sec < 0)
		return -EINVAL;
	expire = timespec_to_jiffies(&t) + (t.tv_sec || t.tv_nsec);
	set_current_state(TASK_INTERRUPTIBLE);
	expire = schedule_timeout(expire);
	if (!expire)
		return 0;
	jiffies_to_timespec(expire, &t);
	if (rmtp && copy_to_user(rmtp, &t, sizeof(t)))
		return -EFAULT;
	return -EINTR;
}
