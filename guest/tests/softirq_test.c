/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <kunit/test.h>
#include <linux/interrupt.h>
#include <linux/sched.h>
#include <linux/timer.h>

#define STORM	40	/* more restarts than do_softirq() allows at a go */

static struct {
	volatile int count;
	int by_ksoftirqd;
	unsigned long in_softirq, order;
} seen;

static void note(unsigned long data)
{
	seen.in_softirq = in_softirq();
	seen.order = seen.order * 10 + data;
	seen.count++;
}

static void raise_again(unsigned long data __maybe_unused);
static DECLARE_TASKLET(storm, raise_again, 0);

static void raise_again(unsigned long data __maybe_unused)
{
	seen.by_ksoftirqd += !strcmp(current->comm, "ksoftirqd/0");
	if (++seen.count < STORM)
		tasklet_schedule(&storm);
}

static void start_storm(unsigned long data __maybe_unused)
{
	tasklet_schedule(&storm);
}

static int forget(struct kunit *test __maybe_unused)
{
	memset(&seen, 0, sizeof(seen));
	return 0;
}

static void tasklets_run_in_softirq_context(struct kunit *test)
{
	DECLARE_TASKLET(tasklet, note, 1);

	tasklet_schedule(&tasklet);
	kunit_wait_for(&seen.count);
	KUNIT_EXPECT_EQ(test, seen.count, 1);
	KUNIT_EXPECT_NE(test, seen.in_softirq, 0ul);
}

static void a_scheduled_tasklet_runs_once(struct kunit *test)
{
	DECLARE_TASKLET(tasklet, note, 1);

	local_bh_disable();
	tasklet_schedule(&tasklet);
	tasklet_schedule(&tasklet);
	KUNIT_EXPECT_EQ(test, seen.count, 0);
	local_bh_enable();
	kunit_sleep(2);
	KUNIT_EXPECT_EQ(test, seen.count, 1);
}

static void bh_enable_runs_what_was_held_off(struct kunit *test)
{
	DECLARE_TASKLET(tasklet, note, 1);

	local_bh_disable();
	tasklet_schedule(&tasklet);
	local_bh_enable();
	KUNIT_EXPECT_EQ(test, seen.count, 1);
}

static void urgent_tasklets_run_first(struct kunit *test)
{
	DECLARE_TASKLET(normal, note, 2);
	DECLARE_TASKLET(urgent, note, 1);

	local_bh_disable();
	tasklet_schedule(&normal);
	tasklet_hi_schedule(&urgent);
	local_bh_enable();
	kunit_sleep(2);
	KUNIT_EXPECT_EQ(test, seen.order, 12ul);
}

static void ksoftirqd_takes_over_a_storm(struct kunit *test)
{
	struct timer_list timer = TIMER_INITIALIZER(start_storm, jiffies + 2,
						    0);

	/* From an interrupt: it does the first few rounds on its way out. */
	add_timer(&timer);
	kunit_sleep(8);
	KUNIT_EXPECT_EQ(test, seen.count, STORM);
	KUNIT_EXPECT_GT(test, seen.by_ksoftirqd, 0);
	KUNIT_EXPECT_LT(test, seen.by_ksoftirqd, STORM);
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(tasklets_run_in_softirq_context),
	KUNIT_CASE(a_scheduled_tasklet_runs_once),
	KUNIT_CASE(bh_enable_runs_what_was_held_off),
	KUNIT_CASE(urgent_tasklets_run_first),
	KUNIT_CASE(ksoftirqd_takes_over_a_storm),
	{}
};

static const struct kunit_suite softirq_suite = {
	"softirq", forget, NULL, cases
};
kunit_test_suite(softirq_suite);
