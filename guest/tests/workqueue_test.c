/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <kunit/test.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/workqueue.h>

/* Where a work function found itself. */
static struct {
	volatile int count;
	char comm[TASK_COMM_LEN];
	struct mm_struct *mm;
	unsigned long in_interrupt, at;
	int irqs_off;
	unsigned long order;
} seen;

static void note(void *data)
{
	strlcpy(seen.comm, current->comm, sizeof(seen.comm));
	seen.mm = current->mm;
	seen.in_interrupt = in_interrupt();
	seen.irqs_off = irqs_disabled();
	seen.at = jiffies;
	seen.order = seen.order * 10 + (unsigned long)data;
	seen.count++;
}

static int forget(struct kunit *test __maybe_unused)
{
	memset(&seen, 0, sizeof(seen));
	return 0;
}

static void queue_from_interrupt(unsigned long work)
{
	/* The timer softirq runs on top of whatever was interrupted. */
	schedule_work((struct work_struct *)work);
}

static void work_of_an_interrupt_runs_in_events(struct kunit *test)
{
	struct timer_list timer = TIMER_INITIALIZER(queue_from_interrupt,
						    jiffies + 2, 0);
	DECLARE_WORK(work, note, NULL);

	timer.data = (unsigned long)&work;
	add_timer(&timer);
	kunit_wait_for(&seen.count);
	KUNIT_EXPECT_EQ(test, seen.count, 1);
	KUNIT_EXPECT_STREQ(test, seen.comm, "events/0");
	KUNIT_EXPECT_NULL(test, seen.mm);
}

static void work_may_sleep(struct kunit *test)
{
	DECLARE_WORK(work, note, NULL);

	schedule_work(&work);
	flush_scheduled_work();
	KUNIT_EXPECT_EQ(test, seen.count, 1);
	KUNIT_EXPECT_EQ(test, seen.in_interrupt, 0ul);
	KUNIT_EXPECT_FALSE(test, seen.irqs_off);
}

static void pending_work_is_queued_once(struct kunit *test)
{
	DECLARE_WORK(work, note, NULL);
	int first, second;

	/* Held off, events/0 cannot take the work in between. */
	preempt_disable();
	first = schedule_work(&work);
	second = schedule_work(&work);
	preempt_enable();
	flush_scheduled_work();
	KUNIT_EXPECT_EQ(test, first, 1);
	KUNIT_EXPECT_EQ(test, second, 0);
	KUNIT_EXPECT_EQ(test, seen.count, 1);
	KUNIT_EXPECT_EQ(test, schedule_work(&work), 1);
	flush_scheduled_work();
	KUNIT_EXPECT_EQ(test, seen.count, 2);
}

static void work_runs_in_order(struct kunit *test)
{
	DECLARE_WORK(one, note, (void *)1);
	DECLARE_WORK(two, note, (void *)2);
	DECLARE_WORK(three, note, (void *)3);

	/* All at once: events/0 would run each as soon as it is queued. */
	preempt_disable();
	schedule_work(&one);
	schedule_work(&two);
	schedule_work(&three);
	preempt_enable();
	flush_scheduled_work();
	KUNIT_EXPECT_EQ(test, seen.order, 123ul);
}

static void delayed_work_waits_its_ticks(struct kunit *test)
{
	unsigned long queued = jiffies;
	struct work_struct work;

	INIT_WORK(&work, note, NULL);
	KUNIT_EXPECT_EQ(test, schedule_delayed_work(&work, 4), 1);
	KUNIT_EXPECT_EQ(test, schedule_delayed_work(&work, 4), 0);
	kunit_wait_for(&seen.count);
	KUNIT_EXPECT_GE(test, seen.at - queued, 4ul);
	KUNIT_EXPECT_LE(test, seen.at - queued, 6ul);
	KUNIT_EXPECT_STREQ(test, seen.comm, "events/0");
}

static void cancelled_work_does_not_run(struct kunit *test)
{
	struct work_struct work;

	INIT_WORK(&work, note, NULL);
	schedule_delayed_work(&work, 3);
	KUNIT_EXPECT_EQ(test, cancel_delayed_work(&work), 1);
	kunit_sleep(5);
	KUNIT_EXPECT_EQ(test, seen.count, 0);
}

static void a_queue_has_a_thread_of_its_own(struct kunit *test)
{
	struct workqueue_struct *wq = create_singlethread_workqueue("kunitwq");
	DECLARE_WORK(work, note, NULL);

	KUNIT_ASSERT_NOT_NULL(test, wq);
	KUNIT_EXPECT_EQ(test, queue_work(wq, &work), 1);
	flush_workqueue(wq);
	KUNIT_EXPECT_EQ(test, seen.count, 1);
	KUNIT_EXPECT_STREQ(test, seen.comm, "kunitwq");
	destroy_workqueue(wq);
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(work_of_an_interrupt_runs_in_events),
	KUNIT_CASE(work_may_sleep),
	KUNIT_CASE(pending_work_is_queued_once),
	KUNIT_CASE(work_runs_in_order),
	KUNIT_CASE(delayed_work_waits_its_ticks),
	KUNIT_CASE(cancelled_work_does_not_run),
	KUNIT_CASE(a_queue_has_a_thread_of_its_own),
	{}
};

static const struct kunit_suite workqueue_suite = {
	"workqueue", forget, NULL, cases
};
kunit_test_suite(workqueue_suite);
