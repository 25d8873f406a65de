/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Errors reach those, and only those, whose sectors they are of. */
#include "block_disk.h"

static struct io_end end[4];

/* Three neighbours of 8 sectors in one request at the driver. */
static void send_three(void)
{
	int i;

	for (i = 0; i < 3; i++)
		send(READ, 100 + 8 * i, 8, &end[i]);
	generic_unplug_device(td.q);
}

static void an_error_of_all_reaches_all(struct kunit *test)
{
	int i;

	send_three();
	end_oldest(-EIO);
	for (i = 0; i < 3; i++) {
		KUNIT_EXPECT_EQ(test, end[i].count, 1);
		KUNIT_EXPECT_EQ(test, end[i].error, -EIO);
	}
}

static void an_error_in_the_middle_is_one_owner_s(struct kunit *test)
{
	send_three();
	end_sectors(0, 11);
	KUNIT_EXPECT_EQ(test, end[0].count, 1);
	KUNIT_EXPECT_EQ(test, end[1].count, 0);
	KUNIT_EXPECT_EQ(test, rq_bio_sectors(td.taken[0]), 5u);
	end_sectors(-EIO, 1);
	end_sectors(0, 12);
	KUNIT_EXPECT_EQ(test, td.nr_ended, 1);
	KUNIT_EXPECT_EQ(test, end[0].error, 0);
	KUNIT_EXPECT_EQ(test, end[1].error, -EIO);
	KUNIT_EXPECT_EQ(test, end[2].error, 0);
	KUNIT_EXPECT_EQ(test, end[1].count + end[2].count, 2);
}

static void progress_moves_the_request_s_beginning(struct kunit *test)
{
	struct page *page;
	unsigned int offset;

	send_three();
	end_sectors(0, 11);
	KUNIT_EXPECT_EQ(test, td.taken[0]->sector, 111ul);
	KUNIT_EXPECT_EQ(test, td.taken[0]->nr_sectors, 13ul);
	KUNIT_EXPECT_EQ(test, rq_segment(td.taken[0], &page, &offset),
			5u * SECTOR_SIZE);
	KUNIT_EXPECT_TRUE(test, page == td.page);
	KUNIT_EXPECT_EQ(test, offset, 3u * SECTOR_SIZE);
}

static void a_read_only_disk_refuses_writes(struct kunit *test)
{
	td.disk->read_only = 1;
	KUNIT_EXPECT_EQ(test, do_io(&td.bdev, WRITE, 0, td.page, SECTOR_SIZE),
			-EIO);
	KUNIT_EXPECT_EQ(test, td.nr_taken, 0);
}

static void no_sectors_at_all_are_refused(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, do_io(&td.bdev, READ, 0, td.page, 0), -EIO);
	KUNIT_EXPECT_EQ(test, do_io(&td.bdev, READ, 0, td.page, 100), -EIO);
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(an_error_of_all_reaches_all),
	KUNIT_CASE(an_error_in_the_middle_is_one_owner_s),
	KUNIT_CASE(progress_moves_the_request_s_beginning),
	KUNIT_CASE(a_read_only_disk_refuses_writes),
	KUNIT_CASE(no_sectors_at_all_are_refused),
	{}
};

static const struct kunit_suite blk_error_suite = {
	"blk_error", make_disk, remove_disk, cases
};
kunit_test_suite(blk_error_suite);
