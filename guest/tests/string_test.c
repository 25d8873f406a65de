/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <kunit/test.h>

/* The compiler must not know the strings, or it computes the answers. */
static const char *hide(const char *s)
{
	barrier();
	__asm__("" : "+r"(s));
	return s;
}

static void comparisons_have_the_sign_of_the_first_difference(
	struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, strcmp(hide("abc"), hide("abc")), 0);
	KUNIT_EXPECT_LT(test, strcmp(hide("abc"), hide("abd")), 0);
	KUNIT_EXPECT_GT(test, strcmp(hide("abc"), hide("ab")), 0);
	KUNIT_EXPECT_GT(test, strcmp(hide("\xff"), hide("a")), 0);
	KUNIT_EXPECT_EQ(test, strncmp(hide("abc"), hide("abd"), 2), 0);
	KUNIT_EXPECT_LT(test, memcmp(hide("a\0b"), hide("a\0c"), 3), 0);
}

static void strlcpy_truncates_and_tells_the_whole_length(struct kunit *test)
{
	char buf[6] = "#####";

	KUNIT_EXPECT_EQ(test, strlcpy(buf, hide("kthread"), 4), 7u);
	KUNIT_EXPECT_STREQ(test, buf, "kth");
	KUNIT_EXPECT_EQ(test, buf[4], '#');
}

static void memmove_copies_overlapping_ranges_both_ways(struct kunit *test)
{
	char up[] = "abcdef", down[] = "abcdef";

	memmove(up + 2, up, 4);
	memmove(down, down + 2, 4);
	KUNIT_EXPECT_STREQ(test, up, "ababcd");
	KUNIT_EXPECT_STREQ(test, down, "cdefef");
}

static void searches_find_first_and_last(struct kunit *test)
{
	const char *path = hide("/sbin/init");

	KUNIT_EXPECT_EQ(test, strchr(path, '/'), path);
	KUNIT_EXPECT_EQ(test, strrchr(path, '/'), path + 5);
	KUNIT_EXPECT_EQ(test, strchr(path, '\0'), path + 10);
	KUNIT_EXPECT_NULL(test, strchr(path, 'x'));
	KUNIT_EXPECT_EQ(test, strstr(path, "in/"), path + 3);
	KUNIT_EXPECT_NULL(test, strstr(path, "bins"));
	KUNIT_EXPECT_EQ(test, memchr(path, 'i', 3), NULL);
}

static void lengths_stop_at_the_limit(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, strlen(hide("init")), 4u);
	KUNIT_EXPECT_EQ(test, strnlen(hide("init"), 2), 2u);
	KUNIT_EXPECT_EQ(test, strnlen(hide("init"), 9), 4u);
}

static void strtoul_knows_its_bases(struct kunit *test)
{
	const char *text = hide("0x1fz");
	char *end;

	KUNIT_EXPECT_EQ(test, simple_strtoul(text, &end, 0), 0x1ful);
	KUNIT_EXPECT_EQ(test, end, text + 4);
	KUNIT_EXPECT_EQ(test, simple_strtoul(hide("0755"), NULL, 0), 0755ul);
	KUNIT_EXPECT_EQ(test, simple_strtoul(hide("089"), NULL, 10), 89ul);
	KUNIT_EXPECT_EQ(test, simple_strtol(hide("-12"), NULL, 10), -12l);
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(comparisons_have_the_sign_of_the_first_difference),
	KUNIT_CASE(strlcpy_truncates_and_tells_the_whole_length),
	KUNIT_CASE(memmove_copies_overlapping_ranges_both_ways),
	KUNIT_CASE(searches_find_first_and_last),
	KUNIT_CASE(lengths_stop_at_the_limit),
	KUNIT_CASE(strtoul_knows_its_bases),
	{}
};

static const struct kunit_suite string_suite = { "string", NULL, NULL, cases };
kunit_test_suite(string_suite);
