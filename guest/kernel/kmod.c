/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Programs started by the kernel, through the khelper queue. */
#include <linux/completion.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kmod.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/syscalls.h>
#include <linux/unistd.h>
#include <linux/workqueue.h>
#include <asm/uaccess.h>

#define DEVPATH_LEN	64

struct subprocess_info {
	struct completion *complete;
	char *path;
	char **argv;
	char **envp;
	int wait;
	int retval;
};

static struct workqueue_struct *khelper_wq;

/* The new thread, until it is the program. */
static int ____call_usermodehelper(void *data)
{
	struct subprocess_info *sub_info = data;
	int retval;

	/* What khelper ignores and blocks is not the program's business. */
	local_irq_disable();
	flush_signals(current);
	flush_signal_handlers(current, 1);
	sigemptyset(&current->blocked);
	recalc_sigpending();
	local_irq_enable();
	set_user_nice(current, 0);

	retval = kernel_execve(sub_info->path, sub_info->argv,
			       sub_info->envp);
	/* Only if that failed: sub_info's owner still waits (vfork, wait4). */
	sub_info->retval = retval;
	do_exit(0);
}

/* A thread may wait for its child, while khelper goes on to the next. */
static int wait_for_helper(void *data)
{
	struct subprocess_info *sub_info = data;
	struct k_sigaction sa = { .sa.sa_handler = SIG_DFL };
	int status = 0;
	pid_t pid;

	/* Or the child would be gone before it is waited for. */
	do_sigaction(SIGCHLD, &sa, NULL);
	allow_signal(SIGCHLD);
	pid = kernel_thread(____call_usermodehelper, sub_info, SIGCHLD);
	if (pid < 0)
		sub_info->retval = pid;
	else
		sys_wait4(pid, &status, 0, NULL);
	/* 0 may also mean that execve() failed, and has said so itself. */
	if (status)
		sub_info->retval = status;
	complete(sub_info->complete);
	return 0;
}

static void __call_usermodehelper(void *data)
{
	struct subprocess_info *sub_info = data;
	pid_t pid;

	/* vfork: sub_info lives until the program has begun. */
	if (sub_info->wait)
		pid = kernel_thread(wait_for_helper, sub_info,
				    CLONE_FS | CLONE_FILES | SIGCHLD);
	else
		pid = kernel_thread(____call_usermodehelper, sub_info,
				    CLONE_VFORK | SIGCHLD);
	if (pid < 0)
		sub_info->retval = pid;
	if (pid < 0 || !sub_info->wait)
		complete(sub_info->complete);
}

int call_usermodehelper(char *path, char **argv, char **envp, int wait)
{
	DECLARE_COMPLETION(done);
	struct subprocess_info sub_info = {
		.complete = &done,
		.path = path,
		.argv = argv,
		.envp = envp,
		.wait = wait,
	};
	DECLARE_WORK(work, __call_usermodehelper, &sub_info);

	if (!khelper_wq)
		return -EBUSY;
	queue_work(khelper_wq, &work);
	wait_for_completion(&done);
	return sub_info.retval;
}

void kobject_uevent(const char *action, char *subsystem, const char *devpath)
{
	char action_string[DEVPATH_LEN], devpath_string[DEVPATH_LEN];
	char *argv[] = { "/sbin/hotplug", subsystem, NULL };
	char *envp[] = { "HOME=/", "PATH=/sbin:/bin:/usr/sbin:/usr/bin",
			 action_string, devpath_string, NULL };
	int retval;

	snprintf(action_string, DEVPATH_LEN, "ACTION=%s", action);
	snprintf(devpath_string, DEVPATH_LEN, "DEVPATH=%s", devpath);
	retval = call_usermodehelper(argv[0], argv, envp, 0);
	if (retval < 0 && retval != -ENOENT && retval != -EBUSY)
		printk(KERN_WARNING "kobject_uevent: %s: error %d\n",
		       argv[0], -retval);
}

void __init usermodehelper_init(void)
{
	khelper_wq = create_singlethread_workqueue("khelper");
	BUG_ON(!khelper_wq);
}
