/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Block devices through the page cache, on the ram disk. */
#include <kunit/test.h>
#include <linux/blkdev.h>
#include <linux/buffer_head.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/namei.h>
#include <linux/pagemap.h>
#include <linux/vmstat.h>
#include <linux/writeback.h>

#define DISK	"/tmp/kunit.ram0"

static int make_disk(struct kunit *test)
{
	(void)test;
	return do_mknod(DISK, S_IFBLK | 0600, MKDEV(RAMDISK_MAJOR, 0));
}

static void drop_disk(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, do_unlink(DISK), 0l);
}

static struct file *open_disk(void)
{
	return filp_open(DISK, O_RDWR, 0);
}

static void what_is_written_is_read_after_the_last_close(struct kunit *test)
{
	struct file *file = open_disk();
	char text[8] = "";

	KUNIT_ASSERT_NOT_ERR(test, file);
	file->f_pos = 5 * PAGE_SIZE + 510;
	KUNIT_EXPECT_EQ(test, kernel_write(file, "across", 6), 6);
	fput(file);
	KUNIT_EXPECT_EQ(test, bdget(MKDEV(RAMDISK_MAJOR, 0))->
			bd_inode->i_mapping->nrpages, 0ul);
	file = open_disk();
	KUNIT_ASSERT_NOT_ERR(test, file);
	KUNIT_EXPECT_EQ(test, kernel_read(file, 5 * PAGE_SIZE + 510, text, 6),
			6);
	KUNIT_EXPECT_STREQ(test, text, "across");
	fput(file);
}

static void the_devices_end_is_where_reads_and_writes_end(struct kunit *test)
{
	struct file *file = open_disk();
	unsigned long size;
	char text[16] = "";

	KUNIT_ASSERT_NOT_ERR(test, file);
	size = file->f_mapping->host->i_size;
	file->f_pos = size - 4;
	KUNIT_EXPECT_EQ(test, kernel_write(file, "12345678", 8), 4);
	KUNIT_EXPECT_EQ(test, kernel_write(file, "5678", 4), -ENOSPC);
	KUNIT_EXPECT_EQ(test, kernel_read(file, size - 4, text, 8), 4);
	KUNIT_EXPECT_STREQ(test, text, "1234");
	KUNIT_EXPECT_EQ(test, kernel_read(file, size, text, 8), 0);
	/* Other suites count on a disk that nobody has written to. */
	file->f_pos = size - 4;
	KUNIT_EXPECT_EQ(test, kernel_write(file, "\0\0\0\0", 4), 4);
	fput(file);
}

static void dirty_pages_are_counted_until_they_are_written(struct kunit *test)
{
	struct file *file = open_disk();
	unsigned long before;

	KUNIT_ASSERT_NOT_ERR(test, file);
	do_sync(1);
	before = read_page_state(nr_dirty);
	kernel_write(file, "x", 1);
	kernel_write(file, "y", 1);
	KUNIT_EXPECT_EQ(test, read_page_state(nr_dirty), before + 1);
	KUNIT_EXPECT_TRUE(test, mapping_tagged(file->f_mapping,
					       PAGECACHE_TAG_DIRTY));
	KUNIT_EXPECT_EQ(test, filemap_write_and_wait(file->f_mapping), 0);
	KUNIT_EXPECT_EQ(test, read_page_state(nr_dirty), before);
	KUNIT_EXPECT_FALSE(test, mapping_tagged(file->f_mapping,
						PAGECACHE_TAG_DIRTY));
	KUNIT_EXPECT_FALSE(test, mapping_tagged(file->f_mapping,
						PAGECACHE_TAG_WRITEBACK));
	fput(file);
}

static void only_one_holder_has_a_device_for_itself(struct kunit *test)
{
	struct block_device *bdev = open_bdev_excl(DISK, 0, test);

	KUNIT_ASSERT_NOT_ERR(test, bdev);
	KUNIT_EXPECT_EQ(test, PTR_ERR(open_bdev_excl(DISK, 0, &bdev)),
			(long)-EBUSY);
	close_bdev_excl(bdev);
	KUNIT_EXPECT_EQ(test, PTR_ERR(open_bdev_excl("/tmp", 0, test)),
			(long)-ENOTBLK);
}

static void blocks_are_found_by_number(struct kunit *test)
{
	struct block_device *bdev = open_bdev_excl(DISK, 0, test);
	struct buffer_head *bh, *again;

	KUNIT_ASSERT_NOT_ERR(test, bdev);
	KUNIT_EXPECT_EQ(test, set_blocksize(bdev, 1024), 0);
	bh = __bread(bdev, 7, 1024);
	KUNIT_ASSERT_NOT_NULL(test, bh);
	strcpy(bh->b_data, "block seven");
	mark_buffer_dirty(bh);
	again = __find_get_block(bdev, 7, 1024);
	KUNIT_EXPECT_TRUE(test, again == bh);
	brelse(again);
	KUNIT_EXPECT_EQ(test, sync_dirty_buffer(bh), 0);
	KUNIT_EXPECT_FALSE(test, buffer_dirty(bh));
	brelse(bh);
	KUNIT_EXPECT_EQ(test, set_blocksize(bdev, 4096), 0);
	bh = __bread(bdev, 1, 4096);
	KUNIT_ASSERT_NOT_NULL(test, bh);
	KUNIT_EXPECT_STREQ(test, bh->b_data + 3 * 1024, "block seven");
	brelse(bh);
	KUNIT_EXPECT_NULL(test, __bread(bdev, 1 << 20, 4096));
	close_bdev_excl(bdev);
}

static void a_small_block_is_written_without_its_page(struct kunit *test)
{
	struct block_device *bdev = open_bdev_excl(DISK, 0, test);
	struct buffer_head *bh;

	KUNIT_ASSERT_NOT_ERR(test, bdev);
	set_blocksize(bdev, 512);
	bh = __getblk(bdev, 17, 512);
	KUNIT_ASSERT_NOT_NULL(test, bh);
	KUNIT_EXPECT_FALSE(test, buffer_uptodate(bh));
	memset(bh->b_data, 'q', 512);
	set_buffer_uptodate(bh);
	mark_buffer_dirty(bh);
	brelse(bh);
	KUNIT_EXPECT_EQ(test, sync_blockdev(bdev), 0);
	invalidate_mapping_pages(bdev->bd_inode->i_mapping);
	bh = __bread(bdev, 17, 512);
	KUNIT_ASSERT_NOT_NULL(test, bh);
	KUNIT_EXPECT_EQ(test, bh->b_data[511], 'q');
	brelse(bh);
	close_bdev_excl(bdev);
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(what_is_written_is_read_after_the_last_close),
	KUNIT_CASE(the_devices_end_is_where_reads_and_writes_end),
	KUNIT_CASE(dirty_pages_are_counted_until_they_are_written),
	KUNIT_CASE(only_one_holder_has_a_device_for_itself),
	KUNIT_CASE(blocks_are_found_by_number),
	KUNIT_CASE(a_small_block_is_written_without_its_page),
	{}
};

static const struct kunit_suite bdev_suite = {
	"bdev", make_disk, drop_disk, cases
};
kunit_test_suite(bdev_suite);
