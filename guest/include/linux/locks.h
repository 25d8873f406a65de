/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_LOCKS_H
#define _LINUX_LOCKS_H

#include <linux/list.h>
#include <linux/types.h>

struct file;
struct files_struct;
struct inode;

#define F_RDLCK		0
#define F_WRLCK		1
#define F_UNLCK		2

#define LOCK_SH		1
#define LOCK_EX		2
#define LOCK_NB		4
#define LOCK_UN		8

#define OFFSET_MAX	0x7fffffffffffffffLL

/*
 * A lock on bytes start to end of a file.  fcntl()'s belong to a table of
 * files, that is to a process, flock()'s to an open file.
 */
struct file_lock {
	struct list_head list;		/* all locks there are */
	struct inode *inode;
	void *owner;
	pid_t pid;
	int type;			/* F_RDLCK, F_WRLCK */
	int is_flock;
	loff_t start, end;
};

/* lock.type F_UNLCK takes away; wait: until it can be had. */
int set_file_lock(const struct file_lock *lock, int wait);
/* A copy of what is in lock's way; false if nothing is. */
int find_conflict(const struct file_lock *lock, struct file_lock *found);
/* A process closes a file: its locks go, whichever descriptor it had. */
void locks_remove_posix(struct file *file, struct files_struct *owner);
void locks_remove_flock(struct file *file);

int fcntl_getlk(struct file *file, void *user, int is_64);
int fcntl_setlk(struct file *file, const void *user, int is_64, int wait);
int locks_read(char *buf, int size);

#endif
