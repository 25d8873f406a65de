/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * POSIX timers: a process has as many as it makes, each with a signal of its
 * own. A timer's signal waits at most once; what expires meanwhile is counted.
 */
#include <linux/kernel.h>
#include <linux/posix-timers.h>
#include <linux/sched.h>
#include <linux/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <asm/uaccess.h>

static struct k_itimer *find_timer(int id)
{
	struct k_itimer *t;

	list_for_each_entry(t, &current->signal->posix_timers, list)
		if (t->id == id)
			return t;
	return NULL;
}

static int to_one_thread(const struct k_itimer *t)
{
	return t->event.sigev_notify & SIGEV_THREAD_ID;
}

static int is_waiting(const struct k_itimer *t, const struct sigpending *queue)
{
	const struct sigqueue *q;

	list_for_each_entry(q, &queue->list, list)
		if (q->info.si_code == SI_TIMER &&
		    q->info.si_signo == t->event.sigev_signo &&
		    q->info.u.timer.id == t->id)
			return 1;
	return 0;
}

/* Interrupts are off; the task is one of the timer's process. */
static void send_timer_signal(struct k_itimer *t, struct task_struct *p)
{
	siginfo_t info;

	if (is_waiting(t, to_one_thread(t) ? &p->pending :
					     &t->signal->shared_pending)) {
		t->overrun++;
		return;
	}
	memset(&info, 0, sizeof(info));
	info.si_signo = t->event.sigev_signo;
	info.si_code = SI_TIMER;
	info.u.timer.id = t->id;
	info.u.timer.value = t->event.sigev_value;
	t->overrun = 0;
	if (to_one_thread(t))
		send_sig_info(info.si_signo, &info, p);
	else
		group_send_sig_info(info.si_signo, &info, p);
}

/* From the timer softirq; the process may have ended its timers by now. */
static void posix_timer_fn(unsigned long data)
{
	struct k_itimer *t = (struct k_itimer *)data;
	struct task_struct *p;

	read_lock(&tasklist_lock);
	local_irq_disable();
	p = find_task_by_pid(to_one_thread(t) ?
			     t->event.sigev_notify_thread_id :
			     t->signal->tgid);
	if (t->event.sigev_notify != SIGEV_NONE && p && p->signal == t->signal)
		send_timer_signal(t, p);
	if (t->incr)
		mod_timer(&t->timer, t->timer.expires + t->incr);
	local_irq_enable();
	read_unlock(&tasklist_lock);
}

void posix_timer_taken(siginfo_t *info)
{
	struct k_itimer *t = find_timer(info->u.timer.id);

	if (!t || t->event.sigev_signo != info->si_signo)
		return;
	info->u.timer.overrun = t->overrun_last = t->overrun;
	t->overrun = 0;
}

static int event_is_good(const struct sigevent *event)
{
	int good = 1;

	if (event->sigev_notify == (SIGEV_SIGNAL | SIGEV_THREAD_ID)) {
		struct task_struct *p;

		read_lock(&tasklist_lock);
		p = find_task_by_pid(event->sigev_notify_thread_id);
		good = p && p->signal == current->signal;
		read_unlock(&tasklist_lock);
	} else if (event->sigev_notify < SIGEV_SIGNAL ||
		   event->sigev_notify > SIGEV_THREAD) {
		good = 0;
	}
	return good && (event->sigev_notify == SIGEV_NONE ||
			(event->sigev_signo > 0 &&
			 event->sigev_signo <= _NSIG));
}

static struct k_itimer *alloc_timer(int clock)
{
	struct signal_struct *sig = current->signal;
	struct k_itimer *t = kzalloc(sizeof(*t), GFP_KERNEL);

	if (!t)
		return NULL;
	t->clock = clock;
	t->signal = sig;
	init_timer(&t->timer);
	t->timer.function = posix_timer_fn;
	t->timer.data = (unsigned long)t;
	local_irq_disable();
	/* Each has a place among the signals that may wait. */
	if (sig->nr_queued >= MAX_SIGPENDING) {
		local_irq_enable();
		kfree(t);
		return NULL;
	}
	sig->nr_queued++;
	t->id = sig->next_timer_id++;
	t->event.sigev_signo = SIGALRM;
	t->event.sigev_value = (void *)t->id;
	list_add_tail(&t->list, &sig->posix_timers);
	local_irq_enable();
	return t;
}

/* Interrupts are off. */
static void release_timer(struct k_itimer *t)
{
	del_timer(&t->timer);
	list_del(&t->list);
	t->signal->nr_queued--;
	kfree(t);
}

void exit_itimers(struct signal_struct *sig)
{
	struct k_itimer *t, *next;

	local_irq_disable();
	list_for_each_entry_safe(t, next, &sig->posix_timers, list)
		release_timer(t);
	sig->next_timer_id = 0;
	local_irq_enable();
}

asmlinkage long sys_timer_create(int which, const struct sigevent *uevent,
				 int *created)
{
	struct sigevent event;
	struct k_itimer *t;
	int id;

	if (uevent && copy_from_user(&event, uevent, sizeof(event)))
		return -EFAULT;
	if (which != CLOCK_REALTIME && which != CLOCK_MONOTONIC &&
	    which != CLOCK_BOOTTIME)
		return -EINVAL;
	if (uevent && !event_is_good(&event))
		return -EINVAL;
	t = alloc_timer(which);
	if (!t)
		return -EAGAIN;
	if (uevent)
		t->event = event;
	id = t->id;
	if (!put_user(id, created))
		return 0;
	local_irq_disable();
	t = find_timer(id);
	if (t)
		release_timer(t);
	local_irq_enable();
	return -EFAULT;
}

/* Without the tick that sleep_ticks() added: never more than was asked for. */
static void read_timer(const struct k_itimer *t, struct itimerspec *value)
{
	long left = 0;

	if (timer_pending(&t->timer))
		left = max((long)(t->timer.expires - jiffies) - 1, 1L);
	jiffies_to_timespec(left, &value->it_value);
	jiffies_to_timespec(t->incr, &value->it_interval);
}

asmlinkage long sys_timer_gettime(int id, struct itimerspec *user)
{
	struct itimerspec value;
	struct k_itimer *t;

	local_irq_disable();
	t = find_timer(id);
	if (t)
		read_timer(t, &value);
	local_irq_enable();
	if (!t)
		return -EINVAL;
	return copy_to_user(user, &value, sizeof(value)) ? -EFAULT : 0;
}

asmlinkage long sys_timer_getoverrun(int id)
{
	struct k_itimer *t;
	long overrun;

	local_irq_disable();
	t = find_timer(id);
	overrun = t ? t->overrun_last : -EINVAL;
	local_irq_enable();
	return overrun;
}

/* Ticks from now until a time; at least 1, since it may have passed. */
static unsigned long ticks_until(int which, const struct timespec *until)
{
	struct timespec left;

	clock_left(which, until, &left);
	return max(sleep_ticks(&left), 1UL);
}

/* Interrupts are off. */
static void set_timer(struct k_itimer *t, int flags,
		      const struct itimerspec *value)
{
	const struct timespec *first = &value->it_value;

	del_timer(&t->timer);
	t->overrun = t->overrun_last = 0;
	t->incr = timespec_to_jiffies(&value->it_interval);
	if (!first->tv_sec && !first->tv_nsec)
		t->incr = 0;
	else
		mod_timer(&t->timer, jiffies +
			  (flags & TIMER_ABSTIME ?
			   ticks_until(t->clock, first) : sleep_ticks(first)));
}

asmlinkage long sys_timer_settime(int id, int flags,
				  const struct itimerspec *new,
				  struct itimerspec *old)
{
	struct itimerspec value, previous;
	struct k_itimer *t;

	if (!new)
		return -EINVAL;
	if (copy_from_user(&value, new, sizeof(value)))
		return -EFAULT;
	if (!timespec_ok(&value.it_value) || !timespec_ok(&value.it_interval))
		return -EINVAL;
	local_irq_disable();
	t = find_timer(id);
	if (t) {
		read_timer(t, &previous);
		set_timer(t, flags, &value);
	}
	local_irq_enable();
	if (!t)
		return -EINVAL;
	return old && copy_to_user(old, &previous, sizeof(previous)) ? -EFAULT :
								       0;
}

asmlinkage long sys_timer_delete(int id)
{
	struct k_itimer *t;

	local_irq_disable();
	t = find_timer(id);
	if (t)
		release_timer(t);
	local_irq_enable();
	return t ? 0 : -EINVAL;
}
