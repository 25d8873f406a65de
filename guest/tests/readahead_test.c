/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cached_file.h"

static void read_page(struct file *file, unsigned long index)
{
	char c;

	kernel_read(file, index << PAGE_SHIFT, &c, 1);
}

static unsigned long pages_there(struct file *file)
{
	return file->f_mapping->nrpages;
}

static void a_single_page_brings_the_smallest_window(struct kunit *test)
{
	struct file *file = counting_file(MAX_READAHEAD);

	KUNIT_ASSERT_NOT_ERR(test, file);
	read_page(file, 0);
	KUNIT_EXPECT_EQ(test, nr_read, (unsigned int)MIN_READAHEAD);
	close_counting_file(file);
}

static void the_window_doubles_while_the_reader_goes_on(struct kunit *test)
{
	static const unsigned long there[] = { 4, 12, 12, 12, 28, 28 };
	struct file *file = counting_file(MAX_READAHEAD);
	unsigned long index;

	KUNIT_ASSERT_NOT_ERR(test, file);
	for (index = 0; index < ARRAY_SIZE(there); index++) {
		read_page(file, index);
		KUNIT_EXPECT_EQ(test, pages_there(file), there[index]);
	}
	close_counting_file(file);
}

static void the_whole_file_is_read_once_and_no_further(struct kunit *test)
{
	struct file *file = counting_file(MAX_READAHEAD);
	unsigned long index, most = 0, ahead;

	KUNIT_ASSERT_NOT_ERR(test, file);
	for (index = 0; index < FILE_PAGES; index++) {
		read_page(file, index);
		ahead = pages_there(file) - index;
		most = max(most, ahead);
		KUNIT_EXPECT_EQ(test, reads[index], 1ul);
	}
	KUNIT_EXPECT_EQ(test, pages_there(file), (unsigned long)FILE_PAGES);
	KUNIT_EXPECT_EQ(test, nr_read, (unsigned int)FILE_PAGES);
	KUNIT_EXPECT_LE(test, most, 2ul * MAX_READAHEAD);
	close_counting_file(file);
}

static void a_jumping_reader_gets_what_he_asks_for(struct kunit *test)
{
	struct file *file = counting_file(MAX_READAHEAD);

	KUNIT_ASSERT_NOT_ERR(test, file);
	read_page(file, 100);
	read_page(file, 50);
	read_page(file, 150);
	read_page(file, 20);
	KUNIT_EXPECT_EQ(test, nr_read, 4u);
	close_counting_file(file);
}

static void a_device_without_read_ahead_is_read_by_pages(struct kunit *test)
{
	struct file *file = counting_file(0);

	KUNIT_ASSERT_NOT_ERR(test, file);
	read_page(file, 0);
	read_page(file, 1);
	KUNIT_EXPECT_EQ(test, nr_read, 2u);
	close_counting_file(file);
}

static void a_window_that_was_reclaimed_shrinks(struct kunit *test)
{
	struct file *file = counting_file(MAX_READAHEAD);
	unsigned long size, index;

	KUNIT_ASSERT_NOT_ERR(test, file);
	for (index = 0; index < 30; index++)
		read_page(file, index);
	size = file->f_ra.size;
	invalidate_mapping_pages(file->f_mapping);
	read_page(file, index);
	KUNIT_EXPECT_EQ(test, reads[index], 2ul);
	for (; file->f_ra.size == size && index < FILE_PAGES - 1; index++)
		read_page(file, index + 1);
	KUNIT_EXPECT_LE(test, file->f_ra.size, size);
	close_counting_file(file);
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(a_single_page_brings_the_smallest_window),
	KUNIT_CASE(the_window_doubles_while_the_reader_goes_on),
	KUNIT_CASE(the_whole_file_is_read_once_and_no_further),
	KUNIT_CASE(a_jumping_reader_gets_what_he_asks_for),
	KUNIT_CASE(a_device_without_read_ahead_is_read_by_pages),
	KUNIT_CASE(a_window_that_was_reclaimed_shrinks),
	{}
};

static const struct kunit_suite readahead_suite = {
	"readahead", NULL, NULL, cases
};
kunit_test_suite(readahead_suite);
