/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The gates of the processor's exceptions. */
#include <kunit/test.h>
#include <asm/desc.h>
#include <asm/paging_options.h>

#define EXCEPTIONS	20
#define DOUBLE_FAULT	8	/* a task gate's */
#define NOBODYS_VECTOR	0x7f

/* With 4g the gate leads to a stub, whose first instruction pushes it. */
static unsigned long handler_of(unsigned int vector)
{
	const struct desc_struct *gate = &idt_table[vector];
	unsigned long at = (gate->a & 0xffff) | (gate->b & 0xffff0000);

	return paging_has(PAGING_4G) ? *(u32 *)(at + 1) : at;
}

/* To go back to the instruction would be to meet it again, for ever. */
static void no_exception_is_ignored(struct kunit *test)
{
	unsigned int vector;

	for (vector = 0; vector < EXCEPTIONS; vector++)
		if (vector != DOUBLE_FAULT)
			KUNIT_EXPECT_NE(test, handler_of(vector),
					handler_of(NOBODYS_VECTOR));
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(no_exception_is_ignored),
	{}
};

static const struct kunit_suite traps_suite = { "traps", NULL, NULL, cases };
kunit_test_suite(traps_suite);
