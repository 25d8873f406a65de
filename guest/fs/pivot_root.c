/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Mounts that go to another place, and a new root for everybody. */
#include <linux/kernel.h>
#include <linux/mount.h>
#include <linux/namei.h>
#include <linux/sched.h>
#include <linux/syscalls.h>

static int is_mount_root(const struct nameidata *nd)
{
	return nd->dentry == nd->mnt->mnt_root;
}

/* The tree's first mount is nowhere, so it goes nowhere. */
static int is_attached(const struct vfsmount *mnt)
{
	return mnt->mnt_parent != mnt;
}

static int is_removed(const struct nameidata *nd)
{
	return !is_mount_root(nd) && d_unhashed(nd->dentry);
}

/* Whether a mount is this one, or hangs below it. */
static int is_below(const struct vfsmount *mnt, const struct vfsmount *top)
{
	while (mnt != top && is_attached(mnt))
		mnt = mnt->mnt_parent;
	return mnt == top;
}

static long may_move(const struct nameidata *from, const struct nameidata *to)
{
	if (is_removed(to))
		return -ENOENT;
	if (!is_mount_root(from) || !is_attached(from->mnt))
		return -EINVAL;
	return is_below(to->mnt, from->mnt) ? -ELOOP : 0;
}

long do_move_mount(struct nameidata *nd, const char *old_name)
{
	struct nameidata from, parent;
	long error = -EINVAL;

	if (old_name)
		error = path_lookup(old_name, LOOKUP_FOLLOW | LOOKUP_DIRECTORY,
				    &from);
	if (error)
		goto release;
	follow_mount(&nd->mnt, &nd->dentry);
	spin_lock(&mount_lock);
	error = may_move(&from, nd);
	if (!error) {
		detach_mnt(from.mnt, &parent);
		attach_mnt(from.mnt, nd);
	}
	spin_unlock(&mount_lock);
	path_release(&from);
	if (!error) {
		path_release(&parent);
		return 0;
	}
release:
	path_release(nd);
	return error;
}

static void change_place(struct dentry **dentry, struct vfsmount **mnt,
			 const struct nameidata *old,
			 const struct nameidata *new)
{
	if (*dentry != old->dentry || *mnt != old->mnt)
		return;
	*dentry = dget(new->dentry);
	*mnt = mntget(new->mnt);
	/* The caller has references of his own: these are not the last. */
	dput(old->dentry);
	mntput(old->mnt);
}

/* Who had the old root as root or current directory has the new one. */
static void chroot_fs_refs(const struct nameidata *old,
			   const struct nameidata *new)
{
	struct task_struct *g, *p;

	read_lock(&tasklist_lock);
	do_each_thread(g, p) {
		struct fs_struct *fs = p->fs;

		if (!fs)
			continue;
		change_place(&fs->root, &fs->rootmnt, old, new);
		change_place(&fs->pwd, &fs->pwdmnt, old, new);
	} while_each_thread(g, p);
	read_unlock(&tasklist_lock);
}

static long may_pivot(const struct nameidata *root, const struct nameidata *new,
		      const struct nameidata *put_old)
{
	const struct vfsmount *mnt = put_old->mnt;
	struct dentry *at = put_old->dentry;

	if (is_removed(new) || is_removed(put_old))
		return -ENOENT;
	if (new->mnt == root->mnt || put_old->mnt == root->mnt)
		return -EBUSY;
	if (!is_mount_root(root) || !is_attached(root->mnt) ||
	    !is_mount_root(new) || !is_attached(new->mnt))
		return -EINVAL;
	/* From a directory above the root the tree would become a ring. */
	if (!is_below(new->mnt, root->mnt))
		return -EINVAL;
	/* The old root must be found from the new one. */
	for (; mnt != new->mnt; mnt = mnt->mnt_parent) {
		if (!is_attached(mnt))
			return -EINVAL;
		at = mnt->mnt_mountpoint;
	}
	return d_is_subdir(at, new->dentry) ? 0 : -EINVAL;
}

/* Consumes put_old when it succeeds. */
static long pivot(const struct nameidata *root, const struct nameidata *new,
		  const struct nameidata *put_old)
{
	struct nameidata above_new, above_root;
	long error;

	spin_lock(&mount_lock);
	error = may_pivot(root, new, put_old);
	if (!error) {
		detach_mnt(new->mnt, &above_new);
		detach_mnt(root->mnt, &above_root);
		attach_mnt(root->mnt, put_old);
		attach_mnt(new->mnt, &above_root);
	}
	spin_unlock(&mount_lock);
	if (error)
		return error;
	chroot_fs_refs(root, new);
	path_release(&above_new);
	return 0;
}

asmlinkage long sys_pivot_root(const char *new_root, const char *put_old)
{
	struct fs_struct *fs = current->fs;
	struct nameidata new, old, root;
	long error;

	if (current->euid)
		return -EPERM;
	error = user_path_walk(new_root, LOOKUP_FOLLOW | LOOKUP_DIRECTORY,
			       &new);
	if (error)
		return error;
	error = user_path_walk(put_old, LOOKUP_FOLLOW | LOOKUP_DIRECTORY,
			       &old);
	if (!error) {
		root.dentry = dget(fs->root);
		root.mnt = mntget(fs->rootmnt);
		error = pivot(&root, &new, &old);
		path_release(&root);
		if (error)
			path_release(&old);
	}
	path_release(&new);
	return error;
}
