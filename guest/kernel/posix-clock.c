/* SPDX-License-Identifier: GPL-2.0-or-later */
/* POSIX clocks: read, set, and slept by. */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/time.h>
#include <asm/uaccess.h>

#define LAST_SECOND	0x7ffffffeL	/* and a fraction */

static void ticks_of_process(struct timespec *ts)
{
	struct task_usage sum;

	read_lock(&tasklist_lock);
	process_usage(current, &sum);
	read_unlock(&tasklist_lock);
	jiffies_to_timespec(sum.utime + sum.stime, ts);
}

int read_clock(int which, struct timespec *ts)
{
	switch (which) {
	case CLOCK_REALTIME:
	case CLOCK_REALTIME_COARSE:
		getnstimeofday(ts);
		return 0;
	case CLOCK_MONOTONIC:
	case CLOCK_MONOTONIC_RAW:
	case CLOCK_MONOTONIC_COARSE:
	case CLOCK_BOOTTIME:
		getnstimeofday(ts);
		set_normalized_timespec(ts,
			ts->tv_sec + wall_to_monotonic.tv_sec,
			ts->tv_nsec + wall_to_monotonic.tv_nsec);
		return 0;
	case CLOCK_PROCESS_CPUTIME_ID:
		ticks_of_process(ts);
		return 0;
	case CLOCK_THREAD_CPUTIME_ID:
		jiffies_to_timespec(current->utime + current->stime, ts);
		return 0;
	default:
		return -EINVAL;
	}
}

asmlinkage long sys_clock_gettime(int which, struct timespec *uts)
{
	struct timespec ts;
	int error = read_clock(which, &ts);

	if (!error && copy_to_user(uts, &ts, sizeof(ts)))
		error = -EFAULT;
	return error;
}

/* Of what one can wait for: a tick. */
asmlinkage long sys_clock_getres(int which, struct timespec *uts)
{
	struct timespec ts;
	int error = read_clock(which, &ts);

	if (error || !uts)
		return error;
	jiffies_to_timespec(1, &ts);
	return copy_to_user(uts, &ts, sizeof(ts)) ? -EFAULT : 0;
}

asmlinkage long sys_clock_settime(int which, const struct timespec *uts)
{
	struct timespec ts;

	if (which != CLOCK_REALTIME)
		return -EINVAL;
	if (copy_from_user(&ts, uts, sizeof(ts)))
		return -EFAULT;
	return do_settimeofday(&ts);
}

int timespec_ok(const struct timespec *ts)
{
	return ts->tv_sec >= 0 && ts->tv_nsec >= 0 &&
	       ts->tv_nsec < NSEC_PER_SEC;
}

unsigned long sleep_ticks(const struct timespec *ts)
{
	return timespec_to_jiffies(ts) + (ts->tv_sec || ts->tv_nsec);
}

void clock_left(int which, const struct timespec *until, struct timespec *left)
{
	struct timespec now;

	read_clock(which, &now);
	set_normalized_timespec(left, until->tv_sec - now.tv_sec,
				until->tv_nsec - now.tv_nsec);
	if (left->tv_sec < 0)
		left->tv_sec = left->tv_nsec = 0;
}

void clock_after(const struct timespec *wait, struct timespec *end)
{
	struct timespec now;

	read_clock(CLOCK_MONOTONIC, &now);
	set_normalized_timespec(end, now.tv_sec +
				min(wait->tv_sec, LAST_SECOND - now.tv_sec),
				now.tv_nsec + wait->tv_nsec);
}

/* A stop and its end do not make the sleep longer. */
static long sleep_until(struct restart_block *block)
{
	struct timespec left;

	clock_left(CLOCK_MONOTONIC, &block->until, &left);
	set_current_state(TASK_INTERRUPTIBLE);
	if (!schedule_timeout(sleep_ticks(&left)))
		return 0;
	clock_left(CLOCK_MONOTONIC, &block->until, &left);
	if (block->user && copy_to_user(block->user, &left, sizeof(left)))
		return -EFAULT;
	block->fn = sleep_until;
	return -ERESTART_RESTARTBLOCK;
}

static long do_nanosleep(const struct timespec *ts, struct timespec *rmtp)
{
	struct restart_block *block = &current->restart_block;

	clock_after(ts, &block->until);
	block->user = rmtp;
	return sleep_until(block);
}

asmlinkage long sys_nanosleep(struct timespec *rqtp, struct timespec *rmtp)
{
	struct timespec ts;

	if (copy_from_user(&ts, rqtp, sizeof(ts)))
		return -EFAULT;
	return timespec_ok(&ts) ? do_nanosleep(&ts, rmtp) : -EINVAL;
}

/* A time that is not moved by what interrupts the wait for it. */
static long sleep_to(int which, const struct timespec *until)
{
	struct timespec left;

	clock_left(which, until, &left);
	if (!left.tv_sec && !left.tv_nsec)
		return 0;
	set_current_state(TASK_INTERRUPTIBLE);
	return schedule_timeout(sleep_ticks(&left)) ? -ERESTARTNOHAND : 0;
}

asmlinkage long sys_clock_nanosleep(int which, int flags,
				    const struct timespec *rqtp,
				    struct timespec *rmtp)
{
	struct timespec ts;

	if (which == CLOCK_THREAD_CPUTIME_ID)
		return -EOPNOTSUPP;
	if (which != CLOCK_REALTIME && which != CLOCK_MONOTONIC &&
	    which != CLOCK_PROCESS_CPUTIME_ID && which != CLOCK_BOOTTIME)
		return -EINVAL;
	if (copy_from_user(&ts, rqtp, sizeof(ts)))
		return -EFAULT;
	if (!timespec_ok(&ts))
		return -EINVAL;
	/* A process cannot be woken by its own running. */
	if (which == CLOCK_PROCESS_CPUTIME_ID)
		return -EOPNOTSUPP;
	return flags & TIMER_ABSTIME ? sleep_to(which, &ts) :
				       do_nanosleep(&ts, rmtp);
}

asmlinkage long sys_restart_syscall(void)
{
	struct restart_block *block = &current->restart_block;

	return block->fn ? block->fn(block) : -EINTR;
}
