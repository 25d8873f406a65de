/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tick, and what waits for later ticks.  Pending timers hang in a wheel
 * of 256 lists by the low bits of their expiry; those beyond one turn stay
 * in their list and are passed over until their turn comes.
 */
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/itimer.h>
#include <linux/kernel.h>
#include <linux/kernel_stat.h>
#include <linux/loadavg.h>
#include <linux/sched.h>
#include <linux/time.h>
#include <linux/timer.h>
#include <asm/ptrace.h>

#define TVR_SIZE	256
#define slot_of(expires)	(&timer_wheel[(expires) % TVR_SIZE])

volatile unsigned long jiffies;
struct timespec xtime, wall_to_monotonic;
unsigned long long xtime_clock;

struct cpu_usage_stat kstat_cpu;
static struct list_head timer_wheel[TVR_SIZE];
static unsigned long timer_jiffies;	/* all before this have run */

void add_timer(struct timer_list *timer)
{
	mod_timer(timer, timer->expires);
}

int mod_timer(struct timer_list *timer, unsigned long expires)
{
	unsigned long flags;
	int was_pending;

	local_irq_save(flags);
	was_pending = timer_pending(timer);
	if (was_pending)
		list_del(&timer->entry);
	timer->expires = expires;
	/* In the past means: at the next tick. */
	if (time_before(expires, timer_jiffies))
		expires = timer_jiffies;
	list_add_tail(&timer->entry, slot_of(expires));
	local_irq_restore(flags);
	return was_pending;
}

int del_timer(struct timer_list *timer)
{
	unsigned long flags;
	int was_pending;

	local_irq_save(flags);
	was_pending = timer_pending(timer);
	if (was_pending) {
		list_del(&timer->entry);
		timer->entry.next = NULL;
	}
	local_irq_restore(flags);
	return was_pending;
}

/* Interrupts are off, and on while function runs; it may add timers. */
static void run_slot(struct list_head *slot)
{
	struct list_head due = LIST_HEAD_INIT(due);
	struct timer_list *timer, *next;

	list_for_each_entry_safe(timer, next, slot, entry)
		if (time_after_eq(jiffies, timer->expires))
			list_move_tail(&timer->entry, &due);
	while (!list_empty(&due)) {
		timer = list_entry(due.next, struct timer_list, entry);
		list_del(&timer->entry);
		timer->entry.next = NULL;
		local_irq_enable();
		timer->function(timer->data);
		local_irq_disable();
	}
}

static void run_timer_softirq(struct softirq_action *h)
{
	(void)h;
	local_irq_disable();
	while (time_after_eq(jiffies, timer_jiffies)) {
		struct list_head *slot = slot_of(timer_jiffies);

		timer_jiffies++;
		run_slot(slot);
	}
	local_irq_enable();
}

/* The wheel is looked at only when its present slot holds anything. */
static void run_local_timers(void)
{
	if (timer_jiffies == jiffies && list_empty(slot_of(jiffies)))
		timer_jiffies++;
	else
		raise_softirq_irqoff(TIMER_SOFTIRQ);
}

static void count_tick(int user_tick)
{
	if (user_tick && TASK_NICE(current) > 0)
		kstat_cpu.nice++;
	else if (user_tick)
		kstat_cpu.user++;
	else if (current->pid)
		kstat_cpu.system++;
	else
		kstat_cpu.idle++;
}

void update_process_times(int user_tick)
{
	if (user_tick)
		current->utime++;
	else
		current->stime++;
	count_tick(user_tick);
	account_process_tick(user_tick);
	run_local_timers();
	scheduler_tick();
}

/* From the timer interrupt, HZ times a second. */
void noinline do_timer(struct pt_regs *regs)
{
	jiffies++;
	xtime_clock = sched_clock();
	xtime.tv_nsec += TICK_NSEC;
	if (xtime.tv_nsec >= NSEC_PER_SEC) {
		xtime.tv_nsec -= NSEC_PER_SEC;
		xtime.tv_sec++;
	}
	calc_load();
	update_process_times(user_mode(regs) != 0);
}

static void process_timeout(unsigned long data)
{
	wake_up_process((struct task_struct *)data);
}

long schedule_timeout(long timeout)
{
	struct timer_list timer;
	unsigned long expire = jiffies + timeout;

	if (timeout == (long)MAX_SCHEDULE_TIMEOUT) {
		schedule();
		return timeout;
	}
	init_timer(&timer);
	timer.data = (unsigned long)current;
	timer.function = process_timeout;
	mod_timer(&timer, expire);
	schedule();
	del_timer_sync(&timer);
	timeout = expire - jiffies;
	return timeout < 0 ? 0 : timeout;
}

void __init init_timers(void)
{
	int i;

	for (i = 0; i < TVR_SIZE; i++)
		INIT_LIST_HEAD(&timer_wheel[i]);
	timer_jiffies = jiffies + 1;
	open_softirq(TIMER_SOFTIRQ, run_timer_softirq, NULL);
}
