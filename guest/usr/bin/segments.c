/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Segments that go while a register selects them: what is then left in the
 * register is the program's trouble, and never the kernel's, which has to
 * load it on the way back.
 */
#include <check.h>
#include <errno.h>
#include <ldt.h>
#include <sys/wait.h>
#include <syscall.h>
#include <unistd.h>

#define NR_clone	120
#define CLONE_SETTLS	0x00080000
#define SIGCHLD		17

static unsigned int entry = -1;

static struct user_desc all_of_memory(void)
{
	return (struct user_desc){
		.entry_number = entry, .limit = 0xfffff, .seg_32bit = 1,
		.limit_in_pages = 1, .useable = 1,
	};
}

static struct user_desc nothing(void)
{
	return (struct user_desc){
		.entry_number = entry, .read_exec_only = 1,
		.seg_not_present = 1,
	};
}

static unsigned int make_segment(void)
{
	struct user_desc desc = all_of_memory();

	syscall1(NR_set_thread_area, &desc);
	entry = desc.entry_number;
	return entry * 8 + 3;
}

/* Its selector is in the register when the call takes the segment away. */
#define LOSE(load, restore)						\
	struct user_desc none;						\
	unsigned int selector = make_segment();				\
	long ret;							\
									\
	(void)unused;							\
	none = nothing();						\
	__asm__ volatile("pushl %%ds; " load "; int $0x80; " restore	\
			 : "=a"(ret)					\
			 : "0"(NR_set_thread_area), "b"(&none),		\
			   "r"(selector) : "memory");			\
	_exit(ret != 0)

static void lose_es(unsigned long unused)
{
	LOSE("movw %w3, %%es", "popl %%es");
}

static void lose_ds(unsigned long unused)
{
	LOSE("movw %w3, %%ds", "popl %%ds");
}

static void lose_ss(unsigned long unused)
{
	LOSE("movw %w3, %%ss", "popl %%ds");
}

static void make_read_only_ss(unsigned long unused)
{
	struct user_desc desc;
	unsigned int selector = make_segment();

	(void)unused;
	desc = all_of_memory();
	desc.read_exec_only = 1;
	__asm__ volatile("movw %w2, %%ss; int $0x80"
			 : : "a"(NR_set_thread_area), "b"(&desc),
			     "r"(selector) : "memory");
}

static void give_code(unsigned long unused)
{
	struct user_desc tls;

	(void)unused;
	__asm__ volatile("movw %w0, %%gs" : : "r"(make_segment()));
	tls = all_of_memory();
	tls.contents = 2;
	tls.read_exec_only = 1;
	_exit(syscall4(NR_clone, CLONE_SETTLS | SIGCHLD, 0, 0, &tls) !=
	      -EINVAL);
}

/* The parent's es selects what the child has not. */
static void give_nothing(unsigned long unused)
{
	struct user_desc none;
	unsigned int selector = make_segment();
	int pid, status = -1;

	(void)unused;
	none = nothing();
	__asm__ volatile("movw %w5, %%es; int $0x80; pushl %%ds; popl %%es"
			 : "=a"(pid)
			 : "0"(NR_clone), "b"(CLONE_SETTLS | SIGCHLD),
			   "c"(0), "d"(0), "r"(selector), "S"(&none)
			 : "memory");
	if (!pid)
		_exit(0);
	waitpid(pid, &status, 0);
	_exit(status != 0);
}

int main(void)
{
	check_begin("segments");
	make_segment();
	check(status_of(lose_es, 0) == 0, "es may outlive its segment");
	check(status_of(lose_ds, 0) == 0, "ds may outlive its segment");
	check(WIFSIGNALED(status_of(lose_ss, 0)), "ss may not");
	check(WIFSIGNALED(status_of(make_read_only_ss, 0)),
	      "nor become a segment that is only read");
	check(status_of(give_code, 0) == 0,
	      "a child's segment is not one of code");
	check(status_of(give_nothing, 0) == 0,
	      "a child may have none where its parent had one");
	return check_end();
}
