/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files of /proc.  The text of a file is made when it is read from position
 * 0, so that who keeps one open and reads it again sees what has changed.
 */
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysctl.h>
#include <asm/uaccess.h>
#include "internal.h"

#define PROC_BUFFER	(2 * PAGE_SIZE)

struct proc_text {
	int len;
	char text[PROC_BUFFER - sizeof(int)];
};

static int make_text(struct inode *inode, struct proc_text *text)
{
	const struct proc_entry *entry = inode->i_private;
	struct task_struct *tsk = get_proc_task(inode);

	if (proc_pid(inode) && !tsk)
		return -ESRCH;
	text->len = entry->ctl ? sysctl_read(entry->ctl, text->text,
					     sizeof(text->text)) :
				 entry->read(text->text, sizeof(text->text),
					     tsk);
	if (tsk)
		put_task_struct(tsk);
	return 0;
}

static int proc_open(struct inode *inode, struct file *file)
{
	const struct proc_entry *entry = inode->i_private;
	struct proc_text *text;
	int error;

	if (!(file->f_mode & FMODE_READ) || !(entry->read || entry->ctl))
		return 0;
	text = kmalloc(sizeof(*text), GFP_KERNEL);
	if (!text)
		return -ENOMEM;
	error = make_text(inode, text);
	if (error)
		kfree(text);
	else
		file->private_data = text;
	return error;
}

static int proc_release(struct inode *inode, struct file *file)
{
	(void)inode;
	kfree(file->private_data);
	return 0;
}

static ssize_t proc_read(struct file *file, char *buf, size_t count,
			 loff_t *ppos)
{
	struct proc_text *text = file->private_data;
	int error;

	if (!text)
		return -EINVAL;
	if (!*ppos) {
		error = make_text(file->f_dentry->d_inode, text);
		if (error)
			return error;
	}
	if (*ppos >= text->len)
		return 0;
	count = min_t(size_t, count, text->len - *ppos);
	if (copy_to_user(buf, text->text + *ppos, count))
		return -EFAULT;
	*ppos += count;
	return count;
}

static ssize_t proc_write(struct file *file, const char *buf, size_t count,
			  loff_t *ppos)
{
	const struct proc_entry *entry = file->f_dentry->d_inode->i_private;
	char *text, *newline;
	ssize_t ret = -EFAULT;

	(void)ppos;
	if (!(entry->write || (entry->ctl && entry->ctl->data)) ||
	    count >= PAGE_SIZE)
		return -EINVAL;
	text = (char *)get_zeroed_page(GFP_KERNEL);
	if (!text)
		return -ENOMEM;
	if (!copy_from_user(text, buf, count)) {
		newline = strchr(text, '\n');
		if (newline)
			*newline = '\0';
		ret = entry->ctl ? sysctl_write(entry->ctl, text) :
				   entry->write(text);
	}
	free_page((unsigned long)text);
	return ret ? ret : (ssize_t)count;
}

struct file_operations proc_file_operations = {
	.llseek = default_llseek,
	.open = proc_open,
	.release = proc_release,
	.read = proc_read,
	.write = proc_write,
};
