/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What execve() refuses: each image differs in one thing from a good one. */
#include <kunit/test.h>
#include <linux/elf.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kmod.h>
#include <linux/mm.h>
#include <linux/namei.h>
#include <asm/uaccess.h>

#define PROGRAM		"/tmp/kunit.elf"
#define BASE		0x08048000

struct image {
	Elf32_Ehdr elf;
	Elf32_Phdr ph;
	u8 code[12];
};

static struct image image;

static int make_good(struct kunit *test __maybe_unused)
{
	/* movl $1, %eax; movl $42, %ebx; int $0x80: exit(42) */
	static const u8 code[12] = { 0xb8, 1, 0, 0, 0, 0xbb, 42, 0, 0, 0,
				     0xcd, 0x80 };

	image = (struct image){
		.elf = { .e_type = ET_EXEC, .e_machine = EM_386,
			 .e_version = 1,
			 .e_entry = BASE + offsetof(struct image, code),
			 .e_phoff = offsetof(struct image, ph),
			 .e_ehsize = sizeof(Elf32_Ehdr),
			 .e_phentsize = sizeof(Elf32_Phdr), .e_phnum = 1 },
		.ph = { .p_type = PT_LOAD, .p_vaddr = BASE,
			.p_filesz = sizeof(image), .p_memsz = sizeof(image),
			.p_flags = PF_R | PF_X, .p_align = PAGE_SIZE },
	};
	memcpy(image.elf.e_ident, "\177ELF\1\1\1", 7);
	memcpy(image.code, code, sizeof(code));
	return 0;
}

static void drop(struct kunit *test __maybe_unused)
{
	do_unlink(PROGRAM);
}

static int install(const void *data, int size, int mode)
{
	struct file *file;
	int written;

	do_unlink(PROGRAM);
	file = filp_open(PROGRAM, O_WRONLY | O_CREAT, mode);
	if (IS_ERR(file))
		return PTR_ERR(file);
	written = kernel_write(file, data, size);
	fput(file);
	return written == size ? 0 : -EIO;
}

static int exec(const char *name)
{
	char *argv[] = { (char *)name, NULL };
	mm_segment_t old = get_fs();
	struct pt_regs regs;
	int error;

	memset(&regs, 0, sizeof(regs));
	set_fs(KERNEL_DS);	/* argv is the kernel's own */
	error = do_execve((char *)name, argv, argv + 1, &regs);
	set_fs(old);
	return error;
}

static int exec_image(void)
{
	int error = install(&image, sizeof(image), 0755);

	return error ? error : exec(PROGRAM);
}

static void the_good_image_runs(struct kunit *test)
{
	char *argv[] = { PROGRAM, NULL };
	char *envp[] = { NULL };

	KUNIT_ASSERT_EQ(test, install(&image, sizeof(image), 0755), 0);
	KUNIT_EXPECT_EQ(test, call_usermodehelper(PROGRAM, argv, envp, 1),
			42 << 8);
}

static void missing_and_unexecutable_files_are_refused(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, exec("/tmp/none"), -ENOENT);
	KUNIT_EXPECT_EQ(test, exec("/tmp"), -EACCES);
	KUNIT_ASSERT_EQ(test, install(&image, sizeof(image), 0644), 0);
	KUNIT_EXPECT_EQ(test, exec(PROGRAM), -EACCES);
}

static void text_and_scraps_are_refused(struct kunit *test)
{
	install("", 0, 0755);
	KUNIT_EXPECT_EQ(test, exec(PROGRAM), -ENOEXEC);
	install("hello\n", 6, 0755);
	KUNIT_EXPECT_EQ(test, exec(PROGRAM), -ENOEXEC);
	install(&image, sizeof(image.elf) - 1, 0755);
	KUNIT_EXPECT_EQ(test, exec(PROGRAM), -ENOEXEC);
	install(&image, sizeof(image.elf), 0755);
	KUNIT_EXPECT_EQ(test, exec(PROGRAM), -ENOEXEC);
}

static void other_machines_are_refused(struct kunit *test)
{
	image.elf.e_ident[EI_CLASS] = 2;	/* 64-bit */
	KUNIT_EXPECT_EQ(test, exec_image(), -ENOEXEC);
	make_good(test);
	image.elf.e_ident[EI_DATA] = 2;		/* big-endian */
	KUNIT_EXPECT_EQ(test, exec_image(), -ENOEXEC);
	make_good(test);
	image.elf.e_machine = 62;		/* x86-64 */
	KUNIT_EXPECT_EQ(test, exec_image(), -ENOEXEC);
	make_good(test);
	image.elf.e_type = 3;			/* a shared object */
	KUNIT_EXPECT_EQ(test, exec_image(), -ENOEXEC);
}

static void bad_program_headers_are_refused(struct kunit *test)
{
	image.elf.e_phnum = 0;
	KUNIT_EXPECT_EQ(test, exec_image(), -ENOEXEC);
	make_good(test);
	image.elf.e_phnum = 0xffff;
	KUNIT_EXPECT_EQ(test, exec_image(), -ENOEXEC);
	make_good(test);
	image.elf.e_phentsize = 16;
	KUNIT_EXPECT_EQ(test, exec_image(), -ENOEXEC);
	make_good(test);
	image.elf.e_phoff = 0x7ffffff0;
	KUNIT_EXPECT_EQ(test, exec_image(), -ENOEXEC);
	make_good(test);
	image.ph.p_type = PT_INTERP;
	KUNIT_EXPECT_EQ(test, exec_image(), -ENOEXEC);
}

static void bad_segments_are_refused(struct kunit *test)
{
	image.ph.p_vaddr = TASK_SIZE;
	KUNIT_EXPECT_EQ(test, exec_image(), -ENOEXEC);
	make_good(test);
	image.ph.p_memsz = 0xf8000000;		/* wraps around */
	KUNIT_EXPECT_EQ(test, exec_image(), -ENOEXEC);
	make_good(test);
	image.ph.p_memsz = image.ph.p_filesz - 1;
	KUNIT_EXPECT_EQ(test, exec_image(), -ENOEXEC);
	make_good(test);
	image.ph.p_offset = 1;			/* not a page apart */
	KUNIT_EXPECT_EQ(test, exec_image(), -ENOEXEC);
	make_good(test);
	image.ph.p_vaddr = 0;			/* would map NULL */
	KUNIT_EXPECT_EQ(test, exec_image(), -ENOEXEC);
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(the_good_image_runs),
	KUNIT_CASE(missing_and_unexecutable_files_are_refused),
	KUNIT_CASE(text_and_scraps_are_refused),
	KUNIT_CASE(other_machines_are_refused),
	KUNIT_CASE(bad_program_headers_are_refused),
	KUNIT_CASE(bad_segments_are_refused),
	{}
};

static const struct kunit_suite elf_suite = { "elf", make_good, drop, cases };
kunit_test_suite(elf_suite);
