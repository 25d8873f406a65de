/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _FS_PROC_INTERNAL_H
#define _FS_PROC_INTERNAL_H

#include <linux/fs.h>
#include <linux/namei.h>
#include <linux/proc_fs.h>
#include <linux/sched.h>

#define PID_SHIFT	8	/* of an inode's number: its task's above */

extern struct inode_operations proc_link_inode_operations;
extern const struct proc_entry proc_root;
extern const struct proc_entry proc_pid_dir;

/* The task of an inode, which the caller puts; NULL if there is none. */
struct task_struct *get_proc_task(struct inode *inode);
/* The task that a name in /proc means, or 0. */
pid_t proc_name_to_pid(const char *name);
int proc_next_pid(pid_t *pid);
int proc_exe_path(struct task_struct *tsk, struct nameidata *place);
int proc_cwd_path(struct task_struct *tsk, struct nameidata *place);
int proc_root_path(struct task_struct *tsk, struct nameidata *place);

int proc_pid_status(char *buf, int size, struct task_struct *tsk);
int proc_pid_stat(char *buf, int size, struct task_struct *tsk);
int proc_pid_statm(char *buf, int size, struct task_struct *tsk);
/* The Vm lines of status. */
int proc_mm_status(char *buf, int size, struct mm_struct *mm);
int proc_pid_maps(char *buf, int size, struct task_struct *tsk);
int proc_pid_cmdline(char *buf, int size, struct task_struct *tsk);

#endif
