/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Wait queues and completions. */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/wait.h>

static DECLARE_WAIT_QUEUE_HEAD(queue);
static volatile int ready, asleep, awake;

static int forget(struct kunit *test __maybe_unused)
{
	ready = asleep = awake = 0;
	return 0;
}

/* Sleeps on the queue once, alone or as one of many that may be woken. */
static void sleep_on(int exclusive)
{
	DEFINE_WAIT(wait);

	asleep++;
	if (exclusive)
		prepare_to_wait_exclusive(&queue, &wait, TASK_UNINTERRUPTIBLE);
	else
		prepare_to_wait(&queue, &wait, TASK_UNINTERRUPTIBLE);
	schedule();
	finish_wait(&queue, &wait);
	awake++;
}

static int exclusive_sleeper(void *unused __maybe_unused)
{
	sleep_on(1);
	return 0;
}

static int shared_sleeper(void *unused __maybe_unused)
{
	sleep_on(0);
	return 0;
}

static int event_waiter(void *unused __maybe_unused)
{
	asleep++;
	wait_event(queue, ready);
	awake++;
	return 0;
}

static int completer(void *done)
{
	kunit_sleep(2);
	ready = 1;
	complete(done);
	return 0;
}

static int signalled_waiter(void *result)
{
	allow_signal(SIGUSR1);
	asleep = 1;
	*(int *)result = wait_event_interruptible(queue, ready);
	awake = 1;
	return 0;
}

static void wait_event_sleeps_until_the_condition(struct kunit *test)
{
	kthread_run(event_waiter, NULL, "kunit");
	kunit_wait_for(&asleep);
	kunit_sleep(1);
	wake_up(&queue);	/* in vain: the condition does not hold */
	kunit_sleep(2);
	KUNIT_EXPECT_EQ(test, awake, 0);
	ready = 1;
	wake_up(&queue);
	kunit_wait_for(&awake);
	KUNIT_EXPECT_EQ(test, awake, 1);
	KUNIT_EXPECT_FALSE(test, waitqueue_active(&queue));
}

static void a_true_condition_does_not_sleep(struct kunit *test)
{
	unsigned long switches = current->nvcsw;

	ready = 1;
	wait_event(queue, ready);
	KUNIT_EXPECT_EQ(test, current->nvcsw, switches);
}

static void exclusive_sleepers_wake_one_at_a_time(struct kunit *test)
{
	int i;

	for (i = 0; i < 3; i++)
		kthread_run(exclusive_sleeper, NULL, "kunit-%d", i);
	kunit_sleep(2);
	for (i = 1; i <= 3; i++) {
		wake_up(&queue);
		kunit_sleep(2);
		KUNIT_EXPECT_EQ(test, awake, i);
	}
}

static void wake_up_all_wakes_every_one(struct kunit *test)
{
	kthread_run(exclusive_sleeper, NULL, "kunit-0");
	kthread_run(exclusive_sleeper, NULL, "kunit-1");
	kthread_run(shared_sleeper, NULL, "kunit-2");
	kunit_sleep(2);
	KUNIT_EXPECT_EQ(test, asleep, 3);
	wake_up_all(&queue);
	kunit_sleep(2);
	KUNIT_EXPECT_EQ(test, awake, 3);
}

static void interruptible_wakers_pass_by_deep_sleepers(struct kunit *test)
{
	kthread_run(shared_sleeper, NULL, "kunit");
	kunit_sleep(2);
	wake_up_interruptible(&queue);
	kunit_sleep(2);
	KUNIT_EXPECT_EQ(test, awake, 0);
	wake_up(&queue);
	kunit_sleep(2);
	KUNIT_EXPECT_EQ(test, awake, 1);
}

static void a_signal_ends_an_interruptible_wait(struct kunit *test)
{
	static int result;
	struct task_struct *k = kthread_run(signalled_waiter, &result,
					    "kunit");

	KUNIT_ASSERT_NOT_ERR(test, k);
	kunit_wait_for(&asleep);
	kunit_sleep(1);
	send_sig(SIGUSR1, k, 1);
	kunit_wait_for(&awake);
	KUNIT_EXPECT_EQ(test, result, -ERESTARTSYS);
	ready = 1;
	wake_up(&queue);
}

static void completions_wait_and_count(struct kunit *test)
{
	DECLARE_COMPLETION(done);

	kthread_run(completer, &done, "kunit");
	wait_for_completion(&done);
	KUNIT_EXPECT_EQ(test, ready, 1);
	complete(&done);
	complete(&done);
	wait_for_completion(&done);
	wait_for_completion(&done);
	KUNIT_EXPECT_EQ(test, done.done, 0u);
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(wait_event_sleeps_until_the_condition),
	KUNIT_CASE(a_true_condition_does_not_sleep),
	KUNIT_CASE(exclusive_sleepers_wake_one_at_a_time),
	KUNIT_CASE(wake_up_all_wakes_every_one),
	KUNIT_CASE(interruptible_wakers_pass_by_deep_sleepers),
	KUNIT_CASE(a_signal_ends_an_interruptible_wait),
	KUNIT_CASE(completions_wait_and_count),
	{}
};

static const struct kunit_suite wait_suite = { "wait", forget, NULL, cases };
kunit_test_suite(wait_suite);
