/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <kunit/test.h>
#include <linux/pid.h>
#include <linux/sched.h>

static void numbers_are_distinct_until_freed(struct kunit *test)
{
	int one = alloc_pidmap(), two = alloc_pidmap(), three = alloc_pidmap();

	KUNIT_EXPECT_GT(test, one, 1);
	KUNIT_EXPECT_NE(test, one, two);
	KUNIT_EXPECT_NE(test, two, three);
	KUNIT_EXPECT_NE(test, one, three);
	free_pidmap(one);
	free_pidmap(two);
	free_pidmap(three);
}

static void freed_numbers_are_not_used_again_at_once(struct kunit *test)
{
	int first = alloc_pidmap(), second;

	free_pidmap(first);
	second = alloc_pidmap();
	KUNIT_EXPECT_NE(test, first, second);
	free_pidmap(second);
}

static void all_numbers_can_be_had_and_run_out(struct kunit *test)
{
	static short taken[PID_MAX];
	int pid, count = 0, bad = 0;

	while (count < PID_MAX && (pid = alloc_pidmap()) > 0) {
		bad += pid >= PID_MAX || find_task_by_pid(pid);
		taken[count++] = pid;
	}
	KUNIT_EXPECT_EQ(test, bad, 0);
	KUNIT_EXPECT_GT(test, count, PID_MAX / 2);
	KUNIT_EXPECT_LT(test, count, PID_MAX - nr_threads + 1);
	while (count)
		free_pidmap(taken[--count]);
}

static void tasks_are_found_by_number(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, find_task_by_pid(current->pid), current);
	KUNIT_EXPECT_EQ(test, find_task_by_pid(1), child_reaper);
	KUNIT_EXPECT_NULL(test, find_task_by_pid(PID_MAX - 1));
}

static void every_process_is_on_the_list_with_its_number(struct kunit *test)
{
	struct task_struct *p;
	int count = 0, bad = 0;

	preempt_disable();
	for_each_process(p) {
		count++;
		bad += find_task_by_pid(p->pid) != p;
	}
	preempt_enable();
	KUNIT_EXPECT_EQ(test, bad, 0);
	KUNIT_EXPECT_EQ(test, count, nr_threads);
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(numbers_are_distinct_until_freed),
	KUNIT_CASE(freed_numbers_are_not_used_again_at_once),
	KUNIT_CASE(all_numbers_can_be_had_and_run_out),
	KUNIT_CASE(tasks_are_found_by_number),
	KUNIT_CASE(every_process_is_on_the_list_with_its_number),
	{}
};

static const struct kunit_suite pid_suite = { "pid", NULL, NULL, cases };
kunit_test_suite(pid_suite);
