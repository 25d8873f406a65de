/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * In-kernel tests in KUnit's manner. A suite is a named table of cases; the
 * linker collects pointers to all suites, and a write of their names to
 * /proc/kunit runs them in the writing process, reported as KTAP version 1.
 */
#ifndef _KUNIT_TEST_H
#define _KUNIT_TEST_H

#include <linux/kernel.h>
#include <linux/string.h>

/* One case while it runs. */
struct kunit {
	const char *name;
	int failures;
	const char *skipped;	/* why the case could not be tried */
	void *priv;		/* from the suite's init to its cases */
};

struct kunit_case {
	const char *name;	/* NULL ends the table */
	void (*run)(struct kunit *test);
};

/* init and exit surround every case, and may be NULL. */
struct kunit_suite {
	const char *name;
	int (*init)(struct kunit *test);
	void (*exit)(struct kunit *test);
	const struct kunit_case *cases;
};

#define KUNIT_CASE(fn)	{ #fn, fn }

#define kunit_test_suite(suite) \
	static const struct kunit_suite *const __kunit_##suite __used \
	__section(".kunit_suites") = &suite

/*
 * Runs the named suites ("list,timer") or "all" of them. May sleep. 0, or
 * -EIO when a case failed, -ENOENT for an unknown name, -EINVAL for none at
 * all, -EBUSY when another process is running suites.
 */
int kunit_run(const char *names);

/* The names of all suites, one a line, into buf; the length. */
int kunit_list(char *buf, size_t size);

/* Reports a failed expectation. */
void kunit_fail(struct kunit *test, const char *file, int line,
		const char *fmt, ...) __printf(4, 5);

/* The case, which returns now, needs what is not here. */
static inline void kunit_skip(struct kunit *test, const char *why)
{
	test->skipped = why;
}

/* Sleeps until *flag is nonzero, but not for ever: whether it was set. */
int kunit_wait_for(volatile int *flag);

/* Sleeps so many ticks, whatever signals are pending. */
void kunit_sleep(unsigned long ticks);

#define __kunit_binary(test, left, op, right) ({			\
	__typeof__(left) __left = (left);				\
	__typeof__(right) __right = (right);				\
	int __holds = __left op __right;				\
	if (!__holds)							\
		kunit_fail(test, __FILE__, __LINE__,			\
			   "%s %s %s: %#lx against %#lx", #left, #op,	\
			   #right, (long)__left, (long)__right);	\
	__holds; })

#define __kunit_true(test, condition) ({				\
	int __holds = !!(condition);					\
	if (!__holds)							\
		kunit_fail(test, __FILE__, __LINE__, "%s", #condition);	\
	__holds; })

#define __kunit_streq(test, left, right) ({				\
	const char *__left = (left), *__right = (right);		\
	int __holds = !strcmp(__left, __right);				\
	if (!__holds)							\
		kunit_fail(test, __FILE__, __LINE__,			\
			   "%s is \"%s\", not \"%s\"", #left, __left,	\
			   __right);					\
	__holds; })

/* A failed expectation lets the case go on; a failed assertion ends it. */
#define KUNIT_EXPECT_TRUE(test, c)	((void)__kunit_true(test, c))
#define KUNIT_EXPECT_FALSE(test, c)	((void)__kunit_true(test, !(c)))
#define KUNIT_EXPECT_EQ(test, l, r)	((void)__kunit_binary(test, l, ==, r))
#define KUNIT_EXPECT_NE(test, l, r)	((void)__kunit_binary(test, l, !=, r))
#define KUNIT_EXPECT_LT(test, l, r)	((void)__kunit_binary(test, l, <, r))
#define KUNIT_EXPECT_LE(test, l, r)	((void)__kunit_binary(test, l, <=, r))
#define KUNIT_EXPECT_GT(test, l, r)	((void)__kunit_binary(test, l, >, r))
#define KUNIT_EXPECT_GE(test, l, r)	((void)__kunit_binary(test, l, >=, r))
#define KUNIT_EXPECT_NULL(test, p)	((void)__kunit_true(test, (p) == NULL))
#define KUNIT_EXPECT_STREQ(test, l, r)	((void)__kunit_streq(test, l, r))

/* These return from the function that they stand in. */
#define __kunit_or_return(holds) do { if (!(holds)) return; } while (0)
#define KUNIT_ASSERT_TRUE(test, c) \
	__kunit_or_return(__kunit_true(test, c))
#define KUNIT_ASSERT_EQ(test, l, r) \
	__kunit_or_return(__kunit_binary(test, l, ==, r))
#define KUNIT_ASSERT_GT(test, l, r) \
	__kunit_or_return(__kunit_binary(test, l, >, r))
#define KUNIT_ASSERT_NOT_NULL(test, p) \
	__kunit_or_return(__kunit_true(test, (p) != NULL))
#define KUNIT_ASSERT_NOT_ERR(test, p) \
	__kunit_or_return(__kunit_true(test, (p) && !IS_ERR(p)))

#endif
