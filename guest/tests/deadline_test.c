/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The order in which the deadline scheduler gives requests to the driver. */
#include "block_disk.h"

#define READ_EXPIRE	(HZ / 2)
#define BATCH		16

static struct io_end end[48];

/* The driver takes them one by one, in the elevator's order. */
static void take_all(void)
{
	td.at_once = 1;
	end_all();
}

static void a_batch_goes_by_sectors(struct kunit *test)
{
	static const sector_t order[] = { 500, 700, 900, 100, 300 };
	unsigned int i;

	send(WRITE, 500, 1, &end[0]);
	send(WRITE, 900, 1, &end[1]);
	send(WRITE, 100, 1, &end[2]);
	send(WRITE, 700, 1, &end[3]);
	send(WRITE, 300, 1, &end[4]);
	take_all();
	KUNIT_ASSERT_EQ(test, td.nr_taken, 5);
	/* Begins with the oldest, goes up, and begins again. */
	for (i = 0; i < ARRAY_SIZE(order); i++)
		KUNIT_EXPECT_EQ(test, td.seen[i].sector, order[i]);
}

static void reads_go_before_writes(struct kunit *test)
{
	send(WRITE, 100, 1, &end[0]);
	send(READ, 5000, 1, &end[1]);
	take_all();
	KUNIT_EXPECT_EQ(test, td.seen[0].sector, 5000ul);
	KUNIT_EXPECT_EQ(test, td.seen[1].sector, 100ul);
}

static void writes_are_passed_over_by_two_batches(struct kunit *test)
{
	int i, at;

	send(WRITE, 7, 1, &end[0]);
	for (i = 1; i < 48; i++)
		send(READ, 100 + 2 * i, 1, &end[i]);
	take_all();
	for (at = 0; td.seen[at].sector != 7; at++)
		;
	KUNIT_EXPECT_EQ(test, at, 2 * BATCH);
}

/* Where sector 50 came, sent when a batch of BATCH had just begun above it. */
static int place_of_a_low_sector(unsigned long ticks_to_wait)
{
	int i, at;

	td.at_once = 1;
	for (i = 1; i <= BATCH; i++)
		send(READ, 100 + 2 * i, 1, &end[i]);
	generic_unplug_device(td.q);
	send(READ, 50, 1, &end[0]);
	if (ticks_to_wait)
		kunit_sleep(ticks_to_wait);
	for (; i < 40; i++)
		send(READ, 100 + 2 * i, 1, &end[i]);
	take_all();
	for (at = 0; td.seen[at].sector != 50; at++)
		;
	return at;
}

static void a_batch_goes_on_where_the_last_one_ended(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, place_of_a_low_sector(0), 39);
}

static void an_expired_request_begins_the_next_batch(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, place_of_a_low_sector(READ_EXPIRE + 1), BATCH);
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(a_batch_goes_by_sectors),
	KUNIT_CASE(reads_go_before_writes),
	KUNIT_CASE(writes_are_passed_over_by_two_batches),
	KUNIT_CASE(a_batch_goes_on_where_the_last_one_ended),
	KUNIT_CASE(an_expired_request_begins_the_next_batch),
	{}
};

static const struct kunit_suite deadline_suite = {
	"deadline", make_disk, remove_disk, cases
};
kunit_test_suite(deadline_suite);
