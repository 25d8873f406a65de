/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel_thread(), and what daemonize() makes of its child. */
#include <kunit/test.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/sched.h>

asmlinkage long sys_wait4(pid_t pid, int *stat_addr, int options, void *ru);

#define FLAGS	(CLONE_FS | CLONE_FILES | CLONE_SIGHAND | SIGCHLD)

/* The child, as it saw itself; the writer waits for `done`. */
static struct {
	volatile int done, go_on;
	void *arg, *stack;
	int pid, parent_pid, session, pgrp;
	char comm[TASK_COMM_LEN];
	struct mm_struct *mm, *active_mm;
	struct files_struct *files;
	struct fs_struct *fs;
	struct sighand_struct *sighand;
	int blocked_usr1, pending_usr1, exit_signal;
} seen;

static int forget(struct kunit *test __maybe_unused)
{
	memset(&seen, 0, sizeof(seen));
	return 0;
}

static void look_at_oneself(void *arg)
{
	seen.arg = arg;
	seen.stack = current_thread_info();
	seen.pid = current->pid;
	seen.parent_pid = current->parent->pid;
	seen.session = current->signal->session;
	seen.pgrp = process_group(current);
	strlcpy(seen.comm, current->comm, TASK_COMM_LEN);
	seen.mm = current->mm;
	seen.active_mm = current->active_mm;
	seen.files = current->files;
	seen.fs = current->fs;
	seen.sighand = current->sighand;
	seen.blocked_usr1 = sigismember(&current->blocked, SIGUSR1);
	seen.exit_signal = current->exit_signal;
}

static int plain_child(void *arg)
{
	look_at_oneself(arg);
	seen.done = 1;
	while (!seen.go_on)
		kunit_sleep(1);
	return 0;
}

static int daemon_child(void *arg)
{
	daemonize("kunit-%d", 7);
	look_at_oneself(arg);
	send_sig(SIGUSR1, current, 1);
	seen.pending_usr1 = signal_pending(current);
	seen.done = 1;
	while (!seen.go_on)
		kunit_sleep(1);
	return 0;
}

/* Lets the child end, and waits until it is gone, whoever its parent is. */
static void finish(int pid)
{
	int patience = HZ;

	seen.go_on = 1;
	sys_wait4(pid, NULL, 0, NULL);
	while (find_task_by_pid(pid) && patience--)
		kunit_sleep(1);
}

static void fn_runs_in_a_task_of_its_own(struct kunit *test)
{
	int pid = kernel_thread(plain_child, &seen, FLAGS);

	KUNIT_ASSERT_GT(test, pid, 0);
	kunit_wait_for(&seen.done);
	KUNIT_EXPECT_EQ(test, seen.pid, pid);
	KUNIT_EXPECT_NE(test, pid, current->pid);
	KUNIT_EXPECT_EQ(test, seen.arg, (void *)&seen);
	KUNIT_EXPECT_NE(test, seen.stack, (void *)current_thread_info());
	KUNIT_EXPECT_EQ(test, seen.parent_pid, current->pid);
	finish(pid);
}

static void the_child_shares_until_it_daemonizes(struct kunit *test)
{
	int pid = kernel_thread(plain_child, NULL, FLAGS);

	KUNIT_ASSERT_GT(test, pid, 0);
	kunit_wait_for(&seen.done);
	KUNIT_EXPECT_EQ(test, seen.mm, current->mm);
	KUNIT_EXPECT_EQ(test, seen.files, current->files);
	KUNIT_EXPECT_EQ(test, seen.fs, current->fs);
	KUNIT_EXPECT_EQ(test, seen.sighand, current->sighand);
	finish(pid);
}

static void daemonize_gives_up_the_parents_resources(struct kunit *test)
{
	int users = atomic_read(&current->mm->mm_users);
	int pid = kernel_thread(daemon_child, NULL, FLAGS);

	KUNIT_ASSERT_GT(test, pid, 0);
	kunit_wait_for(&seen.done);
	KUNIT_EXPECT_NULL(test, seen.mm);
	KUNIT_EXPECT_TRUE(test, seen.active_mm != NULL);
	KUNIT_EXPECT_EQ(test, atomic_read(&current->mm->mm_users), users);
	KUNIT_EXPECT_NE(test, seen.files, current->files);
	KUNIT_EXPECT_EQ(test, seen.files, init_task.files);
	KUNIT_EXPECT_NE(test, seen.fs, current->fs);
	KUNIT_EXPECT_EQ(test, seen.fs, init_task.fs);
	KUNIT_EXPECT_NE(test, seen.sighand, current->sighand);
	KUNIT_EXPECT_EQ(test, seen.sighand, init_task.sighand);
	finish(pid);
}

static void daemonize_names_and_leaves_the_session(struct kunit *test)
{
	int pid = kernel_thread(daemon_child, NULL, FLAGS);

	KUNIT_ASSERT_GT(test, pid, 0);
	kunit_wait_for(&seen.done);
	KUNIT_EXPECT_STREQ(test, seen.comm, "kunit-7");
	KUNIT_EXPECT_EQ(test, seen.session, 1);
	KUNIT_EXPECT_EQ(test, seen.pgrp, 1);
	finish(pid);
}

static void daemonize_makes_init_the_parent(struct kunit *test)
{
	int pid = kernel_thread(daemon_child, NULL, FLAGS);

	KUNIT_ASSERT_GT(test, pid, 0);
	kunit_wait_for(&seen.done);
	KUNIT_EXPECT_NE(test, current->pid, 1);
	KUNIT_EXPECT_EQ(test, seen.parent_pid, 1);
	KUNIT_EXPECT_EQ(test, seen.exit_signal, SIGCHLD);
	finish(pid);
	/* Process 1 reaped it, not this one. */
	KUNIT_EXPECT_NULL(test, find_task_by_pid(pid));
}

static void daemonize_blocks_signals(struct kunit *test)
{
	int pid = kernel_thread(daemon_child, NULL, FLAGS);

	KUNIT_ASSERT_GT(test, pid, 0);
	kunit_wait_for(&seen.done);
	KUNIT_EXPECT_TRUE(test, seen.blocked_usr1);
	KUNIT_EXPECT_FALSE(test, seen.pending_usr1);
	finish(pid);
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(fn_runs_in_a_task_of_its_own),
	KUNIT_CASE(the_child_shares_until_it_daemonizes),
	KUNIT_CASE(daemonize_gives_up_the_parents_resources),
	KUNIT_CASE(daemonize_names_and_leaves_the_session),
	KUNIT_CASE(daemonize_makes_init_the_parent),
	KUNIT_CASE(daemonize_blocks_signals),
	{}
};

static const struct kunit_suite kernel_thread_suite = {
	"kernel_thread", forget, NULL, cases
};
kunit_test_suite(kernel_thread_suite);
