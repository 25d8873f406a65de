/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <kunit/test.h>
#include <linux/kthread.h>
#include <linux/preempt.h>

#define SPIN_TICKS	4

static volatile int stop, spinning, ran;

static int forget(struct kunit *test __maybe_unused)
{
	stop = spinning = ran = 0;
	return 0;
}

/* Computes for a few ticks at most, and never sleeps. */
static int spin(void *unused __maybe_unused)
{
	unsigned long end = jiffies + SPIN_TICKS;

	spinning = 1;
	while (!stop && time_before(jiffies, end))
		cpu_relax();
	spinning = 0;
	return 0;
}

static int note(void *unused __maybe_unused)
{
	ran = 1;
	return 0;
}

static void nice_sets_the_static_priority(struct kunit *test)
{
	long old = TASK_NICE(current);

	set_user_nice(current, 10);
	KUNIT_EXPECT_EQ(test, current->static_prio, NICE_TO_PRIO(10));
	KUNIT_EXPECT_EQ(test, TASK_NICE(current), 10);
	set_user_nice(current, 99);
	KUNIT_EXPECT_EQ(test, TASK_NICE(current), 10);
	set_user_nice(current, old);
}

static void the_timer_preempts_a_thread_that_spins(struct kunit *test)
{
	struct task_struct *k = kthread_create(spin, NULL, "kunit");
	int woken_meanwhile;

	KUNIT_ASSERT_NOT_ERR(test, k);
	set_user_nice(k, 19);
	wake_up_process(k);
	kunit_sleep(2);
	/* Awake although the thread has not finished: it was preempted. */
	woken_meanwhile = spinning;
	stop = 1;
	kunit_sleep(2);
	KUNIT_EXPECT_TRUE(test, woken_meanwhile);
	KUNIT_EXPECT_FALSE(test, spinning);
}

static void a_woken_urgent_thread_preempts_at_once(struct kunit *test)
{
	struct task_struct *k = kthread_create(note, NULL, "kunit");
	int before, after;

	KUNIT_ASSERT_NOT_ERR(test, k);
	set_user_nice(k, -20);
	preempt_disable();
	wake_up_process(k);
	before = ran;
	preempt_enable();
	after = ran;
	KUNIT_EXPECT_FALSE(test, before);
	KUNIT_EXPECT_TRUE(test, after);
}

static void no_preemption_while_it_is_disabled(struct kunit *test)
{
	struct task_struct *k = kthread_create(note, NULL, "kunit");
	unsigned long end;
	int ran_inside;

	KUNIT_ASSERT_NOT_ERR(test, k);
	set_user_nice(k, -20);
	preempt_disable();
	wake_up_process(k);
	/* Two ticks: the timer asks for a switch, and must not get it. */
	for (end = jiffies + 2; time_before(jiffies, end);)
		cpu_relax();
	ran_inside = ran;
	preempt_enable();
	kunit_sleep(1);
	KUNIT_EXPECT_FALSE(test, ran_inside);
	KUNIT_EXPECT_TRUE(test, ran);
}

static void waking_the_running_changes_nothing(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, wake_up_process(current), 0);
	KUNIT_EXPECT_EQ(test, current->state, (long)TASK_RUNNING);
}

static void sleeping_counts_a_voluntary_switch(struct kunit *test)
{
	unsigned long before = current->nvcsw, all = nr_context_switches;

	kunit_sleep(1);
	KUNIT_EXPECT_EQ(test, current->nvcsw, before + 1);
	KUNIT_EXPECT_GT(test, nr_context_switches, all);
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(nice_sets_the_static_priority),
	KUNIT_CASE(the_timer_preempts_a_thread_that_spins),
	KUNIT_CASE(a_woken_urgent_thread_preempts_at_once),
	KUNIT_CASE(no_preemption_while_it_is_disabled),
	KUNIT_CASE(waking_the_running_changes_nothing),
	KUNIT_CASE(sleeping_counts_a_voluntary_switch),
	{}
};

static const struct kunit_suite sched_suite = { "sched", forget, NULL, cases };
kunit_test_suite(sched_suite);
