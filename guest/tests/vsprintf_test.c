/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <kunit/test.h>

#define EXPECT_TEXT(test, wanted, ...) do {				\
	char __text[64];						\
	snprintf(__text, sizeof(__text), __VA_ARGS__);			\
	KUNIT_EXPECT_STREQ(test, (const char *)__text, wanted);		\
} while (0)

static void integers_of_every_size_and_base(struct kunit *test)
{
	EXPECT_TEXT(test, "-7 4294967289", "%d %u", -7, -7);
	EXPECT_TEXT(test, "beef BEEF 0xbeef", "%x %X %#x", 0xbeef, 0xbeef,
		    0xbeef);
	EXPECT_TEXT(test, "755", "%o", 0755);
	EXPECT_TEXT(test, "123456789012345", "%llu", 123456789012345ull);
	EXPECT_TEXT(test, "-9223372036854775808", "%lld",
		    -9223372036854775807ll - 1);
	EXPECT_TEXT(test, "-2147483648", "%ld", -2147483647l - 1);
}

static void width_precision_and_flags(struct kunit *test)
{
	EXPECT_TEXT(test, "[   42]", "[%5d]", 42);
	EXPECT_TEXT(test, "[42   ]", "[%-5d]", 42);
	EXPECT_TEXT(test, "[00042]", "[%05d]", 42);
	EXPECT_TEXT(test, "[-0042]", "[%05d]", -42);
	EXPECT_TEXT(test, "[  042]", "[%5.3d]", 42);
	EXPECT_TEXT(test, "[   42]", "[%*d]", 5, 42);
	EXPECT_TEXT(test, "[+42]", "[%+d]", 42);
}

static void strings_and_characters(struct kunit *test)
{
	EXPECT_TEXT(test, "[  ab][ab  ][a]", "[%4s][%-4s][%.1s]", "ab", "ab",
		    "ab");
	EXPECT_TEXT(test, "[c]100%", "[%c]100%%", 'c');
}

static void pointers_have_eight_digits(struct kunit *test)
{
	EXPECT_TEXT(test, "00001000", "%p", (void *)0x1000);
}

static void truncation_keeps_the_nul_and_tells_the_length(struct kunit *test)
{
	char buf[8] = "#######";

	KUNIT_EXPECT_EQ(test, snprintf(buf, 4, "%s", "events"), 6);
	KUNIT_EXPECT_STREQ(test, buf, "eve");
	KUNIT_EXPECT_EQ(test, buf[4], '#');
	KUNIT_EXPECT_EQ(test, scnprintf(buf, 4, "%s", "events"), 3);
	KUNIT_EXPECT_EQ(test, snprintf(NULL, 0, "%d", 1234), 4);
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(integers_of_every_size_and_base),
	KUNIT_CASE(width_precision_and_flags),
	KUNIT_CASE(strings_and_characters),
	KUNIT_CASE(pointers_have_eight_digits),
	KUNIT_CASE(truncation_keeps_the_nul_and_tells_the_length),
	{}
};

static const struct kunit_suite vsprintf_suite = {
	"vsprintf", NULL, NULL, cases
};
kunit_test_suite(vsprintf_suite);
