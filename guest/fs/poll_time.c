/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The time limits of select(), pselect6() and ppoll(), which tell what is
 * left of them. A call that is made again after a stop has only that.
 */
#include <linux/kernel.h>
#include <linux/poll.h>
#include <linux/sched.h>
#include <asm/uaccess.h>

#define LAST_SECOND	0x7fffffffL

void start_poll_time(struct poll_time *limit, const struct timespec *t)
{
	struct timespec now;

	limit->ticks = sleep_ticks(t);
	read_clock(CLOCK_MONOTONIC, &now);
	set_normalized_timespec(&limit->end,
				min(t->tv_sec, LAST_SECOND - now.tv_sec - 1) +
				now.tv_sec, t->tv_nsec + now.tv_nsec);
}

void poll_time_left(const struct poll_time *limit, struct timespec *left)
{
	struct timespec now;

	read_clock(CLOCK_MONOTONIC, &now);
	set_normalized_timespec(left, limit->end.tv_sec - now.tv_sec,
				limit->end.tv_nsec - now.tv_nsec);
	if (left->tv_sec < 0)
		left->tv_sec = left->tv_nsec = 0;
}

/* Again with the whole time, and again: that would never end. */
long poll_time_told(long ret, int told)
{
	return ret == -ERESTARTNOHAND && !told ? -EINTR : ret;
}

int read_poll_time(struct poll_time *limit, const struct timespec *user)
{
	struct timespec t;

	limit->ticks = MAX_SCHEDULE_TIMEOUT;
	if (!user)
		return 0;
	if (copy_from_user(&t, user, sizeof(t)))
		return -EFAULT;
	if (!timespec_ok(&t))
		return -EINVAL;
	start_poll_time(limit, &t);
	return 0;
}

long write_poll_time(const struct poll_time *limit, struct timespec *user,
		     long ret)
{
	struct timespec left;

	if (!user)
		return ret;
	poll_time_left(limit, &left);
	return poll_time_told(ret,
			      !copy_to_user(user, &left, sizeof(left)));
}
