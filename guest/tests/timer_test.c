/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <kunit/test.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/timer.h>

/* What a timer saw when it fired. */
static struct {
	volatile int count;
	unsigned long at, in_softirq, in_irq;
	unsigned long order;		/* the data of all, as decimal digits */
} fired;

static void on_timer(unsigned long data)
{
	fired.count++;
	fired.at = jiffies;
	fired.in_softirq = in_softirq();
	fired.in_irq = in_irq();
	fired.order = fired.order * 10 + data;
}

static int forget(struct kunit *test __maybe_unused)
{
	memset(&fired, 0, sizeof(fired));
	return 0;
}

static void start(struct timer_list *timer, unsigned long delay,
		  unsigned long data)
{
	init_timer(timer);
	timer->function = on_timer;
	timer->data = data;
	timer->expires = jiffies + delay;
	add_timer(timer);
}

static void fires_once_not_early_in_softirq_context(struct kunit *test)
{
	struct timer_list timer;
	unsigned long expires;

	start(&timer, 3, 1);
	expires = timer.expires;
	KUNIT_EXPECT_TRUE(test, timer_pending(&timer));
	kunit_wait_for(&fired.count);
	kunit_sleep(3);
	KUNIT_EXPECT_EQ(test, fired.count, 1);
	KUNIT_EXPECT_TRUE(test, time_after_eq(fired.at, expires));
	KUNIT_EXPECT_TRUE(test, time_before_eq(fired.at, expires + 1));
	KUNIT_EXPECT_NE(test, fired.in_softirq, 0ul);
	KUNIT_EXPECT_EQ(test, fired.in_irq, 0ul);
	KUNIT_EXPECT_FALSE(test, timer_pending(&timer));
}

static void fires_in_the_order_of_expiry(struct kunit *test)
{
	struct timer_list timers[3];

	start(&timers[0], 4, 3);
	start(&timers[1], 2, 1);
	start(&timers[2], 3, 2);
	kunit_sleep(6);
	KUNIT_EXPECT_EQ(test, fired.order, 123ul);
}

static void far_timers_wait_as_well(struct kunit *test)
{
	struct timer_list near, far;

	/* Beyond the first 256 ticks a timer wheel files timers elsewhere. */
	start(&far, 300, 2);
	start(&near, 2, 1);
	kunit_sleep(290);
	KUNIT_EXPECT_EQ(test, fired.order, 1ul);
	kunit_sleep(12);
	KUNIT_EXPECT_EQ(test, fired.order, 12ul);
}

static void a_deleted_timer_stays_silent(struct kunit *test)
{
	struct timer_list timer;

	start(&timer, 2, 1);
	KUNIT_EXPECT_EQ(test, del_timer(&timer), 1);
	KUNIT_EXPECT_EQ(test, del_timer(&timer), 0);
	kunit_sleep(4);
	KUNIT_EXPECT_EQ(test, fired.count, 0);
}

static void mod_timer_moves_and_starts(struct kunit *test)
{
	struct timer_list timer;

	start(&timer, 2, 1);
	KUNIT_EXPECT_EQ(test, mod_timer(&timer, jiffies + 6), 1);
	kunit_sleep(4);
	KUNIT_EXPECT_EQ(test, fired.count, 0);
	kunit_sleep(4);
	KUNIT_EXPECT_EQ(test, fired.count, 1);
	KUNIT_EXPECT_EQ(test, mod_timer(&timer, jiffies + 1), 0);
	kunit_sleep(3);
	KUNIT_EXPECT_EQ(test, fired.count, 2);
}

static void schedule_timeout_sleeps_its_ticks(struct kunit *test)
{
	unsigned long start = jiffies;
	long left;

	set_current_state(TASK_UNINTERRUPTIBLE);
	left = schedule_timeout(5);
	KUNIT_EXPECT_EQ(test, left, 0l);
	KUNIT_EXPECT_GE(test, jiffies - start, 5ul);
	KUNIT_EXPECT_LE(test, jiffies - start, 7ul);
}

static void comparisons_survive_the_wrap(struct kunit *test)
{
	unsigned long before = -2ul, after = 3;

	KUNIT_EXPECT_TRUE(test, time_after(after, before));
	KUNIT_EXPECT_TRUE(test, time_before(before, after));
	KUNIT_EXPECT_FALSE(test, time_after(before, before));
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(fires_once_not_early_in_softirq_context),
	KUNIT_CASE(fires_in_the_order_of_expiry),
	KUNIT_CASE(far_timers_wait_as_well),
	KUNIT_CASE(a_deleted_timer_stays_silent),
	KUNIT_CASE(mod_timer_moves_and_starts),
	KUNIT_CASE(schedule_timeout_sleeps_its_ticks),
	KUNIT_CASE(comparisons_survive_the_wrap),
	{}
};

static const struct kunit_suite timer_suite = { "timer", forget, NULL, cases };
kunit_test_suite(timer_suite);
