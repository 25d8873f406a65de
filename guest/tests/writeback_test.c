/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/gfp.h>
#include <linux/vmstat.h>
#include "cached_file.h"

static void dirty_page(struct file *file, unsigned long index)
{
	file->f_pos = (loff_t)index << PAGE_SHIFT;
	kernel_write(file, "x", 1);
}

static void pages_are_written_in_the_order_of_the_file(struct kunit *test)
{
	struct file *file = counting_file(0);

	KUNIT_ASSERT_NOT_ERR(test, file);
	dirty_page(file, 90);
	dirty_page(file, 7);
	dirty_page(file, 64);
	KUNIT_EXPECT_EQ(test, filemap_write_and_wait(file->f_mapping), 0);
	KUNIT_EXPECT_EQ(test, nr_written, 3u);
	KUNIT_EXPECT_EQ(test, written[0], 7ul);
	KUNIT_EXPECT_EQ(test, written[1], 64ul);
	KUNIT_EXPECT_EQ(test, written[2], 90ul);
	close_counting_file(file);
}

static void a_round_goes_on_where_the_last_one_ended(struct kunit *test)
{
	struct writeback_control wbc = { .nr_to_write = 2 };
	struct file *file = counting_file(0);
	unsigned long index;

	KUNIT_ASSERT_NOT_ERR(test, file);
	for (index = 10; index < 14; index++)
		dirty_page(file, index);
	do_writepages(file->f_mapping, &wbc);
	KUNIT_EXPECT_EQ(test, nr_written, 2u);
	dirty_page(file, 1);
	wbc.nr_to_write = 10;
	do_writepages(file->f_mapping, &wbc);
	KUNIT_EXPECT_EQ(test, nr_written, 5u);
	KUNIT_EXPECT_EQ(test, written[2], 12ul);
	KUNIT_EXPECT_EQ(test, written[4], 1ul);
	close_counting_file(file);
}

static void what_is_written_twice_is_dirty_once(struct kunit *test)
{
	struct file *file = counting_file(0);
	unsigned long before = read_page_state(nr_dirty);

	KUNIT_ASSERT_NOT_ERR(test, file);
	dirty_page(file, 3);
	dirty_page(file, 3);
	KUNIT_EXPECT_EQ(test, read_page_state(nr_dirty), before + 1);
	truncate_inode_pages(file->f_mapping, 0);
	KUNIT_EXPECT_EQ(test, read_page_state(nr_dirty), before);
	KUNIT_EXPECT_EQ(test, nr_written, 0u);
	close_counting_file(file);
}

static void an_error_is_told_once(struct kunit *test)
{
	struct file *file = counting_file(0);

	KUNIT_ASSERT_NOT_ERR(test, file);
	dirty_page(file, 3);
	write_error = -EIO;
	KUNIT_EXPECT_EQ(test, filemap_write_and_wait(file->f_mapping), -EIO);
	write_error = 0;
	KUNIT_EXPECT_EQ(test, filemap_write_and_wait(file->f_mapping), 0);
	mapping_set_error(file->f_mapping, -ENOSPC);
	KUNIT_EXPECT_EQ(test, filemap_fdatawait(file->f_mapping), -ENOSPC);
	KUNIT_EXPECT_EQ(test, filemap_fdatawait(file->f_mapping), 0);
	close_counting_file(file);
}

static void the_limits_are_per_cents_of_memory(struct kunit *test)
{
	int old_background = dirty_background_ratio, old = vm_dirty_ratio;
	long background, dirty, total = totalram_pages;

	dirty_background_ratio = 3;
	vm_dirty_ratio = 20;
	get_dirty_limits(&background, &dirty);
	KUNIT_EXPECT_EQ(test, background, 3 * total / 100);
	KUNIT_EXPECT_EQ(test, dirty, 20 * total / 100);
	/* The background's writing must begin before anybody is throttled. */
	dirty_background_ratio = 50;
	get_dirty_limits(&background, &dirty);
	KUNIT_EXPECT_EQ(test, background, 10 * total / 100);
	vm_dirty_ratio = 0;
	get_dirty_limits(&background, &dirty);
	KUNIT_EXPECT_EQ(test, dirty, 5 * total / 100);
	dirty_background_ratio = old_background;
	vm_dirty_ratio = old;
}

static void the_background_limit_may_be_in_bytes(struct kunit *test)
{
	long background, dirty;

	dirty_background_bytes = 10 * PAGE_SIZE;
	get_dirty_limits(&background, &dirty);
	KUNIT_EXPECT_EQ(test, background, 10);
	dirty_background_bytes = 1 << 29;
	get_dirty_limits(&background, &dirty);
	KUNIT_EXPECT_LE(test, background, dirty / 2);
	dirty_background_bytes = 0;
}

/* One device's writer passes over another's inode, which keeps its age. */
static void who_is_passed_over_is_still_first(struct kunit *test)
{
	struct backing_dev_info other = { .ra_pages = 0 };
	struct writeback_control wbc = { .bdi = &other, .nr_to_write = 10 };
	struct file *old = counting_file(0), *young = counting_file(0);
	struct super_block *sb;

	KUNIT_ASSERT_NOT_ERR(test, old);
	KUNIT_ASSERT_NOT_ERR(test, young);
	sb = old->f_mapping->host->i_sb;
	dirty_page(old, 1);
	kunit_sleep(2);
	dirty_page(young, 2);
	writeback_inodes(&wbc);
	KUNIT_EXPECT_EQ(test, nr_written, 0u);
	KUNIT_EXPECT_TRUE(test, sb->s_dirty.prev ==
			  &old->f_mapping->host->i_list);
	KUNIT_EXPECT_TRUE(test, sb->s_dirty.prev->prev ==
			  &young->f_mapping->host->i_list);
	close_counting_file(young);
	close_counting_file(old);
}

static unsigned long pdflush_ran;

static void note_that_it_ran(unsigned long arg)
{
	pdflush_ran = current_is_pdflush() ? arg : 0;
}

static void pdflush_does_what_it_is_asked(struct kunit *test)
{
	pdflush_ran = 0;
	KUNIT_ASSERT_EQ(test, pdflush_operation(note_that_it_ran, 42), 0);
	kunit_sleep(2);
	KUNIT_EXPECT_EQ(test, pdflush_ran, 42ul);
}

static volatile int sleeping, let_go;

static void sleep_in_pdflush(unsigned long arg)
{
	(void)arg;
	sleeping++;
	while (!let_go)
		kunit_sleep(5);
	sleeping--;
}

/* Two exist. While both are busy nobody serves; a second later one more. */
static void busy_pdflushes_get_help_and_idle_ones_leave(struct kunit *test)
{
	let_go = 0;
	KUNIT_EXPECT_EQ(test, nr_pdflush_threads, MIN_PDFLUSH_THREADS);
	KUNIT_EXPECT_EQ(test, pdflush_operation(sleep_in_pdflush, 0), 0);
	KUNIT_EXPECT_EQ(test, pdflush_operation(sleep_in_pdflush, 0), 0);
	KUNIT_EXPECT_EQ(test, pdflush_operation(sleep_in_pdflush, 0), -1);
	kunit_sleep(110);
	let_go = 1;
	kunit_sleep(20);
	KUNIT_EXPECT_EQ(test, sleeping, 0);
	KUNIT_EXPECT_EQ(test, nr_pdflush_threads, MIN_PDFLUSH_THREADS + 1);
	/* All three idle for a second: the next that works is one too many. */
	kunit_sleep(110);
	pdflush_operation(note_that_it_ran, 1);
	kunit_sleep(5);
	KUNIT_EXPECT_EQ(test, nr_pdflush_threads, MIN_PDFLUSH_THREADS);
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(pages_are_written_in_the_order_of_the_file),
	KUNIT_CASE(a_round_goes_on_where_the_last_one_ended),
	KUNIT_CASE(what_is_written_twice_is_dirty_once),
	KUNIT_CASE(an_error_is_told_once),
	KUNIT_CASE(the_limits_are_per_cents_of_memory),
	KUNIT_CASE(the_background_limit_may_be_in_bytes),
	KUNIT_CASE(who_is_passed_over_is_still_first),
	KUNIT_CASE(pdflush_does_what_it_is_asked),
	KUNIT_CASE(busy_pdflushes_get_help_and_idle_ones_leave),
	{}
};

static const struct kunit_suite writeback_suite = {
	"writeback", NULL, NULL, cases
};
kunit_test_suite(writeback_suite);
