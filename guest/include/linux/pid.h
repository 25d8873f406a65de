/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_PID_H
#define _LINUX_PID_H

#include <linux/types.h>

#define PID_MAX		32768

struct task_struct;

extern int last_pid;		/* the newest task's */
int alloc_pidmap(void);
void free_pidmap(int pid);
void attach_pid(struct task_struct *task, int nr);
void detach_pid(struct task_struct *task);
struct task_struct *find_task_by_pid(int nr);
void pidhash_init(void);

#endif
