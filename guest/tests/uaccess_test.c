/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copies to and from user memory that is not there, or not the user's. */
#include <kunit/test.h>
#include <asm/uaccess.h>

#include "user_map.h"

static unsigned long page;	/* one user page, with nothing behind it */
static unsigned long end;

static int map(struct kunit *test __maybe_unused)
{
	page = map_user(2 * PAGE_SIZE, PROT_READ | PROT_WRITE);
	end = page + PAGE_SIZE;
	return page & ~PAGE_MASK ? -ENOMEM : unmap_user(end, PAGE_SIZE);
}

static void unmap(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, unmap_user(page, PAGE_SIZE), 0);
}

static void copies_go_both_ways(struct kunit *test)
{
	char back[8] = "";

	KUNIT_EXPECT_EQ(test, copy_to_user((void *)page, "kthread", 8), 0ul);
	KUNIT_EXPECT_EQ(test, copy_from_user(back, (void *)page, 8), 0ul);
	KUNIT_EXPECT_STREQ(test, back, "kthread");
}

static void a_fault_tells_what_is_left(struct kunit *test)
{
	char buf[16];

	memset(buf, 0x55, sizeof(buf));
	KUNIT_EXPECT_EQ(test, copy_to_user((void *)(end - 8), buf, 16), 8ul);
	KUNIT_EXPECT_EQ(test, copy_from_user(buf, (void *)(end - 8), 16), 8ul);
	KUNIT_EXPECT_EQ(test, buf[7], 0x55);
	/* No stale kernel bytes in what could not be read. */
	KUNIT_EXPECT_EQ(test, buf[8], 0);
	KUNIT_EXPECT_EQ(test, buf[15], 0);
}

static void single_values_fault_with_efault(struct kunit *test)
{
	int value = 5;

	KUNIT_EXPECT_EQ(test, put_user(7, (int *)page), 0);
	KUNIT_EXPECT_EQ(test, get_user(value, (int *)page), 0l);
	KUNIT_EXPECT_EQ(test, value, 7);
	KUNIT_EXPECT_EQ(test, get_user(value, (int *)end), (long)-EFAULT);
	KUNIT_EXPECT_EQ(test, put_user(7, (int *)end), -EFAULT);
	KUNIT_EXPECT_EQ(test, put_user(7, (int *)NULL), -EFAULT);
}

static void kernel_addresses_are_not_the_users(struct kunit *test)
{
	static int secret = 42;
	int value = 0;

	KUNIT_EXPECT_EQ(test, copy_from_user(&value, &secret, 4), 4ul);
	KUNIT_EXPECT_EQ(test, value, 0);
	KUNIT_EXPECT_EQ(test, copy_to_user(&secret, &value, 4), 4ul);
	KUNIT_EXPECT_EQ(test, secret, 42);
	KUNIT_EXPECT_FALSE(test, access_ok(VERIFY_READ, (void *)(TASK_SIZE - 4),
					  8));
	KUNIT_EXPECT_FALSE(test, access_ok(VERIFY_READ, (void *)-4ul, 8));
}

static void set_fs_lets_the_kernel_pass_its_own(struct kunit *test)
{
	mm_segment_t old = get_fs();
	int own = 42, value = 0;
	unsigned long left;

	set_fs(KERNEL_DS);
	left = copy_from_user(&value, &own, 4);
	set_fs(old);
	KUNIT_EXPECT_EQ(test, left, 0ul);
	KUNIT_EXPECT_EQ(test, value, 42);
}

static void read_only_pages_are_not_written(struct kunit *test)
{
	unsigned long constant = map_user(PAGE_SIZE, PROT_READ);
	int value = 1;

	KUNIT_EXPECT_EQ(test, get_user(value, (int *)constant), 0l);
	KUNIT_EXPECT_EQ(test, value, 0);
	KUNIT_EXPECT_EQ(test, put_user(7, (int *)constant), -EFAULT);
	unmap_user(constant, PAGE_SIZE);
}

static void strings_end_at_nul_limit_or_fault(struct kunit *test)
{
	char buf[16];

	copy_to_user((void *)page, "init", 5);
	KUNIT_EXPECT_EQ(test, strncpy_from_user(buf, (char *)page, 16), 4l);
	KUNIT_EXPECT_STREQ(test, buf, "init");
	KUNIT_EXPECT_EQ(test, strncpy_from_user(buf, (char *)page, 2), 2l);
	KUNIT_EXPECT_EQ(test, strnlen_user((char *)page, 16), 5l);
	copy_to_user((void *)(end - 4), "long", 4);
	KUNIT_EXPECT_EQ(test, strncpy_from_user(buf, (char *)end - 4, 16),
			(long)-EFAULT);
	KUNIT_EXPECT_EQ(test, strnlen_user((char *)end - 4, 16), 0l);
}

static void clearing_stops_at_the_fault(struct kunit *test)
{
	char buf[4] = "###";

	copy_to_user((void *)(end - 4), "full", 4);
	KUNIT_EXPECT_EQ(test, clear_user((void *)(end - 4), 10), 6ul);
	copy_from_user(buf, (void *)(end - 4), 4);
	KUNIT_EXPECT_EQ(test, buf[0] | buf[3], 0);
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(copies_go_both_ways),
	KUNIT_CASE(a_fault_tells_what_is_left),
	KUNIT_CASE(single_values_fault_with_efault),
	KUNIT_CASE(kernel_addresses_are_not_the_users),
	KUNIT_CASE(set_fs_lets_the_kernel_pass_its_own),
	KUNIT_CASE(read_only_pages_are_not_written),
	KUNIT_CASE(strings_end_at_nul_limit_or_fault),
	KUNIT_CASE(clearing_stops_at_the_fault),
	{}
};

static const struct kunit_suite uaccess_suite = {
	"uaccess", map, unmap, cases
};
kunit_test_suite(uaccess_suite);
