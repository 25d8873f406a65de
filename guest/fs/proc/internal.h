/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _FS_PROC_INTERNAL_H
#define _FS_PROC_INTERNAL_H

#include <linux/fs.h>
#include <linux/sched.h>

/*
 * A name in /proc. A file's text is made as a whole when it is opened, at
 * most size bytes of it; tsk is the task that the directory is of, or NULL.
 */
struct proc_entry {
	const char *name;
	int (*read)(char *buf, int size, struct task_struct *tsk);
	int (*write)(char *text);
	const struct proc_entry *children;	/* a directory's, to a NULL */
};

extern const struct proc_entry proc_root;
extern const struct proc_entry proc_pid_dir;

int proc_pid_status(char *buf, int size, struct task_struct *tsk);
int proc_pid_stat(char *buf, int size, struct task_struct *tsk);
int proc_pid_maps(char *buf, int size, struct task_struct *tsk);
int proc_pid_cmdline(char *buf, int size, struct task_struct *tsk);

#endif
