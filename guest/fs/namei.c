/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a path to a dentry. */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/mount.h>
#include <linux/namei.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <asm/uaccess.h>

/* A copy of the user's path, at most PATH_MAX with its NUL. */
char *getname(const char *user_name)
{
	char *name = (char *)__get_free_page(GFP_KERNEL);
	long len;

	if (!name)
		return ERR_PTR(-ENOMEM);
	len = strncpy_from_user(name, user_name, PATH_MAX);
	if (len > 0 && len < PATH_MAX)
		return name;
	putname(name);
	if (len == PATH_MAX)
		return ERR_PTR(-ENAMETOOLONG);
	return ERR_PTR(len ? len : -ENOENT);
}

void putname(char *name)
{
	free_page((unsigned long)name);
}

void path_release(struct nameidata *nd)
{
	dput(nd->dentry);
	mntput(nd->mnt);
}

/* Step onto whatever is mounted here; true if something was. */
int follow_mount(struct vfsmount **mnt, struct dentry **dentry)
{
	int followed = 0;

	while ((*dentry)->d_mounted) {
		struct vfsmount *mounted = lookup_mnt(*mnt, *dentry);

		if (!mounted)
			break;
		mntput(*mnt);
		dput(*dentry);
		*mnt = mounted;
		*dentry = dget(mounted->mnt_root);
		followed = 1;
	}
	return followed;
}

/* One up, through the root of a mount but not out of the task's root. */
void follow_dotdot(struct vfsmount **mnt, struct dentry **dentry)
{
	struct dentry *old;
	struct vfsmount *parent;

	for (;;) {
		old = *dentry;
		if (old == current->fs->root && *mnt == current->fs->rootmnt)
			break;
		if (old != (*mnt)->mnt_root) {
			*dentry = dget(old->d_parent);
			dput(old);
			break;
		}
		parent = (*mnt)->mnt_parent;
		if (parent == *mnt)
			break;
		mntget(parent);
		*dentry = dget((*mnt)->mnt_mountpoint);
		dput(old);
		mntput(*mnt);
		*mnt = parent;
	}
	follow_mount(mnt, dentry);
}

/*
 * The child of a directory, with a reference. If there is none yet the file
 * system may make it. The caller holds the directory's i_sem.
 */
struct dentry *lookup_one_len(const char *name, unsigned int len,
			      struct dentry *base)
{
	struct inode *dir = base->d_inode;
	struct dentry *dentry = d_lookup(base, name, len);
	int error;

	if (dentry)
		return dentry;
	if (!dir->i_op || !dir->i_op->lookup)
		return ERR_PTR(-ENOENT);
	dentry = d_alloc(base, name, len);
	if (!dentry)
		return ERR_PTR(-ENOMEM);
	error = dir->i_op->lookup(dir, dentry);
	if (!error)
		return dentry;
	dput(dentry);
	return ERR_PTR(error);
}

static struct dentry *do_lookup(struct dentry *base, const char *name,
				unsigned int len)
{
	struct dentry *dentry = d_lookup(base, name, len);

	if (dentry)
		return dentry;
	down(&base->d_inode->i_sem);
	dentry = lookup_one_len(name, len, base);
	up(&base->d_inode->i_sem);
	return dentry;
}

static void walk_init_root(struct nameidata *nd)
{
	nd->dentry = dget(current->fs->root);
	nd->mnt = mntget(current->fs->rootmnt);
}

static int link_path_walk(const char *name, unsigned int flags,
			  struct nameidata *nd);

/* nd is in the link's directory; walk on from there along its text. */
static int do_follow_link(struct dentry *link, struct nameidata *nd)
{
	const char *target;
	int error = -ELOOP;

	if (nd->depth++ < MAX_NESTED_LINKS) {
		target = link->d_inode->i_op->readlink(link);
		if (*target == '/') {
			path_release(nd);
			walk_init_root(nd);
		}
		error = link_path_walk(target, LOOKUP_FOLLOW, nd);
	}
	dput(link);
	return error;
}

static int walk_component(const char *name, unsigned int len, int follow,
			  struct nameidata *nd)
{
	struct dentry *dentry;

	if (len == 1 && name[0] == '.')
		return 0;
	if (len == 2 && name[0] == '.' && name[1] == '.') {
		follow_dotdot(&nd->mnt, &nd->dentry);
		return 0;
	}
	dentry = do_lookup(nd->dentry, name, len);
	if (IS_ERR(dentry))
		return PTR_ERR(dentry);
	if (follow && S_ISLNK(dentry->d_inode->i_mode))
		return do_follow_link(dentry, nd);
	dput(nd->dentry);
	nd->dentry = dentry;
	follow_mount(&nd->mnt, &nd->dentry);
	return 0;
}

static int nothing_but_slashes(const char *name)
{
	while (*name == '/')
		name++;
	return !*name;
}

static int link_path_walk(const char *name, unsigned int flags,
			  struct nameidata *nd)
{
	unsigned int len;
	int error, last;

	for (;; name += len) {
		while (*name == '/')
			name++;
		if (!*name)
			return 0;
		if (!S_ISDIR(nd->dentry->d_inode->i_mode))
			return -ENOTDIR;
		for (len = 0; name[len] && name[len] != '/'; len++)
			;
		if (len > NAME_MAX)
			return -ENAMETOOLONG;
		last = nothing_but_slashes(name + len);
		if (last && flags & LOOKUP_PARENT) {
			nd->last = name;
			nd->last_len = len;
			return 0;
		}
		/* A slash behind the last name asks for what a link means. */
		error = walk_component(name, len, !last || name[len] ||
				       flags & LOOKUP_FOLLOW, nd);
		if (error)
			return error;
		if (name[len] && !S_ISDIR(nd->dentry->d_inode->i_mode))
			return -ENOTDIR;
	}
}

/* On success nd holds references that path_release() gives back. */
int path_lookup(const char *name, unsigned int flags, struct nameidata *nd)
{
	int error;

	nd->last = NULL;
	nd->last_len = 0;
	nd->flags = flags;
	nd->depth = 0;
	if (!*name)
		return -ENOENT;
	if (*name == '/') {
		walk_init_root(nd);
	} else {
		nd->dentry = dget(current->fs->pwd);
		nd->mnt = mntget(current->fs->pwdmnt);
	}
	error = link_path_walk(name, flags, nd);
	if (!error && flags & LOOKUP_DIRECTORY &&
	    !S_ISDIR(nd->dentry->d_inode->i_mode))
		error = -ENOTDIR;
	if (error)
		path_release(nd);
	return error;
}

int user_path_walk(const char *user_name, unsigned int flags,
		   struct nameidata *nd)
{
	char *name = getname(user_name);
	int error;

	if (IS_ERR(name))
		return PTR_ERR(name);
	error = path_lookup(name, flags, nd);
	putname(name);
	return error;
}
