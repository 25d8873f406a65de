/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The search for a free bit, which jumps over words that are full. */
#include <kunit/test.h>
#include <linux/bitops.h>
#include <linux/string.h>

#define BITS	200

static unsigned long map[BITS_TO_LONGS(BITS)];

/* Bit by bit, as one would without thinking. */
static int slowly(int size, int offset)
{
	while (offset < size && test_bit(offset, map))
		offset++;
	return offset < size ? offset : size;
}

static int fill_map(struct kunit *test __maybe_unused)
{
	memset(map, 0xff, sizeof(map));
	return 0;
}

static void a_full_map_has_no_zero_bit(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, find_next_zero_bit(map, BITS, 0), BITS);
	KUNIT_EXPECT_EQ(test, find_next_zero_bit(map, BITS, BITS), BITS);
	KUNIT_EXPECT_EQ(test, find_next_zero_bit(map, 0, 0), 0);
}

static void a_zero_bit_behind_the_size_is_not_found(struct kunit *test)
{
	clear_bit(70, map);
	KUNIT_EXPECT_EQ(test, find_next_zero_bit(map, 70, 0), 70);
	KUNIT_EXPECT_EQ(test, find_next_zero_bit(map, 71, 0), 70);
}

static void the_next_one_is_found_from_everywhere(struct kunit *test)
{
	static const int zeros[] = { 0, 31, 32, 63, 64, 95, 130, 199 };
	unsigned int i;
	int from;

	for (i = 0; i < sizeof(zeros) / sizeof(zeros[0]); i++)
		clear_bit(zeros[i], map);
	for (from = 0; from < BITS; from++)
		KUNIT_EXPECT_EQ(test, find_next_zero_bit(map, BITS, from),
				slowly(BITS, from));
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(a_full_map_has_no_zero_bit),
	KUNIT_CASE(a_zero_bit_behind_the_size_is_not_found),
	KUNIT_CASE(the_next_one_is_found_from_everywhere),
	{}
};

static const struct kunit_suite bitops_suite = {
	"bitops", fill_map, NULL, cases
};
kunit_test_suite(bitops_suite);
