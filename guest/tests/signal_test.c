/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <kunit/test.h>
#include <linux/kthread.h>
#include <linux/signal.h>

static volatile int listening, got_pending, got_signal;

static int forget(struct kunit *test __maybe_unused)
{
	listening = got_pending = got_signal = 0;
	return 0;
}

/* A kernel thread that lets SIGTERM through, and only that. */
static int listen(void *unused __maybe_unused)
{
	siginfo_t info;
	int i;

	allow_signal(SIGTERM);
	listening = 1;
	for (i = 0; i < 10 && !signal_pending(current); i++) {
		set_current_state(TASK_INTERRUPTIBLE);
		schedule_timeout(1);
	}
	got_pending = signal_pending(current);
	if (got_pending)
		got_signal = dequeue_signal(current, &info);
	return 0;
}

static void sets_hold_all_64_signals(struct kunit *test)
{
	sigset_t set;
	int sig;

	sigemptyset(&set);
	for (sig = 1; sig <= _NSIG; sig++) {
		KUNIT_EXPECT_FALSE(test, sigismember(&set, sig));
		sigaddset(&set, sig);
		KUNIT_EXPECT_TRUE(test, sigismember(&set, sig));
	}
	sigdelset(&set, 33);
	KUNIT_EXPECT_FALSE(test, sigismember(&set, 33));
	KUNIT_EXPECT_TRUE(test, sigismember(&set, 32));
	KUNIT_EXPECT_TRUE(test, sigismember(&set, 34));
}

static void the_lowest_unblocked_signal_is_next(struct kunit *test)
{
	sigset_t pending, blocked;

	sigemptyset(&pending);
	sigemptyset(&blocked);
	KUNIT_EXPECT_EQ(test, next_signal(&pending, &blocked), 0);
	sigaddset(&pending, SIGCHLD);
	sigaddset(&pending, SIGTERM);
	sigaddset(&pending, 40);
	KUNIT_EXPECT_EQ(test, next_signal(&pending, &blocked), SIGTERM);
	sigaddset(&blocked, SIGTERM);
	KUNIT_EXPECT_EQ(test, next_signal(&pending, &blocked), SIGCHLD);
	sigaddset(&blocked, SIGCHLD);
	KUNIT_EXPECT_EQ(test, next_signal(&pending, &blocked), 40);
}

static void faults_come_before_all_others(struct kunit *test)
{
	sigset_t pending, blocked;

	sigemptyset(&pending);
	sigemptyset(&blocked);
	sigaddset(&pending, SIGHUP);
	sigaddset(&pending, SIGSEGV);
	KUNIT_EXPECT_EQ(test, next_signal(&pending, &blocked), SIGSEGV);
}

static void blocking_adds_replaces_and_removes(struct kunit *test)
{
	sigset_t set, old, now;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_UNBLOCK, &set, &old);
	KUNIT_EXPECT_FALSE(test, sigismember(&current->blocked, SIGUSR1));
	sigprocmask(SIG_BLOCK, &set, NULL);
	KUNIT_EXPECT_TRUE(test, sigismember(&current->blocked, SIGUSR1));
	sigprocmask(SIG_SETMASK, &old, &now);
	KUNIT_EXPECT_TRUE(test, sigismember(&now, SIGUSR1));
	KUNIT_EXPECT_EQ(test, memcmp(&current->blocked, &old, sizeof(old)), 0);
}

static void kill_and_stop_take_no_handler(struct kunit *test)
{
	struct k_sigaction action = { .sa = { .sa_handler = SIG_IGN } };

	KUNIT_EXPECT_EQ(test, do_sigaction(SIGKILL, &action, NULL), -EINVAL);
	KUNIT_EXPECT_EQ(test, do_sigaction(SIGSTOP, &action, NULL), -EINVAL);
	KUNIT_EXPECT_EQ(test, do_sigaction(0, &action, NULL), -EINVAL);
	KUNIT_EXPECT_EQ(test, do_sigaction(_NSIG + 1, &action, NULL), -EINVAL);
}

static void kernel_threads_hear_what_they_allow(struct kunit *test)
{
	struct task_struct *k = kthread_run(listen, NULL, "kunit");

	KUNIT_ASSERT_NOT_ERR(test, k);
	kunit_wait_for(&listening);
	send_sig(SIGTERM, k, 1);
	kunit_wait_for(&got_pending);
	KUNIT_EXPECT_EQ(test, got_signal, SIGTERM);
}

static volatile int forked, retried;

static int child(void *unused __maybe_unused)
{
	retried++;
	return 0;
}

static int fork_with_a_signal(void *unused __maybe_unused)
{
	allow_signal(SIGTERM);
	send_sig(SIGTERM, current, 1);
	forked = kernel_thread(child, NULL, SIGCHLD);
	flush_signals(current);
	retried = 0;
	kernel_thread(child, NULL, SIGCHLD);
	return 0;
}

/* Or a child would miss what was sent to the group while it was made. */
static void a_signal_comes_before_a_fork(struct kunit *test)
{
	int before = nr_threads, i;
	struct task_struct *k = kthread_run(fork_with_a_signal, NULL, "kunit");

	KUNIT_ASSERT_NOT_ERR(test, k);
	kunit_wait_for(&retried);
	KUNIT_EXPECT_EQ(test, forked, -ERESTARTNOINTR);
	KUNIT_EXPECT_EQ(test, retried, 1);
	/* The others end by themselves; what failed has left nothing. */
	for (i = 0; i < 5 * HZ && nr_threads != before; i++)
		kunit_sleep(1);
	KUNIT_EXPECT_EQ(test, nr_threads, before);
}

static void kernel_threads_are_deaf_to_the_rest(struct kunit *test)
{
	struct task_struct *k = kthread_run(listen, NULL, "kunit");

	KUNIT_ASSERT_NOT_ERR(test, k);
	kunit_wait_for(&listening);
	send_sig(SIGUSR1, k, 1);
	kunit_sleep(15);
	KUNIT_EXPECT_FALSE(test, got_pending);
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(sets_hold_all_64_signals),
	KUNIT_CASE(the_lowest_unblocked_signal_is_next),
	KUNIT_CASE(faults_come_before_all_others),
	KUNIT_CASE(blocking_adds_replaces_and_removes),
	KUNIT_CASE(kill_and_stop_take_no_handler),
	KUNIT_CASE(kernel_threads_hear_what_they_allow),
	KUNIT_CASE(a_signal_comes_before_a_fork),
	KUNIT_CASE(kernel_threads_are_deaf_to_the_rest),
	{}
};

static const struct kunit_suite signal_suite = {
	"signal", forget, NULL, cases
};
kunit_test_suite(signal_suite);
