/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The time of day: asked for and set. */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/time.h>
#include <asm/uaccess.h>

unsigned long get_seconds(void)
{
	return xtime.tv_sec;
}

void getnstimeofday(struct timespec *ts)
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

	getnstimeofday(&ts);
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

/* A nanosecond value of either sign, brought into a timespec's range. */
void set_normalized_timespec(struct timespec *ts, time_t sec, long nsec)
{
	for (; nsec >= NSEC_PER_SEC; sec++)
		nsec -= NSEC_PER_SEC;
	for (; nsec < 0; sec--)
		nsec += NSEC_PER_SEC;
	ts->tv_sec = sec;
	ts->tv_nsec = nsec;
}

/* The monotonic clock does not notice. */
int do_settimeofday(const struct timespec *ts)
{
	struct timespec now;
	time_t sec;
	long nsec;

	if (ts->tv_sec < 0 || ts->tv_nsec < 0 || ts->tv_nsec >= NSEC_PER_SEC)
		return -EINVAL;
	if (current->euid)
		return -EPERM;
	local_irq_disable();
	getnstimeofday(&now);
	sec = ts->tv_sec - now.tv_sec;
	nsec = ts->tv_nsec - now.tv_nsec;
	set_normalized_timespec(&xtime, xtime.tv_sec + sec,
				xtime.tv_nsec + nsec);
	set_normalized_timespec(&wall_to_monotonic,
				wall_to_monotonic.tv_sec - sec,
				wall_to_monotonic.tv_nsec - nsec);
	local_irq_enable();
	return 0;
}

asmlinkage long sys_settimeofday(const struct timeval *utv, const void *utz)
{
	int minutes_and_dst[2];
	struct timespec ts;
	struct timeval tv;

	if ((utv && copy_from_user(&tv, utv, sizeof(tv))) ||
	    (utz && copy_from_user(minutes_and_dst, utz,
				   sizeof(minutes_and_dst))))
		return -EFAULT;
	if (current->euid)
		return -EPERM;
	/* The kernel's time zone stays Greenwich. */
	if (!utv)
		return 0;
	if (tv.tv_usec < 0 || tv.tv_usec >= USEC_PER_SEC)
		return -EINVAL;
	ts.tv_sec = tv.tv_sec;
	ts.tv_nsec = tv.tv_usec * (NSEC_PER_SEC / USEC_PER_SEC);
	return do_settimeofday(&ts);
}

asmlinkage long sys_stime(const time_t *tptr)
{
	struct timespec ts = { 0, 0 };

	if (get_user(ts.tv_sec, tptr))
		return -EFAULT;
	return do_settimeofday(&ts);
}
