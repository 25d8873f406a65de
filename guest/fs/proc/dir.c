/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Directories of /proc: first the names of the table, then the numbers. */
#include <linux/kernel.h>
#include <linux/string.h>
#include "internal.h"

#define FIRST_NUMBER_POS	256

static int type_of(const struct proc_entry *entry)
{
	if (entry->children || entry->numbers)
		return DT_DIR;
	return entry->link || entry->text ? DT_LNK : DT_REG;
}

static void fill_numbers(struct file *file, void *dirent, filldir_t filldir)
{
	struct inode *inode = file->f_dentry->d_inode;
	const struct proc_entry *dir = inode->i_private;
	const struct proc_numbers *numbers = dir->numbers;
	struct task_struct *tsk = get_proc_task(inode);
	int n = file->f_pos - FIRST_NUMBER_POS;
	char name[12];

	while (numbers->next(tsk, &n)) {
		int len = sprintf(name, "%d", n);
		pid_t pid = numbers->of_task ? n : proc_pid(inode);

		if (filldir(dirent, name, len, FIRST_NUMBER_POS + n + 1,
			    (pid << PID_SHIFT) | (n & NUMBER_MASK),
			    type_of(numbers->entry)))
			break;
		file->f_pos = FIRST_NUMBER_POS + ++n;
	}
	if (tsk)
		put_task_struct(tsk);
}

/* False when the reader's buffer is full. */
static int fill_names(struct file *file, void *dirent, filldir_t filldir)
{
	struct inode *inode = file->f_dentry->d_inode;
	const struct proc_entry *dir = inode->i_private, *entry = dir->children;
	loff_t pos;

	for (pos = 0; pos < 2 || (entry && entry->name); pos++) {
		const char *name = pos == 0 ? "." : pos == 1 ? ".." :
				   entry->name;
		int type = pos < 2 ? DT_DIR : type_of(entry);

		if (pos >= file->f_pos) {
			if (filldir(dirent, name, strlen(name), pos + 1,
				    inode->i_ino + pos, type))
				return 0;
			file->f_pos = pos + 1;
		}
		if (pos >= 2)
			entry++;
	}
	return 1;
}

static int proc_readdir(struct file *file, void *dirent, filldir_t filldir)
{
	const struct proc_entry *dir = file->f_dentry->d_inode->i_private;

	if (file->f_pos < FIRST_NUMBER_POS) {
		if (!fill_names(file, dirent, filldir) || !dir->numbers)
			return 0;
		file->f_pos = FIRST_NUMBER_POS;
	}
	if (dir->numbers)
		fill_numbers(file, dirent, filldir);
	return 0;
}

struct file_operations proc_dir_operations = {
	.readdir = proc_readdir,
};
