/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _FS_PROC_INTERNAL_H
#define _FS_PROC_INTERNAL_H

#include <linux/fs.h>
#include <linux/proc_fs.h>
#include <linux/sched.h>

extern const struct proc_entry proc_root;
extern const struct proc_entry proc_pid_dir;

int proc_pid_status(char *buf, int size, struct task_struct *tsk);
int proc_pid_stat(char *buf, int size, struct task_struct *tsk);
int proc_pid_statm(char *buf, int size, struct task_struct *tsk);
/* The Vm lines of status. */
int proc_mm_status(char *buf, int size, struct mm_struct *mm);
int proc_pid_maps(char *buf, int size, struct task_struct *tsk);
int proc_pid_cmdline(char *buf, int size, struct task_struct *tsk);

#endif
