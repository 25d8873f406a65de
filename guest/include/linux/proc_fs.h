/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_PROC_FS_H
#define _LINUX_PROC_FS_H

struct ctl_table;
struct nameidata;
struct task_struct;

/*
 * A name in /proc. A file's text is made as a whole when it is opened, at
 * most size bytes of it; tsk is the task that the directory is of, or NULL.
 */
struct proc_entry {
	const char *name;
	int (*read)(char *buf, int size, struct task_struct *tsk);
	int (*write)(char *text);
	const struct ctl_table *ctl;	/* a number instead of these */
	/* A link's place, held for the caller. */
	int (*get_path)(struct task_struct *tsk, struct nameidata *place);
	const struct proc_entry *children;	/* a directory's, to a NULL */
};

/* kernel/sysctl.c: /proc/sys. */
extern const struct proc_entry sys_entries[];

/* mm/vmstat.c, mm/meminfo.c */
int vmstat_read(char *buf, int size, struct task_struct *tsk);
int meminfo_read(char *buf, int size, struct task_struct *tsk);

#endif
