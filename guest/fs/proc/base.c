/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is in /proc/<pid>, and the directories of it that hold numbers. */
#include <linux/kernel.h>
#include <linux/string.h>
#include "internal.h"

/* The lowest process number from *n on. */
static int next_pid(struct task_struct *unused, int *n)
{
	struct task_struct *p;
	int best = PID_MAX;

	(void)unused;
	read_lock(&tasklist_lock);
	for_each_process(p)
		if (p->pid >= *n && p->pid < best)
			best = p->pid;
	read_unlock(&tasklist_lock);
	*n = best;
	return best < PID_MAX;
}

static int next_tid(struct task_struct *tsk, int *n)
{
	struct task_struct *t = tsk;
	int best = PID_MAX;

	if (!tsk)
		return 0;
	read_lock(&tasklist_lock);
	do {
		if (t->pid >= *n && t->pid < best)
			best = t->pid;
		t = next_thread(t);
	} while (t != tsk);
	read_unlock(&tasklist_lock);
	*n = best;
	return best < PID_MAX;
}

static int next_fd(struct task_struct *tsk, int *n)
{
	struct files_struct *files;
	int fd = *n;

	if (!tsk || (current->euid && current->euid != tsk->euid))
		return 0;
	preempt_disable();
	files = tsk->files;
	while (files && fd < NR_OPEN && !files->fd[fd])
		fd++;
	preempt_enable();
	*n = fd;
	return files && fd < NR_OPEN;
}

static int comm_read(char *buf, int size, struct task_struct *tsk)
{
	return scnprintf(buf, size, "%s\n", tsk->comm);
}

static const struct proc_entry fd_entry = { .link = proc_fd_link };
static const struct proc_numbers fd_numbers = { next_fd, &fd_entry, 0 };

/* A process's and each of its tasks' alike. */
#define TASK_ENTRIES							\
	{ .name = "status", .read = proc_pid_status },			\
	{ .name = "statm", .read = proc_pid_statm },			\
	{ .name = "maps", .read = proc_pid_maps },			\
	{ .name = "cmdline", .read = proc_pid_cmdline },		\
	{ .name = "comm", .read = comm_read },				\
	{ .name = "environ", .read = proc_pid_environ, .private = 1 },	\
	{ .name = "mounts", .read = mounts_read },			\
	{ .name = "exe", .link = proc_exe_link },			\
	{ .name = "cwd", .link = proc_cwd_link },			\
	{ .name = "root", .link = proc_root_link },			\
	{ .name = "fd", .numbers = &fd_numbers, .private = 1 }

static const struct proc_entry tid_entries[] = {
	TASK_ENTRIES,
	{ .name = "stat", .read = proc_tid_stat },
	{ .name = NULL },
};

static const struct proc_entry tid_dir = { .children = tid_entries };
static const struct proc_numbers task_numbers = { next_tid, &tid_dir, 1 };

static const struct proc_entry tgid_entries[] = {
	TASK_ENTRIES,
	{ .name = "stat", .read = proc_tgid_stat },
	{ .name = "task", .numbers = &task_numbers },
	{ .name = NULL },
};

static const struct proc_entry tgid_dir = { .children = tgid_entries };
const struct proc_numbers proc_pids = { next_pid, &tgid_dir, 1 };
