/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a barrier, a forced write and a flush become at the driver. */
#include <linux/kthread.h>
#include "block_disk.h"

static struct io_end end[4];

/* What came, as letters: w write, W with FUA, r read, F flush. */
static const char *story(void)
{
	static char text[MOST_SEEN + 1];
	int i;

	for (i = 0; i < td.nr_taken; i++) {
		if (td.seen[i].flags & REQ_FLUSH)
			text[i] = 'F';
		else if (!(td.seen[i].flags & REQ_RW))
			text[i] = 'r';
		else
			text[i] = td.seen[i].flags & REQ_FUA ? 'W' : 'w';
	}
	text[i] = '\0';
	return text;
}

static void run_one(unsigned int has, unsigned long rw)
{
	td.at_once = 1;
	td.q->ordered = has;
	send(WRITE | rw, 100, 8, &end[0]);
	end_all();
}

static void without_a_cache_a_barrier_is_a_write(struct kunit *test)
{
	run_one(0, BIO_RW_BARRIER);
	run_one(0, BIO_RW_FUA);
	KUNIT_EXPECT_STREQ(test, story(), "ww");
	KUNIT_EXPECT_EQ(test, end[0].count, 1);
}

static void a_barrier_is_flush_write_flush(struct kunit *test)
{
	run_one(QUEUE_HAS_CACHE, BIO_RW_BARRIER);
	KUNIT_EXPECT_STREQ(test, story(), "FwF");
	KUNIT_EXPECT_EQ(test, end[0].count, 1);
	KUNIT_EXPECT_EQ(test, end[0].error, 0);
}

static void with_fua_a_barrier_is_flush_and_write(struct kunit *test)
{
	run_one(QUEUE_HAS_CACHE | QUEUE_HAS_FUA, BIO_RW_BARRIER);
	KUNIT_EXPECT_STREQ(test, story(), "FW");
}

static void a_forced_write_is_one_where_there_is_fua(struct kunit *test)
{
	run_one(QUEUE_HAS_CACHE | QUEUE_HAS_FUA, BIO_RW_FUA);
	KUNIT_EXPECT_STREQ(test, story(), "W");
}

static void a_forced_write_is_flushed_where_there_is_none(struct kunit *test)
{
	run_one(QUEUE_HAS_CACHE, BIO_RW_FUA);
	KUNIT_EXPECT_STREQ(test, story(), "wF");
}

static void nothing_passes_a_barrier(struct kunit *test)
{
	td.at_once = 1;
	td.q->ordered = QUEUE_HAS_CACHE;
	send(WRITE, 900, 1, &end[0]);
	send(WRITE | BIO_RW_BARRIER, 500, 1, &end[1]);
	send(READ, 100, 1, &end[2]);
	send(WRITE, 901, 1, &end[3]);
	end_all();
	KUNIT_EXPECT_STREQ(test, story(), "wFwFrw");
	KUNIT_EXPECT_EQ(test, td.seen[0].sector, 900ul);
	KUNIT_EXPECT_EQ(test, td.seen[2].sector, 500ul);
	KUNIT_EXPECT_EQ(test, td.seen[5].sector, 901ul);
}

static void nothing_runs_beside_a_barrier(struct kunit *test)
{
	td.q->ordered = QUEUE_HAS_CACHE;
	send(WRITE | BIO_RW_BARRIER, 500, 1, &end[0]);
	send(READ, 100, 1, &end[1]);
	generic_unplug_device(td.q);
	KUNIT_EXPECT_STREQ(test, story(), "F");
	end_oldest(0);
	KUNIT_EXPECT_STREQ(test, story(), "Fw");
	end_oldest(0);
	KUNIT_EXPECT_STREQ(test, story(), "FwF");
	KUNIT_EXPECT_EQ(test, end[0].count, 0);
	end_oldest(0);
	KUNIT_EXPECT_STREQ(test, story(), "FwFr");
	KUNIT_EXPECT_EQ(test, end[0].count, 1);
}

static void after_a_failed_flush_nothing_is_written(struct kunit *test)
{
	td.at_once = 1;
	td.q->ordered = QUEUE_HAS_CACHE;
	send(WRITE | BIO_RW_BARRIER | BIO_RW_SYNC, 500, 1, &end[0]);
	end_oldest(-EIO);
	KUNIT_EXPECT_STREQ(test, story(), "F");
	KUNIT_EXPECT_EQ(test, end[0].error, -EIO);
	KUNIT_EXPECT_NULL(test, td.q->bar_rq);
}

static void an_error_of_any_step_is_the_barrier_s(struct kunit *test)
{
	td.at_once = 1;
	td.q->ordered = QUEUE_HAS_CACHE;
	send(WRITE | BIO_RW_BARRIER | BIO_RW_SYNC, 500, 1, &end[0]);
	end_oldest(0);
	end_oldest(-EIO);
	KUNIT_EXPECT_EQ(test, end[0].error, -EIO);
	send(WRITE | BIO_RW_BARRIER | BIO_RW_SYNC, 500, 1, &end[1]);
	end_oldest(0);
	end_oldest(0);
	end_oldest(-EIO);
	KUNIT_EXPECT_EQ(test, end[1].error, -EIO);
	KUNIT_EXPECT_STREQ(test, story(), "FwFwF");
	KUNIT_EXPECT_EQ(test, td.q->rq.count[WRITE], 0);
}

static volatile int flushed;
static int flush_error;

static int flush_disk(void *unused)
{
	(void)unused;
	flush_error = blkdev_issue_flush(&td.bdev);
	flushed = 1;
	return 0;
}

static void a_flush_goes_behind_what_is_queued(struct kunit *test)
{
	flushed = 0;
	td.at_once = 1;
	send(WRITE, 500, 1, &end[0]);
	kthread_run(flush_disk, NULL, "flusher");
	kunit_sleep(2);
	KUNIT_EXPECT_STREQ(test, story(), "w");
	end_oldest(0);
	KUNIT_EXPECT_STREQ(test, story(), "wF");
	KUNIT_EXPECT_EQ(test, flushed, 0);
	end_oldest(-EIO);
	kunit_wait_for(&flushed);
	KUNIT_EXPECT_EQ(test, flush_error, -EIO);
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(without_a_cache_a_barrier_is_a_write),
	KUNIT_CASE(a_barrier_is_flush_write_flush),
	KUNIT_CASE(with_fua_a_barrier_is_flush_and_write),
	KUNIT_CASE(a_forced_write_is_one_where_there_is_fua),
	KUNIT_CASE(a_forced_write_is_flushed_where_there_is_none),
	KUNIT_CASE(nothing_passes_a_barrier),
	KUNIT_CASE(nothing_runs_beside_a_barrier),
	KUNIT_CASE(after_a_failed_flush_nothing_is_written),
	KUNIT_CASE(an_error_of_any_step_is_the_barrier_s),
	KUNIT_CASE(a_flush_goes_behind_what_is_queued),
	{}
};

static const struct kunit_suite blk_barrier_suite = {
	"blk_barrier", make_disk, remove_disk, cases
};
kunit_test_suite(blk_barrier_suite);
