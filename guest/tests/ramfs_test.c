/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names and files, on the file system that the root is. */
#include <kunit/test.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/namei.h>
#include <linux/sched.h>
#include <linux/string.h>

#define DIR	"/tmp/kunit"
#define FILE	DIR "/file"

static int make_dir(struct kunit *test __maybe_unused)
{
	return do_mkdir(DIR, 0755);
}

static void drop_dir(struct kunit *test)
{
	do_unlink(FILE);
	do_unlink(DIR "/other");
	KUNIT_EXPECT_EQ(test, do_rmdir(DIR), 0l);
}

static struct file *create(const char *name)
{
	return filp_open(name, O_RDWR | O_CREAT | O_EXCL, 0644);
}

static int open_error(const char *name, int flags)
{
	struct file *file = filp_open(name, flags, 0644);

	if (IS_ERR(file))
		return PTR_ERR(file);
	fput(file);
	return 0;
}

static void what_was_written_is_read(struct kunit *test)
{
	struct file *file = create(FILE);
	char text[16] = "";

	KUNIT_ASSERT_NOT_ERR(test, file);
	KUNIT_EXPECT_EQ(test, kernel_write(file, "hello", 5), 5);
	KUNIT_EXPECT_EQ(test, kernel_read(file, 1, text, 15), 4);
	KUNIT_EXPECT_STREQ(test, text, "ello");
	KUNIT_EXPECT_EQ(test, kernel_read(file, 5, text, 15), 0);
	fput(file);
}

static void writes_cross_pages(struct kunit *test)
{
	struct file *file = create(FILE);
	static unsigned char data[3 * 4096 + 100], back[sizeof(data)];
	unsigned int i;

	KUNIT_ASSERT_NOT_ERR(test, file);
	for (i = 0; i < sizeof(data); i++)
		data[i] = i * 7 + i / 256;
	KUNIT_EXPECT_EQ(test, kernel_write(file, data, sizeof(data)),
			(int)sizeof(data));
	KUNIT_EXPECT_EQ(test, kernel_read(file, 0, back, sizeof(back)),
			(int)sizeof(back));
	KUNIT_EXPECT_EQ(test, memcmp(data, back, sizeof(data)), 0);
	fput(file);
}

static void truncation_forgets_and_growth_reads_zero(struct kunit *test)
{
	struct file *file = create(FILE);
	char text[8] = "#######";

	KUNIT_ASSERT_NOT_ERR(test, file);
	kernel_write(file, "abcdef", 6);
	KUNIT_EXPECT_EQ(test, do_truncate(file->f_dentry, 2), 0);
	KUNIT_EXPECT_EQ(test, do_truncate(file->f_dentry, 6), 0);
	KUNIT_EXPECT_EQ(test, kernel_read(file, 0, text, 8), 6);
	KUNIT_EXPECT_EQ(test, memcmp(text, "ab\0\0\0\0", 6), 0);
	fput(file);
}

static void names_that_do_not_exist_are_refused(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, open_error(FILE, O_RDONLY), -ENOENT);
	KUNIT_EXPECT_EQ(test, open_error("/no/such/dir", O_CREAT), -ENOENT);
	KUNIT_EXPECT_EQ(test, open_error("", O_RDONLY), -ENOENT);
	KUNIT_EXPECT_EQ(test, do_unlink(FILE), (long)-ENOENT);
}

static void names_that_exist_are_not_made_again(struct kunit *test)
{
	struct file *file = create(FILE);

	KUNIT_ASSERT_NOT_ERR(test, file);
	fput(file);
	KUNIT_EXPECT_EQ(test, open_error(FILE, O_CREAT | O_EXCL), -EEXIST);
	KUNIT_EXPECT_EQ(test, do_mkdir(FILE, 0755), (long)-EEXIST);
	KUNIT_EXPECT_EQ(test, open_error(FILE, O_RDONLY | O_CREAT), 0);
}

static void files_are_no_directories(struct kunit *test)
{
	struct file *file = create(FILE);

	KUNIT_ASSERT_NOT_ERR(test, file);
	fput(file);
	KUNIT_EXPECT_EQ(test, open_error(FILE "/x", O_RDONLY), -ENOTDIR);
	KUNIT_EXPECT_EQ(test, open_error(DIR, O_RDWR), -EISDIR);
	KUNIT_EXPECT_EQ(test, do_rmdir(DIR), (long)-ENOTEMPTY);
}

static void an_open_file_outlives_its_name(struct kunit *test)
{
	struct file *file = create(FILE);
	char text[4] = "";

	KUNIT_ASSERT_NOT_ERR(test, file);
	kernel_write(file, "abc", 3);
	KUNIT_EXPECT_EQ(test, do_unlink(FILE), 0l);
	KUNIT_EXPECT_EQ(test, open_error(FILE, O_RDONLY), -ENOENT);
	KUNIT_EXPECT_EQ(test, kernel_read(file, 0, text, 3), 3);
	KUNIT_EXPECT_STREQ(test, text, "abc");
	fput(file);
}

static void unlinking_gives_the_pages_back(struct kunit *test)
{
	static char page[4096];
	unsigned long before = nr_free_pages(), within;
	struct file *file = create(FILE);
	int i;

	KUNIT_ASSERT_NOT_ERR(test, file);
	for (i = 0; i < 16; i++)
		kernel_write(file, page, sizeof(page));
	within = nr_free_pages();
	fput(file);
	do_unlink(FILE);
	KUNIT_EXPECT_LE(test, within, before - 16);
	KUNIT_EXPECT_GE(test, nr_free_pages(), within + 16);
}

static void links_are_followed_but_not_in_circles(struct kunit *test)
{
	struct file *file = create(FILE);

	KUNIT_ASSERT_NOT_ERR(test, file);
	fput(file);
	do_symlink("file", DIR "/other");
	KUNIT_EXPECT_EQ(test, open_error(DIR "/other", O_RDONLY), 0);
	do_unlink(DIR "/other");
	do_symlink("other", DIR "/other");
	KUNIT_EXPECT_EQ(test, open_error(DIR "/other", O_RDONLY), -ELOOP);
}

static void a_link_to_the_root_has_no_last_name_to_be_made(
							struct kunit *test)
{
	do_symlink("/", DIR "/other");
	KUNIT_EXPECT_EQ(test, open_error(DIR "/other", O_RDWR | O_CREAT),
			-EISDIR);
	KUNIT_EXPECT_EQ(test, do_unlink("/other"), (long)-ENOENT);
}

static void a_node_of_no_kind_is_not_made(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, do_mknod(FILE, 0050644, 0), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, do_mknod(FILE, S_IFLNK | 0644, 0),
			(long)-EINVAL);
	KUNIT_EXPECT_EQ(test, do_mknod(FILE, S_IFDIR | 0755, 0),
			(long)-EPERM);
	KUNIT_EXPECT_EQ(test, do_mknod(FILE, S_IFSOCK | 0644, 0), 0l);
}

static void renaming_moves_the_name(struct kunit *test)
{
	struct file *file = create(FILE);

	KUNIT_ASSERT_NOT_ERR(test, file);
	fput(file);
	KUNIT_EXPECT_EQ(test, do_rename(FILE, DIR "/other"), 0l);
	KUNIT_EXPECT_EQ(test, open_error(FILE, O_RDONLY), -ENOENT);
	KUNIT_EXPECT_EQ(test, open_error(DIR "/../kunit//./other", O_RDONLY),
			0);
}

/* What is left of a file's mode when one with this identity has written. */
static int mode_after_write(struct kunit *test, int mode, uid_t euid)
{
	struct file *file = create(FILE);
	uid_t was = current->euid;
	struct inode *inode;

	if (IS_ERR(file))
		return PTR_ERR(file);
	inode = file->f_dentry->d_inode;
	inode->i_mode = S_IFREG | mode;
	current->euid = euid;
	KUNIT_EXPECT_EQ(test, kernel_write(file, "x", 1), 1);
	current->euid = was;
	mode = inode->i_mode & S_IALLUGO;
	fput(file);
	do_unlink(FILE);
	return mode;
}

static void who_writes_to_a_program_gets_none_of_its_privileges(
							struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, mode_after_write(test, 06777, 500), 0777);
	KUNIT_EXPECT_EQ(test, mode_after_write(test, 04644, 500), 0644);
	/* Without the right to execute it is a mark for locks. */
	KUNIT_EXPECT_EQ(test, mode_after_write(test, 02666, 500), 02666);
	KUNIT_EXPECT_EQ(test, mode_after_write(test, 06777, 0), 06777);
}

struct removal {
	int seen;
	char name[32];
};

/* One name a call, as if the reader had no room for more. */
static int take_one(void *arg, const char *name, int len,
		    loff_t off __maybe_unused,
		    unsigned long ino __maybe_unused,
		    unsigned int type __maybe_unused)
{
	struct removal *to = arg;

	if (*to->name)
		return 1;
	to->seen++;
	snprintf(to->name, sizeof(to->name), DIR "/%s", name);
	to->name[strlen(DIR "/") + len] = '\0';
	return 0;
}

static void who_removes_what_he_has_read_comes_by_all_names(
							struct kunit *test)
{
	struct file *dir = filp_open(DIR, O_RDONLY | O_DIRECTORY, 0);
	struct removal to = { .seen = 0 };
	char name[32];
	int i;

	KUNIT_ASSERT_NOT_ERR(test, dir);
	for (i = 0; i < 5; i++) {
		snprintf(name, sizeof(name), DIR "/f%d", i);
		fput(create(name));
	}
	do {
		*to.name = '\0';
		dcache_readdir(dir, &to, take_one);
		if (to.seen > 2 && *to.name)
			do_unlink(to.name);
	} while (*to.name);
	fput(dir);
	KUNIT_EXPECT_EQ(test, to.seen, 2 + 5);
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(what_was_written_is_read),
	KUNIT_CASE(writes_cross_pages),
	KUNIT_CASE(truncation_forgets_and_growth_reads_zero),
	KUNIT_CASE(names_that_do_not_exist_are_refused),
	KUNIT_CASE(names_that_exist_are_not_made_again),
	KUNIT_CASE(files_are_no_directories),
	KUNIT_CASE(an_open_file_outlives_its_name),
	KUNIT_CASE(unlinking_gives_the_pages_back),
	KUNIT_CASE(links_are_followed_but_not_in_circles),
	KUNIT_CASE(a_link_to_the_root_has_no_last_name_to_be_made),
	KUNIT_CASE(a_node_of_no_kind_is_not_made),
	KUNIT_CASE(renaming_moves_the_name),
	KUNIT_CASE(who_writes_to_a_program_gets_none_of_its_privileges),
	KUNIT_CASE(who_removes_what_he_has_read_comes_by_all_names),
	{}
};

static const struct kunit_suite ramfs_suite = {
	"ramfs", make_dir, drop_dir, cases
};
kunit_test_suite(ramfs_suite);
