/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _FS_PROC_INTERNAL_H
#define _FS_PROC_INTERNAL_H

#include <linux/fs.h>
#include <linux/proc_fs.h>
#include <linux/sched.h>

/* An inode's number: the task's, and a descriptor's or just another one. */
#define PID_SHIFT	8
#define NUMBER_MASK	((1 << PID_SHIFT) - 1)

extern struct inode_operations proc_link_inode_operations;
extern struct file_operations proc_dir_operations, proc_file_operations;

extern const struct proc_entry proc_root;
extern const struct proc_numbers proc_pids;

/* The task that an inode is of, with a reference; NULL: none, or gone. */
struct task_struct *get_proc_task(struct inode *inode);

static inline pid_t proc_pid(const struct inode *inode)
{
	return inode->i_ino >> PID_SHIFT;
}

int proc_pid_status(char *buf, int size, struct task_struct *tsk);
/* Of a whole process, and of one task of it. */
int proc_tgid_stat(char *buf, int size, struct task_struct *tsk);
int proc_tid_stat(char *buf, int size, struct task_struct *tsk);
int proc_pid_statm(char *buf, int size, struct task_struct *tsk);
/* The Vm lines of status. */
int proc_mm_status(char *buf, int size, struct mm_struct *mm);
int proc_pid_maps(char *buf, int size, struct task_struct *tsk);
int proc_pid_cmdline(char *buf, int size, struct task_struct *tsk);
int proc_pid_environ(char *buf, int size, struct task_struct *tsk);
int mounts_read(char *buf, int size, struct task_struct *tsk);

/* link.c */
int proc_exe_link(struct task_struct *tsk, int n, struct nameidata *nd);
int proc_cwd_link(struct task_struct *tsk, int n, struct nameidata *nd);
int proc_root_link(struct task_struct *tsk, int n, struct nameidata *nd);
int proc_fd_link(struct task_struct *tsk, int n, struct nameidata *nd);
int proc_self_text(char *buf, int size);

#endif
