/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_PROC_FS_H
#define _LINUX_PROC_FS_H

struct ctl_table;
struct inode;
struct nameidata;
struct proc_entry;
struct task_struct;

/* The names in a directory that are numbers. */
struct proc_numbers {
	/* The lowest number from *n on that there is; false: no other. */
	int (*next)(struct task_struct *tsk, int *n);
	const struct proc_entry *entry;		/* what each of them is */
	int of_task;		/* a number is a task's; else a descriptor's */
};

/*
 * A name in /proc. A file's text is made as a whole when it is read from its
 * beginning, at most size bytes of it; tsk is the task that the directory is
 * of, or NULL.
 */
struct proc_entry {
	const char *name;
	int (*read)(char *buf, int size, struct task_struct *tsk);
	int (*write)(char *text);
	const struct ctl_table *ctl;	/* a number instead of these */
	int private;			/* the owner's to read */
	/* A directory's. */
	const struct proc_entry *children;	/* to a NULL name */
	const struct proc_numbers *numbers;
	/* A link's: what it means, with references, for a number n. */
	int (*link)(struct task_struct *tsk, int n, struct nameidata *nd);
	/* Or only its text. */
	int (*text)(char *buf, int size);
};

/* kernel/sysctl.c: /proc/sys. */
extern const struct proc_entry sys_entries[];
/* kernel/sys_info.c */
int proc_hostname(char *buf, int size, struct task_struct *tsk);
int proc_domainname(char *buf, int size, struct task_struct *tsk);
int proc_ostype(char *buf, int size, struct task_struct *tsk);
int proc_osrelease(char *buf, int size, struct task_struct *tsk);
int proc_osversion(char *buf, int size, struct task_struct *tsk);
int proc_set_hostname(char *text);
int proc_set_domainname(char *text);
/* arch: proc.c */
int cpuinfo_read(char *buf, int size, struct task_struct *tsk);

/* mm/vmstat.c, mm/meminfo.c */
int vmstat_read(char *buf, int size, struct task_struct *tsk);
int meminfo_read(char *buf, int size, struct task_struct *tsk);

#endif
