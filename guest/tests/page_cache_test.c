/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/sched.h>
#include "cached_file.h"

static void a_page_is_made_once_and_found_again(struct kunit *test)
{
	struct file *file = counting_file(0);
	struct page *page, *again;

	KUNIT_ASSERT_NOT_ERR(test, file);
	KUNIT_EXPECT_NULL(test, find_get_page(file->f_mapping, 5));
	page = grab_cache_page(file->f_mapping, 5);
	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_TRUE(test, PageLocked(page));
	unlock_page(page);
	again = grab_cache_page(file->f_mapping, 5);
	KUNIT_EXPECT_TRUE(test, again == page);
	KUNIT_EXPECT_EQ(test, page_count(page), 3);
	unlock_page(page);
	put_page(page);
	put_page(page);
	KUNIT_EXPECT_EQ(test, file->f_mapping->nrpages, 1ul);
	close_counting_file(file);
}

static void a_read_reads_the_device_once(struct kunit *test)
{
	struct file *file = counting_file(0);
	unsigned char c[2];

	KUNIT_ASSERT_NOT_ERR(test, file);
	KUNIT_EXPECT_EQ(test, kernel_read(file, 9 * PAGE_SIZE - 1, c, 2), 2);
	KUNIT_EXPECT_EQ(test, c[0], 8);
	KUNIT_EXPECT_EQ(test, c[1], 9);
	kernel_read(file, 9 * PAGE_SIZE, c, 1);
	KUNIT_EXPECT_EQ(test, reads[9], 1ul);
	close_counting_file(file);
}

static void truncation_takes_pages_and_zeroes_the_cut_one(struct kunit *test)
{
	struct file *file = counting_file(0);
	struct inode *inode = file->f_mapping->host;
	unsigned char c[2];

	KUNIT_ASSERT_NOT_ERR(test, file);
	kernel_read(file, 6 * PAGE_SIZE, c, 1);
	kernel_read(file, 7 * PAGE_SIZE, c, 1);
	KUNIT_EXPECT_EQ(test, vmtruncate(inode, 6 * PAGE_SIZE + 100), 0);
	KUNIT_EXPECT_EQ(test, file->f_mapping->nrpages, 1ul);
	vmtruncate(inode, 7 * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, kernel_read(file, 6 * PAGE_SIZE + 99, c, 2), 2);
	KUNIT_EXPECT_EQ(test, c[0], 6);
	KUNIT_EXPECT_EQ(test, c[1], 0);
	close_counting_file(file);
}

static void only_clean_pages_are_invalidated(struct kunit *test)
{
	struct file *file = counting_file(0);
	char c;

	KUNIT_ASSERT_NOT_ERR(test, file);
	kernel_read(file, 0, &c, 1);
	file->f_pos = PAGE_SIZE;
	kernel_write(file, "x", 1);
	KUNIT_EXPECT_EQ(test, invalidate_mapping_pages(file->f_mapping), 1ul);
	KUNIT_EXPECT_EQ(test, file->f_mapping->nrpages, 1ul);
	close_counting_file(file);
}

static volatile int got_it;

static int wait_for_page(void *arg)
{
	daemonize("pagewaiter");
	lock_page(arg);
	got_it = 1;
	unlock_page(arg);
	return 0;
}

static void who_wants_a_locked_page_sleeps_until_it_is_free(struct kunit *test)
{
	struct file *file = counting_file(0);
	struct page *page;

	KUNIT_ASSERT_NOT_ERR(test, file);
	page = grab_cache_page(file->f_mapping, 0);
	KUNIT_ASSERT_NOT_NULL(test, page);
	got_it = 0;
	KUNIT_ASSERT_GT(test, kernel_thread(wait_for_page, page, 0), 0);
	kunit_sleep(3);
	KUNIT_EXPECT_EQ(test, got_it, 0);
	unlock_page(page);
	KUNIT_EXPECT_TRUE(test, kunit_wait_for(&got_it));
	lock_page(page);
	unlock_page(page);
	put_page(page);
	close_counting_file(file);
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(a_page_is_made_once_and_found_again),
	KUNIT_CASE(a_read_reads_the_device_once),
	KUNIT_CASE(truncation_takes_pages_and_zeroes_the_cut_one),
	KUNIT_CASE(only_clean_pages_are_invalidated),
	KUNIT_CASE(who_wants_a_locked_page_sleeps_until_it_is_free),
	{}
};

static const struct kunit_suite page_cache_suite = {
	"page_cache", NULL, NULL, cases
};
kunit_test_suite(page_cache_suite);
