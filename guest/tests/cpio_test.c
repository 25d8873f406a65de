/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Unpacking of archives, and what it refuses. */
#include <kunit/test.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/namei.h>

#define NAME		"/tmp/kunit.cpio"
#define HEADER		110

static char archive[1024];
static int length;

/* Adds a member, padded as newc wants it. */
static void add(const char *name, int mode, const char *data)
{
	int size = strlen(data), start = length;

	length += sprintf(archive + length,
			  "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x"
			  "%08x%08x", 1, mode, 0, 0, 1, 0, size, 0, 0, 0, 0,
			  (int)strlen(name) + 1, 0);
	length += sprintf(archive + length, "%s", name) + 1;
	while ((length - start) % 4)
		archive[length++] = '\0';
	memcpy(archive + length, data, size);
	length += ALIGN(size, 4);
}

static int make_archive(struct kunit *test __maybe_unused)
{
	memset(archive, 0, sizeof(archive));
	length = 0;
	add(NAME, S_IFREG | 0640, "hello");
	add("TRAILER!!!", 0, "");
	return 0;
}

static void drop(struct kunit *test __maybe_unused)
{
	do_unlink(NAME);
}

static int unpack(int len)
{
	return unpack_to_rootfs("kunit", archive, len);
}

static int exists(void)
{
	struct file *file = filp_open(NAME, O_RDONLY, 0);

	if (IS_ERR(file))
		return 0;
	fput(file);
	return 1;
}

/* Digits at `offset` of the first header become these. */
static void overwrite(int offset, const char *digits)
{
	memcpy(archive + offset, digits, strlen(digits));
}

static void a_member_becomes_a_file(struct kunit *test)
{
	struct file *file;
	char text[8] = "";

	KUNIT_EXPECT_EQ(test, unpack(length), 0);
	file = filp_open(NAME, O_RDONLY, 0);
	KUNIT_ASSERT_NOT_ERR(test, file);
	KUNIT_EXPECT_EQ(test, kernel_read(file, 0, text, 7), 5);
	KUNIT_EXPECT_STREQ(test, text, "hello");
	KUNIT_EXPECT_EQ(test, file->f_dentry->d_inode->i_mode,
			S_IFREG | 0640);
	fput(file);
}

static void a_member_takes_the_place_of_a_link(struct kunit *test)
{
	struct file *file;
	char text[8] = "";

	length = 0;
	add(NAME, S_IFLNK | 0777, "/dev/null");
	add(NAME, S_IFREG | 0600, "file");
	add("TRAILER!!!", 0, "");
	KUNIT_EXPECT_EQ(test, unpack(length), 0);
	file = filp_open(NAME, O_RDONLY, 0);
	KUNIT_ASSERT_NOT_ERR(test, file);
	KUNIT_EXPECT_EQ(test, kernel_read(file, 0, text, 7), 4);
	KUNIT_EXPECT_STREQ(test, text, "file");
	fput(file);
}

static void another_magic_is_refused(struct kunit *test)
{
	overwrite(0, "070707");
	KUNIT_EXPECT_EQ(test, unpack(length), -EINVAL);
	KUNIT_EXPECT_FALSE(test, exists());
}

static void digits_that_are_none_are_refused(struct kunit *test)
{
	overwrite(54, "0000000g");
	KUNIT_EXPECT_EQ(test, unpack(length), -EINVAL);
	KUNIT_EXPECT_FALSE(test, exists());
}

static void sizes_beyond_the_end_are_refused(struct kunit *test)
{
	overwrite(54, "7fffffff");
	KUNIT_EXPECT_EQ(test, unpack(length), -EINVAL);
	overwrite(54, "ffffffff");
	KUNIT_EXPECT_EQ(test, unpack(length), -EINVAL);
	KUNIT_EXPECT_FALSE(test, exists());
}

static void bad_names_are_refused(struct kunit *test)
{
	overwrite(94, "00000000");
	KUNIT_EXPECT_EQ(test, unpack(length), -EINVAL);
	overwrite(94, "fffffff0");
	KUNIT_EXPECT_EQ(test, unpack(length), -EINVAL);
	overwrite(94, "00000004");	/* no NUL there */
	KUNIT_EXPECT_EQ(test, unpack(length), -EINVAL);
	KUNIT_EXPECT_FALSE(test, exists());
}

static void truncation_anywhere_is_refused(struct kunit *test)
{
	static const int lengths[] = { 1, 5, HEADER - 1, HEADER + 3,
				       HEADER + 18 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(lengths); i++)
		KUNIT_EXPECT_EQ(test, unpack(lengths[i]), -EINVAL);
	KUNIT_EXPECT_FALSE(test, exists());
	/* Cut in the trailer: what came before it stays. */
	KUNIT_EXPECT_EQ(test, unpack(length - 20), -EINVAL);
	KUNIT_EXPECT_TRUE(test, exists());
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(a_member_becomes_a_file),
	KUNIT_CASE(a_member_takes_the_place_of_a_link),
	KUNIT_CASE(another_magic_is_refused),
	KUNIT_CASE(digits_that_are_none_are_refused),
	KUNIT_CASE(sizes_beyond_the_end_are_refused),
	KUNIT_CASE(bad_names_are_refused),
	KUNIT_CASE(truncation_anywhere_is_refused),
	{}
};

static const struct kunit_suite cpio_suite = {
	"cpio", make_archive, drop, cases
};
kunit_test_suite(cpio_suite);
