/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who pulls the plug, and what happens when requests run out. */
#include <linux/kthread.h>
#include "block_disk.h"

static struct io_end end[MOST_SEEN];

static void a_plugged_queue_keeps_its_requests(struct kunit *test)
{
	send(READ, 100, 1, &end[0]);
	KUNIT_EXPECT_TRUE(test, blk_queue_plugged(td.q));
	KUNIT_EXPECT_EQ(test, td.nr_taken, 0);
}

static void kblockd_unplugs_after_a_tick(struct kunit *test)
{
	unsigned long sent = jiffies;

	td.q->unplug_delay = 1;
	send(READ, 100, 1, &end[0]);
	KUNIT_EXPECT_EQ(test, td.nr_taken, 0);
	kunit_wait_for(&td.nr_taken);
	KUNIT_EXPECT_EQ(test, td.nr_taken, 1);
	KUNIT_EXPECT_STREQ(test, td.comm, "kblockd/0");
	KUNIT_EXPECT_LE(test, jiffies - sent, 3ul);
	KUNIT_EXPECT_FALSE(test, blk_queue_plugged(td.q));
}

static void who_waits_unplugs_at_once(struct kunit *test)
{
	send(READ, 100, 1, &end[0]);
	send(READ | BIO_RW_SYNC, 200, 1, &end[1]);
	KUNIT_EXPECT_EQ(test, td.nr_taken, 2);
	KUNIT_EXPECT_STREQ(test, td.comm, current->comm);
}

static void enough_requests_unplug(struct kunit *test)
{
	int i;

	td.q->unplug_thresh = 4;
	for (i = 0; i < 3; i++)
		send(READ, 100 * i, 1, &end[i]);
	KUNIT_EXPECT_EQ(test, td.nr_taken, 0);
	send(READ, 100 * i, 1, &end[i]);
	KUNIT_EXPECT_EQ(test, td.nr_taken, 4);
}

static void a_mapping_s_device_can_be_unplugged(struct kunit *test)
{
	send(READ, 100, 1, &end[0]);
	blk_run_backing_dev(&td.q->backing_dev_info, NULL);
	KUNIT_EXPECT_EQ(test, td.nr_taken, 1);
}

static int write_one_more(void *unused)
{
	(void)unused;
	send(WRITE, 9999, 1, &end[8]);
	return 0;
}

/* Eight are all there are: the ninth sleeps until one of them has ended. */
static void who_finds_no_request_sleeps(struct kunit *test)
{
	struct backing_dev_info *bdi = &td.q->backing_dev_info;
	struct task_struct *writer;
	int i;

	td.q->nr_requests = 8;
	for (i = 0; i < 8; i++)
		send(WRITE, 100 * i, 1, &end[i]);
	KUNIT_EXPECT_TRUE(test, bdi_write_congested(bdi));
	KUNIT_EXPECT_FALSE(test, bdi_read_congested(bdi));
	writer = kthread_run(write_one_more, NULL, "writer");
	kunit_sleep(3);
	KUNIT_EXPECT_EQ(test, td.q->rq.count[WRITE], 8);
	KUNIT_EXPECT_EQ(test, writer->state, (long)TASK_UNINTERRUPTIBLE);
	end_oldest(0);
	kunit_sleep(3);
	end_all();
	KUNIT_EXPECT_EQ(test, end[8].count, 1);
	KUNIT_EXPECT_FALSE(test, bdi_write_congested(bdi));
	KUNIT_EXPECT_EQ(test, td.q->rq.count[WRITE], 0);
}

static volatile int waited;

static int wait_for_room(void *unused)
{
	(void)unused;
	waited = blk_congestion_wait(WRITE, 100 * HZ) > 0;
	return 0;
}

static void the_end_of_congestion_wakes(struct kunit *test)
{
	int i;

	waited = 0;
	td.q->nr_requests = 16;
	for (i = 0; i < 16; i++)
		send(WRITE, 100 * i, 1, &end[i]);
	kthread_run(wait_for_room, NULL, "waiter");
	kunit_sleep(2);
	generic_unplug_device(td.q);
	end_oldest(0);
	kunit_sleep(2);
	KUNIT_EXPECT_EQ(test, waited, 0);
	end_all();
	kunit_wait_for(&waited);
	KUNIT_EXPECT_EQ(test, waited, 1);
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(a_plugged_queue_keeps_its_requests),
	KUNIT_CASE(kblockd_unplugs_after_a_tick),
	KUNIT_CASE(who_waits_unplugs_at_once),
	KUNIT_CASE(enough_requests_unplug),
	KUNIT_CASE(a_mapping_s_device_can_be_unplugged),
	KUNIT_CASE(who_finds_no_request_sleeps),
	KUNIT_CASE(the_end_of_congestion_wakes),
	{}
};

static const struct kunit_suite blk_plug_suite = {
	"blk_plug", make_disk, remove_disk, cases
};
kunit_test_suite(blk_plug_suite);
