/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two kernel threads that do nothing but wake each other: what a task switch
 * costs. The host reads its own clock at the two marks; as a test, the suite
 * says that no wake-up is lost.
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/kthread.h>

#define ROUNDS	5000

struct player {
	struct completion turn;
	struct player *other;
	int played;
};

/* Where the host starts and stops its clock. */
void noinline switch_bench_begin(void)
{
	barrier();
}

void noinline switch_bench_end(void)
{
	barrier();
}

static int play(void *data)
{
	struct player *me = data;

	while (me->played < ROUNDS) {
		wait_for_completion(&me->turn);
		me->played++;
		complete(&me->other->turn);
	}
	while (!kthread_should_stop())
		kunit_sleep(1);
	return me->played;
}

static void two_threads_lose_no_wake_up(struct kunit *test)
{
	struct player a, b;
	struct task_struct *one, *two;

	a = (struct player){ .other = &b };
	b = (struct player){ .other = &a };
	init_completion(&a.turn);
	init_completion(&b.turn);
	one = kthread_run(play, &a, "player/a");
	two = kthread_run(play, &b, "player/b");
	KUNIT_ASSERT_NOT_ERR(test, one);
	KUNIT_ASSERT_NOT_ERR(test, two);
	switch_bench_begin();
	complete(&a.turn);
	KUNIT_EXPECT_EQ(test, kthread_stop(two), ROUNDS);
	switch_bench_end();
	KUNIT_EXPECT_EQ(test, kthread_stop(one), ROUNDS);
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(two_threads_lose_no_wake_up),
	{}
};

static const struct kunit_suite switch_bench_suite = {
	"switch_bench", NULL, NULL, cases
};
kunit_test_suite(switch_bench_suite);
