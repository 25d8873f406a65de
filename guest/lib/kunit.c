/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs suites of in-kernel tests and reports them as KTAP version 1. */
#include <kunit/test.h>
#include <linux/sched.h>

#define PATIENCE	(2 * HZ)
#define INDENT		"    "

/* From linker/kernel.lds.S. */
extern const struct kunit_suite *const __kunit_suites_start[];
extern const struct kunit_suite *const __kunit_suites_end[];

#define for_each_suite(at) \
	for (at = __kunit_suites_start; at != __kunit_suites_end; at++)

void kunit_fail(struct kunit *test, const char *file, int line,
		const char *fmt, ...)
{
	char text[160];
	va_list args;

	va_start(args, fmt);
	vscnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	test->failures++;
	printk(INDENT "# %s: failed at %s:%d: %s\n", test->name, file, line,
	       text);
}

void kunit_sleep(unsigned long ticks)
{
	set_current_state(TASK_UNINTERRUPTIBLE);
	schedule_timeout(ticks);
}

int kunit_wait_for(volatile int *flag)
{
	unsigned long end = jiffies + PATIENCE;

	while (!*flag && time_before(jiffies, end))
		kunit_sleep(1);
	return *flag;
}

/* Reports a case under its number; whether all its expectations held. */
static int run_case(const struct kunit_suite *suite,
		    const struct kunit_case *what, int number)
{
	struct kunit test = { .name = what->name };

	if (suite->init && suite->init(&test)) {
		kunit_fail(&test, suite->name, 0, "the suite's init failed");
	} else {
		if (!test.skipped)
			what->run(&test);
		if (suite->exit)
			suite->exit(&test);
	}
	printk(INDENT "%sok %d %s%s%s\n", test.failures ? "not " : "", number,
	       what->name, test.skipped ? " # SKIP " : "",
	       test.skipped ? test.skipped : "");
	return !test.failures;
}

static int run_suite(const struct kunit_suite *suite)
{
	const struct kunit_case *what;
	int number = 0, failed = 0;

	for (what = suite->cases; what->name; what++)
		number++;
	printk(INDENT "KTAP version 1\n");
	printk(INDENT "# Subtest: %s\n", suite->name);
	printk(INDENT "1..%d\n", number);
	number = 0;
	for (what = suite->cases; what->name; what++)
		failed += !run_case(suite, what, ++number);
	return !failed;
}

/* Whether the comma-separated list has this very name, or is "all". */
static int listed(const char *names, const char *name)
{
	size_t len = strlen(name);
	const char *at = names;

	if (!strcmp(names, "all"))
		return 1;
	while (at) {
		if (!strncmp(at, name, len) && (!at[len] || at[len] == ','))
			return 1;
		at = strchr(at, ',');
		if (at)
			at++;
	}
	return 0;
}

static int count_words(const char *names)
{
	int words = *names != '\0';

	for (; *names; names++)
		words += *names == ',';
	return words;
}

static int run_listed(const char *names, int total)
{
	const struct kunit_suite *const *at;
	int number = 0, failed = 0;

	printk("KTAP version 1\n");
	printk("1..%d\n", total);
	for_each_suite(at) {
		int good;

		if (!listed(names, (*at)->name))
			continue;
		good = run_suite(*at);
		printk("%sok %d %s\n", good ? "" : "not ", ++number,
		       (*at)->name);
		failed += !good;
	}
	return failed;
}

int kunit_run(const char *names)
{
	static unsigned long running;
	const struct kunit_suite *const *at;
	int total = 0, failed;
	sigset_t all, old;

	for_each_suite(at)
		total += listed(names, (*at)->name);
	if (!*names)
		return -EINVAL;
	if (!total || (strcmp(names, "all") && total != count_words(names)))
		return -ENOENT;
	if (test_and_set_bit(0, &running))
		return -EBUSY;
	/* A signal to the writer must not cut the suites' sleeps short. */
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &old);
	failed = run_listed(names, total);
	sigprocmask(SIG_SETMASK, &old, NULL);
	clear_bit(0, &running);
	return failed ? -EIO : 0;
}

int kunit_list(char *buf, size_t size)
{
	const struct kunit_suite *const *at;
	int len = 0;

	for_each_suite(at)
		len += scnprintf(buf + len, size - len, "%s\n", (*at)->name);
	return len;
}
