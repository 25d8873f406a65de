/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The time limits of select(), pselect6() and ppoll(), which tell what is
 * left of them. A call that is made again after a stop has only that.
 */
#include <linux/kernel.h>
#include <linux/poll.h>
#include <linux/sched.h>
#include <asm/uaccess.h>

void start_poll_time(struct poll_time *limit, const struct timespec *t)
{
	limit->ticks = sleep_ticks(t);
	clock_after(t, &limit->end);
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
	clock_left(CLOCK_MONOTONIC, &limit->end, &left);
	return poll_time_told(ret,
			      !copy_to_user(user, &left, sizeof(left)));
}
