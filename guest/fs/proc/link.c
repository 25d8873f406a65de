/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Links of /proc: what a task executes, where it is, what it has open.  They
 * are not walked by their text, which may be of a file that has lost its
 * name or, like a pipe, never had one.
 */
#include <linux/err.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mount.h>
#include <linux/namei.h>
#include <linux/string.h>
#include "internal.h"

static void hold(struct nameidata *nd, struct dentry *dentry,
		 struct vfsmount *mnt)
{
	nd->dentry = dget(dentry);
	nd->mnt = mntget(mnt);
}

int proc_exe_link(struct task_struct *tsk, int n, struct nameidata *nd)
{
	struct mm_struct *mm = get_task_mm(tsk);
	int error = -ENOENT;

	(void)n;
	if (!mm)
		return error;
	if (mm->exe_file) {
		hold(nd, mm->exe_file->f_dentry, mm->exe_file->f_vfsmnt);
		error = 0;
	}
	mmput(mm);
	return error;
}

static int fs_link(struct task_struct *tsk, int root, struct nameidata *nd)
{
	struct fs_struct *fs;
	int error = -ENOENT;

	preempt_disable();
	fs = tsk->fs;
	if (fs) {
		hold(nd, root ? fs->root : fs->pwd,
		     root ? fs->rootmnt : fs->pwdmnt);
		error = 0;
	}
	preempt_enable();
	return error;
}

int proc_cwd_link(struct task_struct *tsk, int n, struct nameidata *nd)
{
	(void)n;
	return fs_link(tsk, 0, nd);
}

int proc_root_link(struct task_struct *tsk, int n, struct nameidata *nd)
{
	(void)n;
	return fs_link(tsk, 1, nd);
}

int proc_fd_link(struct task_struct *tsk, int n, struct nameidata *nd)
{
	struct file *file;
	int error = -ENOENT;

	preempt_disable();
	file = tsk->files ? tsk->files->fd[n] : NULL;
	if (file) {
		hold(nd, file->f_dentry, file->f_vfsmnt);
		error = 0;
	}
	preempt_enable();
	return error;
}

int proc_self_text(char *buf, int size)
{
	return scnprintf(buf, size, "%d", current->tgid);
}

/* Others' files are looked at by root only. */
static int find_target(struct inode *inode, struct nameidata *target)
{
	const struct proc_entry *entry = inode->i_private;
	struct task_struct *tsk = get_proc_task(inode);
	int error = -ENOENT;

	if (!tsk)
		return error;
	if (current->euid && current->euid != tsk->euid)
		error = -EACCES;
	else
		error = entry->link(tsk, inode->i_ino & NUMBER_MASK, target);
	put_task_struct(tsk);
	return error;
}

static int proc_follow_link(struct dentry *dentry, struct nameidata *nd)
{
	const struct proc_entry *entry = dentry->d_inode->i_private;
	struct nameidata target;
	char text[16];
	int error;

	if (entry->text) {
		entry->text(text, sizeof(text));
		return link_path_walk(text, LOOKUP_FOLLOW, nd);
	}
	error = find_target(dentry->d_inode, &target);
	if (error)
		return error;
	path_release(nd);
	nd->dentry = target.dentry;
	nd->mnt = target.mnt;
	return 0;
}

/* A name that has been removed is told as it was; a pipe never had one. */
static char *target_text(struct nameidata *target, char *page)
{
	struct dentry *dentry = target->dentry;
	char *text = d_path(dentry, target->mnt, page, PAGE_SIZE);

	if (IS_ERR(text) || !d_unhashed(dentry) || dentry->d_parent == dentry)
		return text;
	memmove(page, text, strlen(text) + 1);
	strlcpy(page + strlen(page), " (deleted)", PAGE_SIZE - strlen(page));
	return page;
}

static const char *proc_get_link(struct dentry *dentry, struct page **held)
{
	const struct proc_entry *entry = dentry->d_inode->i_private;
	struct page *page = alloc_page(GFP_KERNEL);
	struct nameidata target;
	const char *text;
	int error;

	if (!page)
		return ERR_PTR(-ENOMEM);
	text = kmap(page);
	*held = page;
	if (entry->text) {
		entry->text((char *)text, PAGE_SIZE);
		return text;
	}
	error = find_target(dentry->d_inode, &target);
	if (!error) {
		text = target_text(&target, (char *)text);
		path_release(&target);
		if (!IS_ERR(text))
			return text;
		error = PTR_ERR(text);
	}
	put_link(page);
	*held = NULL;
	return ERR_PTR(error);
}

struct inode_operations proc_link_inode_operations = {
	.get_link = proc_get_link,
	.follow_link = proc_follow_link,
};
