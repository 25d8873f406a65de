/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Timers that send a process signals: ITIMER_REAL by the clock, a timer of
 * the wheel; ITIMER_VIRTUAL and ITIMER_PROF by what the process has run,
 * counted down at each tick.  So is its limit of processor time.
 */
#include <linux/itimer.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/time.h>
#include <asm/uaccess.h>

#define TICK_USEC	(USEC_PER_SEC / HZ)

/* Rounded up: no signal comes early. */
static unsigned long timeval_to_jiffies(const struct timeval *tv)
{
	unsigned long sec = tv->tv_sec;

	if (sec >= MAX_JIFFY_OFFSET / HZ)
		return MAX_JIFFY_OFFSET;
	return sec * HZ + (tv->tv_usec + TICK_USEC - 1) / TICK_USEC;
}

static struct timeval jiffies_to_timeval(unsigned long ticks)
{
	return (struct timeval){ ticks / HZ, ticks % HZ * TICK_USEC };
}

void it_real_fn(unsigned long data)
{
	struct signal_struct *sig = (struct signal_struct *)data;

	kill_proc(sig->tgid, SIGALRM, 1);
	if (sig->it_real_incr)
		mod_timer(&sig->real_timer, jiffies + sig->it_real_incr);
}

static void count_down(struct cpu_itimer *it, int signr)
{
	if (!it->value || --it->value)
		return;
	it->value = it->incr;
	send_group_sig(signr, current, 1);
}

/* Of one thread's time, as in 2.6. */
static void check_cpu_limit(unsigned long ticks)
{
	const struct rlimit *limit = &current->signal->rlim[RLIMIT_CPU];

	if (limit->rlim_cur == RLIM_INFINITY || ticks % HZ)
		return;
	if (ticks / HZ >= limit->rlim_max)
		send_sig(SIGKILL, current, 1);
	else if (ticks / HZ >= limit->rlim_cur)
		send_sig(SIGXCPU, current, 1);
}

/* From the timer interrupt. A task that has been released has none. */
void account_process_tick(int user_tick)
{
	struct signal_struct *sig = current->signal;

	if (!sig)
		return;
	if (user_tick)
		count_down(&sig->it_virt, SIGVTALRM);
	count_down(&sig->it_prof, SIGPROF);
	check_cpu_limit(current->utime + current->stime);
}

/* Without the tick that was added: never more than was asked for. */
static unsigned long real_ticks_left(struct signal_struct *sig)
{
	long left = sig->real_timer.expires - jiffies;

	return timer_pending(&sig->real_timer) ? max(left - 1, 1L) : 0;
}

static void read_itimer(int which, struct itimerval *value)
{
	struct signal_struct *sig = current->signal;
	const struct cpu_itimer *it = which == ITIMER_VIRTUAL ? &sig->it_virt :
								&sig->it_prof;

	local_irq_disable();
	if (which == ITIMER_REAL) {
		value->it_value = jiffies_to_timeval(real_ticks_left(sig));
		value->it_interval = jiffies_to_timeval(sig->it_real_incr);
	} else {
		value->it_value = jiffies_to_timeval(it->value > 1 ?
						     it->value - 1 :
						     it->value);
		value->it_interval = jiffies_to_timeval(it->incr);
	}
	local_irq_enable();
}

/* One tick more than asked for, since the present one has begun already. */
static void set_real_timer(struct signal_struct *sig, unsigned long value,
			   unsigned long interval)
{
	del_timer_sync(&sig->real_timer);
	sig->it_real_incr = interval;
	if (value)
		mod_timer(&sig->real_timer, jiffies + value + 1);
}

static void write_itimer(int which, const struct itimerval *value)
{
	struct signal_struct *sig = current->signal;
	struct cpu_itimer *it = which == ITIMER_VIRTUAL ? &sig->it_virt :
							  &sig->it_prof;
	unsigned long ticks = timeval_to_jiffies(&value->it_value);
	unsigned long incr = timeval_to_jiffies(&value->it_interval);

	if (which == ITIMER_REAL) {
		set_real_timer(sig, ticks, incr);
		return;
	}
	local_irq_disable();
	it->value = ticks ? ticks + 1 : 0;
	it->incr = incr;
	local_irq_enable();
}

asmlinkage long sys_getitimer(int which, struct itimerval *user)
{
	struct itimerval value;

	if (which < ITIMER_REAL || which > ITIMER_PROF)
		return -EINVAL;
	read_itimer(which, &value);
	return copy_to_user(user, &value, sizeof(value)) ? -EFAULT : 0;
}

static int timeval_ok(const struct timeval *tv)
{
	return tv->tv_sec >= 0 && tv->tv_usec >= 0 &&
	       tv->tv_usec < USEC_PER_SEC;
}

/* Nothing new given: the timer is cleared. */
asmlinkage long sys_setitimer(int which, const struct itimerval *new,
			      struct itimerval *old)
{
	struct itimerval value = { { 0, 0 }, { 0, 0 } }, previous;

	if (new && copy_from_user(&value, new, sizeof(value)))
		return -EFAULT;
	if (which < ITIMER_REAL || which > ITIMER_PROF ||
	    !timeval_ok(&value.it_value) || !timeval_ok(&value.it_interval))
		return -EINVAL;
	read_itimer(which, &previous);
	write_itimer(which, &value);
	if (old && copy_to_user(old, &previous, sizeof(previous)))
		return -EFAULT;
	return 0;
}

/* The seconds that were left, to the nearest, but not 0 of some. */
asmlinkage long sys_alarm(unsigned int seconds)
{
	struct signal_struct *sig = current->signal;
	unsigned long left = real_ticks_left(sig);

	set_real_timer(sig, min_t(u64, (u64)seconds * HZ, MAX_JIFFY_OFFSET),
		       0);
	return left ? max((left + HZ / 2) / HZ, 1UL) : 0;
}
