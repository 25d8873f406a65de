/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who writes to a file, or forbids it: i_writecount is the number of the
 * writers, or of those who deny it, as a negative number. A program denies
 * it while it runs, for what it has not executed yet is read from the file.
 */
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/locks.h>
#include <linux/mm.h>
#include <linux/write_access.h>

static DEFINE_SPINLOCK(writecount_lock);

static int change_unless(struct inode *inode, int by, int sign)
{
	int error = 0;

	spin_lock(&writecount_lock);
	if (inode->i_writecount * sign > 0)
		error = -ETXTBSY;
	else
		inode->i_writecount += by;
	spin_unlock(&writecount_lock);
	return error;
}

int get_write_access(struct inode *inode)
{
	return change_unless(inode, 1, -1);
}

void put_write_access(struct inode *inode)
{
	spin_lock(&writecount_lock);
	inode->i_writecount--;
	spin_unlock(&writecount_lock);
}

/* Its file system counts it, too: who writes keeps it from being `ro`. */
int file_get_write_access(struct file *file)
{
	struct dentry *dentry = file->f_dentry;
	int error;

	if (!(file->f_mode & FMODE_WRITE))
		return 0;
	error = get_write_access(dentry->d_inode);
	if (!error)
		atomic_inc(&dentry->d_sb->s_writers);
	return error;
}

void file_put_write_access(struct file *file)
{
	struct dentry *dentry = file->f_dentry;

	if (!(file->f_mode & FMODE_WRITE))
		return;
	atomic_dec(&dentry->d_sb->s_writers);
	put_write_access(dentry->d_inode);
}

int deny_write_access(struct file *file)
{
	return change_unless(file->f_dentry->d_inode, -1, 1);
}

void allow_write_access(struct file *file)
{
	spin_lock(&writecount_lock);
	file->f_dentry->d_inode->i_writecount++;
	spin_unlock(&writecount_lock);
}

void set_mm_exe_file(struct mm_struct *mm, struct file *file)
{
	mm->exe_file = file;
	if (!file)
		return;
	get_file(file);
	deny_write_access(file);
}

void drop_mm_exe_file(struct mm_struct *mm)
{
	struct file *file = mm->exe_file;

	mm->exe_file = NULL;
	if (!file)
		return;
	allow_write_access(file);
	fput(file);
}
