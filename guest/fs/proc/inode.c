/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * procfs: dentries and inodes are made at each lookup from the tables in
 * root.c and go at the last dput(). An inode's number says which task it is
 * of, its i_private which entry it is.
 */
#include <linux/err.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysctl.h>
#include <asm/uaccess.h>
#include "internal.h"

#define PROC_MAGIC	0x9fa0
#define PROC_BUFFER	(2 * PAGE_SIZE)
#define FIRST_PID_POS	256

static struct inode_operations proc_dir_inode_operations;
static struct file_operations proc_dir_operations, proc_file_operations;

static int readable(const struct proc_entry *entry)
{
	return entry->read || entry->ctl;
}

static int writable(const struct proc_entry *entry)
{
	return entry->write || (entry->ctl && entry->ctl->data);
}

static struct inode *proc_get_inode(struct super_block *sb, pid_t pid,
				    const struct proc_entry *entry)
{
	struct inode *inode = new_inode(sb);

	if (!inode)
		return NULL;
	inode->i_ino = (pid << PID_SHIFT) | (inode->i_ino & 0xff);
	inode->i_private = (void *)entry;
	if (entry->get_path) {
		inode->i_mode = S_IFLNK | 0777;
		inode->i_op = &proc_link_inode_operations;
	} else if (entry->children) {
		inode->i_mode = S_IFDIR | 0555;
		inode->i_op = &proc_dir_inode_operations;
		inode->i_fop = &proc_dir_operations;
		inode->i_nlink = 2;
	} else {
		inode->i_mode = S_IFREG | (readable(entry) ? 0444 : 0) |
				(writable(entry) ? 0200 : 0);
		inode->i_fop = &proc_file_operations;
	}
	return inode;
}

static int proc_lookup(struct inode *dir, struct dentry *dentry)
{
	const struct proc_entry *parent = dir->i_private, *entry;
	pid_t pid = dir->i_ino >> PID_SHIFT;
	struct inode *inode;

	for (entry = parent->children; entry->name; entry++)
		if (!strcmp(entry->name, dentry->d_name))
			break;
	if (!entry->name) {
		pid = parent == &proc_root ?
		      proc_name_to_pid(dentry->d_name) : 0;
		/* The name of a task that may come is not remembered either. */
		if (!pid)
			return 0;
		entry = &proc_pid_dir;
	}
	inode = proc_get_inode(dir->i_sb, pid, entry);
	if (!inode)
		return -ENOMEM;
	d_instantiate(dentry, inode);
	/* The next lookup of the name may have to mean another task. */
	if (!pid)
		d_rehash(dentry);
	return 0;
}

static int fill_pids(struct file *file, void *dirent, filldir_t filldir)
{
	pid_t pid = max_t(long, file->f_pos - FIRST_PID_POS, 1);
	char name[12];

	while (proc_next_pid(&pid)) {
		int len = sprintf(name, "%d", pid);

		if (filldir(dirent, name, len, FIRST_PID_POS + pid + 1,
			    pid << PID_SHIFT, DT_DIR))
			break;
		file->f_pos = FIRST_PID_POS + ++pid;
	}
	return 0;
}

static int proc_readdir(struct file *file, void *dirent, filldir_t filldir)
{
	struct inode *inode = file->f_dentry->d_inode;
	const struct proc_entry *dir = inode->i_private, *entry = dir->children;
	loff_t pos;

	if (file->f_pos >= FIRST_PID_POS)
		return fill_pids(file, dirent, filldir);
	for (pos = 0; pos < 2 || entry->name; pos++) {
		const char *name = pos == 0 ? "." : pos == 1 ? ".." :
				   entry->name;
		int type = pos < 2 || entry->children ? DT_DIR :
			   entry->get_path ? DT_LNK : DT_REG;

		if (pos >= file->f_pos) {
			if (filldir(dirent, name, strlen(name), pos + 1,
				    inode->i_ino + pos, type))
				return 0;
			file->f_pos = pos + 1;
		}
		if (pos >= 2)
			entry++;
	}
	if (dir != &proc_root)
		return 0;
	file->f_pos = FIRST_PID_POS;
	return fill_pids(file, dirent, filldir);
}

struct proc_text {
	int len;
	char text[];
};

static int make_text(const struct proc_entry *entry, char *buf, int size,
		     struct task_struct *tsk)
{
	return entry->ctl ? sysctl_read(entry->ctl, buf, size) :
			    entry->read(buf, size, tsk);
}

static int proc_open(struct inode *inode, struct file *file)
{
	const struct proc_entry *entry = inode->i_private;
	struct task_struct *tsk = get_proc_task(inode);
	struct proc_text *text;
	int error = 0;

	if (inode->i_ino >> PID_SHIFT && !tsk)
		return -ESRCH;
	if (file->f_mode & FMODE_READ && readable(entry)) {
		text = kmalloc(PROC_BUFFER, GFP_KERNEL);
		error = -ENOMEM;
		if (text) {
			text->len = make_text(entry, text->text, PROC_BUFFER -
					      sizeof(*text), tsk);
			file->private_data = text;
			error = 0;
		}
	}
	if (tsk)
		put_task_struct(tsk);
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

	if (!text)
		return -EINVAL;
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
	char *text;
	ssize_t ret = -EFAULT;

	(void)ppos;
	if (!writable(entry) || count >= PAGE_SIZE)
		return -EINVAL;
	text = (char *)get_zeroed_page(GFP_KERNEL);
	if (!text)
		return -ENOMEM;
	if (!copy_from_user(text, buf, count)) {
		char *newline = strchr(text, '\n');

		if (newline)
			*newline = '\0';
		ret = entry->ctl ? sysctl_write(entry->ctl, text) :
				   entry->write(text);
	}
	free_page((unsigned long)text);
	return ret ? ret : (ssize_t)count;
}

static struct inode_operations proc_dir_inode_operations = {
	.lookup = proc_lookup,
};

static struct file_operations proc_dir_operations = {
	.readdir = proc_readdir,
};

static struct file_operations proc_file_operations = {
	.llseek = default_llseek,
	.open = proc_open,
	.release = proc_release,
	.read = proc_read,
	.write = proc_write,
};

static int proc_fill_super(struct super_block *sb, void *data, int silent)
{
	(void)data;
	(void)silent;
	sb->s_magic = PROC_MAGIC;
	sb->s_root = d_alloc_root(sb, proc_get_inode(sb, 0, &proc_root));
	return sb->s_root ? 0 : -ENOMEM;
}

static struct super_block *proc_get_sb(struct file_system_type *type,
				       unsigned long flags, const char *dev,
				       void *data)
{
	(void)dev;
	return get_sb_single(type, flags, data, proc_fill_super);
}

static struct file_system_type proc_fs_type = {
	.name = "proc", .get_sb = proc_get_sb, .kill_sb = kill_anon_super,
};

static int __init proc_root_init(void)
{
	return register_filesystem(&proc_fs_type);
}
fs_initcall(proc_root_init);
