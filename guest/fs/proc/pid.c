/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers that are tasks, and the links in a task's directory. */
#include <linux/err.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mount.h>
#include <linux/namei.h>
#include <linux/string.h>
#include "internal.h"

struct task_struct *get_proc_task(struct inode *inode)
{
	pid_t pid = inode->i_ino >> PID_SHIFT;
	struct task_struct *tsk;

	read_lock(&tasklist_lock);
	tsk = pid ? find_task_by_pid(pid) : NULL;
	if (tsk)
		get_task_struct(tsk);
	read_unlock(&tasklist_lock);
	return tsk;
}

/* The task that a name in /proc means, or 0. */
pid_t proc_name_to_pid(const char *name)
{
	char *end;
	unsigned long pid;
	int found;

	if (!strcmp(name, "self"))
		return current->pid;
	pid = simple_strtoul(name, &end, 10);
	if (*end || !pid || pid >= PID_MAX)
		return 0;
	read_lock(&tasklist_lock);
	found = find_task_by_pid(pid) != NULL;
	read_unlock(&tasklist_lock);
	return found ? pid : 0;
}

/* The lowest number from *pid on that is a task's; false if none is. */
int proc_next_pid(pid_t *pid)
{
	struct task_struct *p;
	pid_t best = PID_MAX;

	read_lock(&tasklist_lock);
	for_each_process(p)
		if (p->pid >= *pid && p->pid < best)
			best = p->pid;
	read_unlock(&tasklist_lock);
	*pid = best;
	return best < PID_MAX;
}

static int get_place(struct dentry *dentry, struct vfsmount *mnt,
		     struct nameidata *place)
{
	place->dentry = dget(dentry);
	place->mnt = mntget(mnt);
	return 0;
}

/* Its program: the first file that it runs code from. */
int proc_exe_path(struct task_struct *tsk, struct nameidata *place)
{
	struct mm_struct *mm = get_task_mm(tsk);
	struct vm_area_struct *vma;
	int error = -ENOENT;

	if (!mm)
		return error;
	down(&mm->mmap_sem);
	for (vma = mm->mmap; vma; vma = vma->vm_next)
		if (vma->vm_file && vma->vm_flags & VM_EXEC)
			break;
	if (vma && vma->vm_file->f_vfsmnt)
		error = get_place(vma->vm_file->f_dentry,
				  vma->vm_file->f_vfsmnt, place);
	up(&mm->mmap_sem);
	mmput(mm);
	return error;
}

/* Who ends lets go of its fs first: what is there now stays meanwhile. */
int proc_cwd_path(struct task_struct *tsk, struct nameidata *place)
{
	struct fs_struct *fs;
	int error;

	preempt_disable();
	fs = tsk->fs;
	error = fs ? get_place(fs->pwd, fs->pwdmnt, place) : -ENOENT;
	preempt_enable();
	return error;
}

int proc_root_path(struct task_struct *tsk, struct nameidata *place)
{
	struct fs_struct *fs;
	int error;

	preempt_disable();
	fs = tsk->fs;
	error = fs ? get_place(fs->root, fs->rootmnt, place) : -ENOENT;
	preempt_enable();
	return error;
}

static int find_place(struct dentry *link, struct nameidata *place)
{
	const struct proc_entry *entry = link->d_inode->i_private;
	struct task_struct *tsk = get_proc_task(link->d_inode);
	int error = tsk ? entry->get_path(tsk, place) : -ESRCH;

	if (tsk)
		put_task_struct(tsk);
	return error;
}

/* Right to the place, whatever name it may have now. */
static int proc_follow_link(struct dentry *link, struct nameidata *nd)
{
	struct nameidata place;
	int error = find_place(link, &place);

	if (error)
		return error;
	path_release(nd);
	nd->dentry = place.dentry;
	nd->mnt = place.mnt;
	return 0;
}

static const char *proc_get_link(struct dentry *link, struct page **held)
{
	struct nameidata place;
	char *text;
	int error = find_place(link, &place);

	if (error)
		return ERR_PTR(error);
	*held = alloc_page(GFP_KERNEL);
	text = *held ? d_path(place.dentry, place.mnt, kmap(*held), PAGE_SIZE) :
		       ERR_PTR(-ENOMEM);
	path_release(&place);
	if (IS_ERR(text) && *held)
		put_link(*held);
	return text;
}

struct inode_operations proc_link_inode_operations = {
	.get_link = proc_get_link,
	.follow_link = proc_follow_link,
};
