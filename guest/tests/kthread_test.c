/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <kunit/test.h>
#include <linux/kthread.h>
#include <linux/mm.h>

static struct {
	volatile int entered;
	void *data;
	struct task_struct *task;
	struct mm_struct *mm, *active_mm;
	int parent_pid;
	char parent_comm[TASK_COMM_LEN];
} seen;

static int forget(struct kunit *test __maybe_unused)
{
	memset(&seen, 0, sizeof(seen));
	return 0;
}

/* Notes where it is, and returns 21 once it is told to stop. */
static int until_stopped(void *data)
{
	seen.data = data;
	seen.task = current;
	seen.mm = current->mm;
	seen.active_mm = current->active_mm;
	seen.parent_pid = current->parent->pid;
	strlcpy(seen.parent_comm, current->parent->comm, TASK_COMM_LEN);
	seen.entered = 1;
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (kthread_should_stop())
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
	return 21;
}

static void create_waits_to_be_woken(struct kunit *test)
{
	struct task_struct *k = kthread_create(until_stopped, &seen, "kunit");

	KUNIT_ASSERT_NOT_ERR(test, k);
	kunit_sleep(3);
	KUNIT_EXPECT_EQ(test, seen.entered, 0);
	KUNIT_EXPECT_NE(test, k->state, (long)TASK_RUNNING);
	wake_up_process(k);
	kunit_wait_for(&seen.entered);
	KUNIT_EXPECT_EQ(test, seen.entered, 1);
	KUNIT_EXPECT_EQ(test, seen.task, k);
	KUNIT_EXPECT_EQ(test, seen.data, (void *)&seen);
	kthread_stop(k);
}

static void comm_is_formatted(struct kunit *test)
{
	struct task_struct *k = kthread_create(until_stopped, NULL,
					       "kunit-%s/%d", "x", 7);

	KUNIT_ASSERT_NOT_ERR(test, k);
	KUNIT_EXPECT_STREQ(test, k->comm, "kunit-x/7");
	wake_up_process(k);
	kthread_stop(k);
}

static void long_names_are_cut(struct kunit *test)
{
	struct task_struct *k = kthread_create(until_stopped, NULL,
					       "0123456789abcdefghi");

	KUNIT_ASSERT_NOT_ERR(test, k);
	KUNIT_EXPECT_STREQ(test, k->comm, "0123456789abcde");
	wake_up_process(k);
	kthread_stop(k);
}

static void run_creates_and_wakes(struct kunit *test)
{
	struct task_struct *k = kthread_run(until_stopped, NULL, "kunit");

	KUNIT_ASSERT_NOT_ERR(test, k);
	kunit_wait_for(&seen.entered);
	KUNIT_EXPECT_EQ(test, seen.entered, 1);
	kthread_stop(k);
}

static void threads_have_no_mm_and_kthread_is_their_parent(struct kunit *test)
{
	struct task_struct *k = kthread_run(until_stopped, NULL, "kunit");

	KUNIT_ASSERT_NOT_ERR(test, k);
	kunit_wait_for(&seen.entered);
	KUNIT_EXPECT_NULL(test, seen.mm);
	KUNIT_EXPECT_TRUE(test, seen.active_mm != NULL);
	KUNIT_EXPECT_STREQ(test, seen.parent_comm, "kthread");
	kthread_stop(k);
}

static void stop_returns_what_the_function_returned(struct kunit *test)
{
	struct task_struct *k = kthread_run(until_stopped, NULL, "kunit");
	int pid;

	KUNIT_ASSERT_NOT_ERR(test, k);
	pid = k->pid;
	kunit_wait_for(&seen.entered);
	KUNIT_EXPECT_EQ(test, kthread_stop(k), 21);
	kunit_sleep(2);
	KUNIT_EXPECT_NULL(test, find_task_by_pid(pid));
}

static void stop_before_the_first_wake_runs_nothing(struct kunit *test)
{
	struct task_struct *k = kthread_create(until_stopped, NULL, "kunit");

	KUNIT_ASSERT_NOT_ERR(test, k);
	KUNIT_EXPECT_EQ(test, kthread_stop(k), -EINTR);
	KUNIT_EXPECT_EQ(test, seen.entered, 0);
}

static void bind_keeps_it_waiting(struct kunit *test)
{
	struct task_struct *k = kthread_create(until_stopped, NULL, "kunit");

	KUNIT_ASSERT_NOT_ERR(test, k);
	kthread_bind(k, 0);
	kunit_sleep(2);
	KUNIT_EXPECT_EQ(test, seen.entered, 0);
	KUNIT_EXPECT_EQ(test, k->thread_info->cpu, 0u);
	wake_up_process(k);
	kunit_wait_for(&seen.entered);
	KUNIT_EXPECT_EQ(test, kthread_stop(k), 21);
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(create_waits_to_be_woken),
	KUNIT_CASE(comm_is_formatted),
	KUNIT_CASE(long_names_are_cut),
	KUNIT_CASE(run_creates_and_wakes),
	KUNIT_CASE(threads_have_no_mm_and_kthread_is_their_parent),
	KUNIT_CASE(stop_returns_what_the_function_returned),
	KUNIT_CASE(stop_before_the_first_wake_runs_nothing),
	KUNIT_CASE(bind_keeps_it_waiting),
	{}
};

static const struct kunit_suite kthread_suite = {
	"kthread", forget, NULL, cases
};
kunit_test_suite(kthread_suite);
