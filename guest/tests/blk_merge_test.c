/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Neighbours become one request while the queue is plugged. */
#include "block_disk.h"

static struct io_end end[48];

static void a_bio_behind_another_joins_it(struct kunit *test)
{
	send(WRITE, 100, 8, &end[0]);
	send(WRITE, 108, 8, &end[1]);
	generic_unplug_device(td.q);
	KUNIT_ASSERT_EQ(test, td.nr_taken, 1);
	KUNIT_EXPECT_EQ(test, td.seen[0].sector, 100ul);
	KUNIT_EXPECT_EQ(test, td.seen[0].nr_sectors, 16ul);
	KUNIT_EXPECT_EQ(test, td.disk->stats.merges[WRITE], 1ul);
}

static void a_bio_before_another_joins_it(struct kunit *test)
{
	send(READ, 108, 8, &end[0]);
	send(READ, 100, 8, &end[1]);
	generic_unplug_device(td.q);
	KUNIT_ASSERT_EQ(test, td.nr_taken, 1);
	KUNIT_EXPECT_EQ(test, td.seen[0].sector, 100ul);
	KUNIT_EXPECT_EQ(test, td.seen[0].nr_sectors, 16ul);
}

static void a_closed_gap_makes_one_of_two(struct kunit *test)
{
	send(WRITE, 100, 8, &end[0]);
	send(WRITE, 116, 8, &end[1]);
	send(WRITE, 108, 8, &end[2]);
	send(WRITE, 92, 8, &end[3]);
	generic_unplug_device(td.q);
	KUNIT_ASSERT_EQ(test, td.nr_taken, 1);
	KUNIT_EXPECT_EQ(test, td.seen[0].sector, 92ul);
	KUNIT_EXPECT_EQ(test, td.seen[0].nr_sectors, 32ul);
	KUNIT_EXPECT_EQ(test, td.q->rq.count[WRITE], 1);
}

static void every_owner_hears_of_the_end_once(struct kunit *test)
{
	int i;

	for (i = 0; i < 4; i++)
		send(WRITE, 100 + 8 * i, 8, &end[i]);
	end_all();
	for (i = 0; i < 4; i++) {
		KUNIT_EXPECT_EQ(test, end[i].count, 1);
		KUNIT_EXPECT_EQ(test, end[i].error, 0);
	}
	KUNIT_EXPECT_EQ(test, td.disk->stats.ios[WRITE], 1ul);
	KUNIT_EXPECT_EQ(test, td.disk->stats.sectors[WRITE], 32ul);
	KUNIT_EXPECT_EQ(test, td.disk->stats.in_flight, 0u);
}

static void a_gap_keeps_requests_apart(struct kunit *test)
{
	send(WRITE, 100, 8, &end[0]);
	send(WRITE, 109, 8, &end[1]);
	generic_unplug_device(td.q);
	KUNIT_EXPECT_EQ(test, td.nr_taken, 2);
}

static void a_read_never_joins_a_write(struct kunit *test)
{
	send(WRITE, 100, 8, &end[0]);
	send(READ, 108, 8, &end[1]);
	generic_unplug_device(td.q);
	KUNIT_EXPECT_EQ(test, td.nr_taken, 2);
}

static void a_request_has_a_greatest_size(struct kunit *test)
{
	int i;

	for (i = 0; i < 33; i++)
		send(WRITE, 8 * i, 8, &end[i]);
	generic_unplug_device(td.q);
	KUNIT_ASSERT_EQ(test, td.nr_taken, 2);
	KUNIT_EXPECT_EQ(test, td.seen[0].nr_sectors, 256ul);
	KUNIT_EXPECT_EQ(test, td.seen[1].sector, 256ul);
}

static void what_the_driver_has_grows_no_more(struct kunit *test)
{
	send(WRITE, 100, 8, &end[0]);
	generic_unplug_device(td.q);
	send(WRITE, 108, 8, &end[1]);
	KUNIT_EXPECT_EQ(test, td.taken[0]->nr_sectors, 8ul);
	generic_unplug_device(td.q);
	KUNIT_EXPECT_EQ(test, td.nr_taken, 2);
}

static void barriers_and_fua_stay_alone(struct kunit *test)
{
	send(WRITE, 100, 8, &end[0]);
	send(WRITE | BIO_RW_FUA, 108, 8, &end[1]);
	send(WRITE, 116, 8, &end[2]);
	send(WRITE | BIO_RW_BARRIER, 124, 8, &end[3]);
	generic_unplug_device(td.q);
	KUNIT_EXPECT_EQ(test, td.nr_taken, 4);
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(a_bio_behind_another_joins_it),
	KUNIT_CASE(a_bio_before_another_joins_it),
	KUNIT_CASE(a_closed_gap_makes_one_of_two),
	KUNIT_CASE(every_owner_hears_of_the_end_once),
	KUNIT_CASE(a_gap_keeps_requests_apart),
	KUNIT_CASE(a_read_never_joins_a_write),
	KUNIT_CASE(a_request_has_a_greatest_size),
	KUNIT_CASE(what_the_driver_has_grows_no_more),
	KUNIT_CASE(barriers_and_fua_stay_alone),
	{}
};

static const struct kunit_suite blk_merge_suite = {
	"blk_merge", make_disk, remove_disk, cases
};
kunit_test_suite(blk_merge_suite);
