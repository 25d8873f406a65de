/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writers of a file, and those who deny it: fs/write_access.c. */
#ifndef _LINUX_WRITE_ACCESS_H
#define _LINUX_WRITE_ACCESS_H

struct file;
struct inode;
struct mm_struct;

/* -ETXTBSY while somebody denies it. */
int get_write_access(struct inode *inode);
void put_write_access(struct inode *inode);

/* For as long as the file is open; nothing to do for one that only reads. */
int file_get_write_access(struct file *file);
void file_put_write_access(struct file *file);

/* -ETXTBSY while somebody writes. */
int deny_write_access(struct file *file);
void allow_write_access(struct file *file);

/* The mm denies it, too: `file` is NULL, or is denied already. */
void set_mm_exe_file(struct mm_struct *mm, struct file *file);
void drop_mm_exe_file(struct mm_struct *mm);

#endif
