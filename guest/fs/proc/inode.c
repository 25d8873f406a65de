/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * procfs: dentries and inodes are made at each lookup from the tables in
 * root.c and base.c and go at the last dput(). An inode's number says which
 * task it is of, its i_private which entry it is.
 */
#include <linux/err.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/sysctl.h>
#include "internal.h"

#define PROC_MAGIC	0x9fa0

static struct inode_operations proc_dir_inode_operations;

struct task_struct *get_proc_task(struct inode *inode)
{
	pid_t pid = proc_pid(inode);
	struct task_struct *tsk;

	read_lock(&tasklist_lock);
	tsk = pid ? find_task_by_pid(pid) : NULL;
	if (tsk)
		get_task_struct(tsk);
	read_unlock(&tasklist_lock);
	return tsk;
}

static void set_kind(struct inode *inode, const struct proc_entry *entry)
{
	int readable = entry->read || entry->ctl;
	int writable = entry->write || (entry->ctl && entry->ctl->data);

	if (entry->children || entry->numbers) {
		inode->i_mode = S_IFDIR | (entry->private ? 0500 : 0555);
		inode->i_op = &proc_dir_inode_operations;
		inode->i_fop = &proc_dir_operations;
		inode->i_nlink = 2;
	} else if (entry->link || entry->text) {
		inode->i_mode = S_IFLNK | 0777;
		inode->i_op = &proc_link_inode_operations;
	} else {
		inode->i_mode = S_IFREG | (writable ? 0200 : 0) |
				(!readable ? 0 : entry->private ? 0400 : 0444);
		inode->i_fop = &proc_file_operations;
	}
}

/* ps asks whom a task belongs to by the owner of its directory. */
static void set_owner(struct inode *inode)
{
	struct task_struct *tsk = get_proc_task(inode);

	if (!tsk)
		return;
	inode->i_uid = tsk->euid;
	inode->i_gid = tsk->egid;
	put_task_struct(tsk);
}

static struct inode *proc_get_inode(struct super_block *sb, pid_t pid, int n,
				    const struct proc_entry *entry)
{
	struct inode *inode = new_inode(sb);

	if (!inode)
		return NULL;
	if (n < 0)
		n = inode->i_ino & NUMBER_MASK;
	inode->i_ino = (pid << PID_SHIFT) | n;
	inode->i_private = (void *)entry;
	set_kind(inode, entry);
	set_owner(inode);
	return inode;
}

static const struct proc_entry *find_entry(const struct proc_entry *entry,
					   const char *name)
{
	for (; entry && entry->name; entry++)
		if (!strcmp(entry->name, name))
			return entry;
	return NULL;
}

/* The number that a name is, if the directory has it; or -1. */
static int find_number(struct inode *dir, const char *name)
{
	const struct proc_entry *parent = dir->i_private;
	struct task_struct *tsk;
	char *end;
	int number = simple_strtoul(name, &end, 10), n = number;

	if (!parent->numbers || !*name || *end || number < 0 ||
	    number >= PID_MAX)
		return -1;
	tsk = get_proc_task(dir);
	if (!parent->numbers->next(tsk, &n) || n != number)
		number = -1;
	if (tsk)
		put_task_struct(tsk);
	return number;
}

static int proc_lookup(struct inode *dir, struct dentry *dentry)
{
	const struct proc_entry *parent = dir->i_private;
	const struct proc_entry *entry = find_entry(parent->children,
						    dentry->d_name);
	pid_t pid = proc_pid(dir);
	struct inode *inode;
	int n = -1;

	if (!entry) {
		n = find_number(dir, dentry->d_name);
		/* The name of a task that may come is not remembered either. */
		if (n < 0)
			return 0;
		entry = parent->numbers->entry;
		if (parent->numbers->of_task) {
			pid = n;
			n = -1;
		}
	}
	inode = proc_get_inode(dir->i_sb, pid, n, entry);
	if (!inode)
		return -ENOMEM;
	d_instantiate(dentry, inode);
	/* The next lookup of the name may have to mean another task. */
	if (!pid)
		d_rehash(dentry);
	return 0;
}

static struct inode_operations proc_dir_inode_operations = {
	.lookup = proc_lookup,
};

static int proc_fill_super(struct super_block *sb, void *data, int silent)
{
	(void)data;
	(void)silent;
	sb->s_magic = PROC_MAGIC;
	sb->s_root = d_alloc_root(sb, proc_get_inode(sb, 0, -1, &proc_root));
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
