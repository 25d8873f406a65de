/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /dev/ram0, and with it the whole way of a bio. */
#include <linux/fs.h>
#include <linux/vmstat.h>
#include "block_io.h"

static struct block_device ram;
static struct page *page;

static int open_ram0(struct kunit *test __maybe_unused)
{
	ram.bd_dev = MKDEV(RAMDISK_MAJOR, 0);
	ram.bd_disk = get_gendisk(ram.bd_dev);
	page = alloc_page(GFP_KERNEL);
	return !ram.bd_disk || !page;
}

static void free_test_page(struct kunit *test __maybe_unused)
{
	__free_page(page);
}

static void what_was_written_is_read(struct kunit *test)
{
	char *data = page_address(page);

	memset(data, 0x5a, PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, do_io(&ram, WRITE, 100, page, PAGE_SIZE), 0);
	memset(data, 0, PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, do_io(&ram, READ, 102, page, 2 * SECTOR_SIZE),
			0);
	KUNIT_EXPECT_EQ(test, data[0], 0x5a);
	KUNIT_EXPECT_EQ(test, data[2 * SECTOR_SIZE - 1], 0x5a);
	KUNIT_EXPECT_EQ(test, data[2 * SECTOR_SIZE], 0);
}

static void unwritten_sectors_are_zeros(struct kunit *test)
{
	sector_t last = bdev_capacity(&ram) - 1;
	char *data = page_address(page);

	memset(data, 0x5a, SECTOR_SIZE);
	KUNIT_EXPECT_EQ(test, do_io(&ram, READ, last, page, SECTOR_SIZE), 0);
	KUNIT_EXPECT_EQ(test, data[0], 0);
	KUNIT_EXPECT_EQ(test, data[SECTOR_SIZE - 1], 0);
}

static void beyond_the_end_is_an_error(struct kunit *test)
{
	sector_t end = bdev_capacity(&ram);

	KUNIT_EXPECT_EQ(test, do_io(&ram, READ, end, page, SECTOR_SIZE), -EIO);
	KUNIT_EXPECT_EQ(test, do_io(&ram, WRITE, end - 1, page,
				    2 * SECTOR_SIZE), -EIO);
	KUNIT_EXPECT_EQ(test, do_io(&ram, READ, ~0UL, page, SECTOR_SIZE),
			-EIO);
}

static void a_closed_device_is_an_error(struct kunit *test)
{
	struct block_device closed = { .bd_dev = ram.bd_dev };

	KUNIT_EXPECT_EQ(test, do_io(&closed, READ, 0, page, SECTOR_SIZE),
			-EIO);
	KUNIT_EXPECT_EQ(test, blkdev_issue_flush(&closed), -ENXIO);
}

static void a_flush_ends(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, blkdev_issue_flush(&ram), 0);
}

static void transfers_are_counted(struct kunit *test)
{
	unsigned long in = read_page_state(pgpgin);
	unsigned long out = read_page_state(pgpgout);

	KUNIT_EXPECT_EQ(test, do_io(&ram, WRITE, 8, page, PAGE_SIZE), 0);
	KUNIT_EXPECT_EQ(test, do_io(&ram, READ, 8, page, 2048), 0);
	KUNIT_EXPECT_GE(test, read_page_state(pgpgout) - out, 4ul);
	KUNIT_EXPECT_GE(test, read_page_state(pgpgin) - in, 2ul);
}

static void disks_have_numbers(struct kunit *test)
{
	KUNIT_EXPECT_STREQ(test, bdevname(&ram), "ram0");
	KUNIT_EXPECT_NULL(test, get_gendisk(MKDEV(RAMDISK_MAJOR, 1)));
	KUNIT_EXPECT_EQ(test, register_blkdev(RAMDISK_MAJOR, "another"),
			-EBUSY);
	KUNIT_EXPECT_EQ(test, register_blkdev(0, "nobody"), -EINVAL);
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(what_was_written_is_read),
	KUNIT_CASE(unwritten_sectors_are_zeros),
	KUNIT_CASE(beyond_the_end_is_an_error),
	KUNIT_CASE(a_closed_device_is_an_error),
	KUNIT_CASE(a_flush_ends),
	KUNIT_CASE(transfers_are_counted),
	KUNIT_CASE(disks_have_numbers),
	{}
};

static const struct kunit_suite rd_suite = {
	"rd", open_ram0, free_test_page, cases
};
kunit_test_suite(rd_suite);
