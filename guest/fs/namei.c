/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a path to a dentry. */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/mount.h>
#include <linux/namei.h>
#include <linux/sched.h>
#include <linux/string.h>

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

/* A name that the cache does not know; the caller holds base's i_sem. */
static struct dentry *real_lookup(struct dentry *base, const char *name,
				  unsigned int len)
{
	struct inode *dir = base->d_inode;
	struct dentry *dentry = d_alloc(base, name, len);
	int error = 0;

	if (!dentry)
		return ERR_PTR(-ENOMEM);
	/* In memory, what the cache does not know is not there. */
	if (dir->i_op && dir->i_op->lookup)
		error = dir->i_op->lookup(dir, dentry);
	else
		d_add(dentry, NULL);
	if (!error)
		return dentry;
	dput(dentry);
	return ERR_PTR(error);
}

/*
 * The child of a directory, with a reference; its inode is NULL if there is
 * no such name. The caller holds the directory's i_sem.
 */
struct dentry *lookup_one_len(const char *name, unsigned int len,
			      struct dentry *base)
{
	struct dentry *dentry;
	int error = permission(base->d_inode, MAY_EXEC);

	if (!error && len > NAME_MAX)
		error = -ENAMETOOLONG;
	if (error)
		return ERR_PTR(error);
	dentry = d_lookup(base, name, len);
	return dentry ? dentry : real_lookup(base, name, len);
}

static struct dentry *do_lookup(struct dentry *base, const char *name,
				unsigned int len)
{
	struct dentry *dentry = d_lookup(base, name, len);

	if (dentry)
		return dentry;
	down(&base->d_inode->i_sem);
	/* Somebody may have been faster. */
	dentry = d_lookup(base, name, len);
	if (!dentry)
		dentry = real_lookup(base, name, len);
	up(&base->d_inode->i_sem);
	return dentry;
}

void walk_init_root(struct nameidata *nd)
{
	nd->dentry = dget(current->fs->root);
	nd->mnt = mntget(current->fs->rootmnt);
}

static int walk_along(struct dentry *link, struct nameidata *nd)
{
	struct page *held = NULL;
	const char *target = link->d_inode->i_op->get_link(link, &held);
	int error;

	if (IS_ERR(target))
		return PTR_ERR(target);
	if (*target == '/') {
		path_release(nd);
		walk_init_root(nd);
	}
	error = *target ? link_path_walk(target, LOOKUP_FOLLOW, nd) : -ENOENT;
	put_link(held);
	return error;
}

/* nd is in the link's directory; walk on from there along its text. */
static int do_follow_link(struct dentry *link, struct nameidata *nd)
{
	struct inode_operations *op = link->d_inode->i_op;
	int error = -ELOOP;

	if (nd->depth < MAX_NESTED_LINKS && nd->links < MAX_LINKS) {
		nd->depth++;
		nd->links++;
		cond_resched();
		error = op->follow_link ? op->follow_link(link, nd) :
					  walk_along(link, nd);
		nd->depth--;
	}
	dput(link);
	return error;
}

static int walk_component(const char *name, unsigned int len, int follow,
			  struct nameidata *nd)
{
	struct dentry *dentry;
	int error = permission(nd->dentry->d_inode, MAY_EXEC);

	if (error)
		return error;
	if (len == 1 && name[0] == '.')
		return 0;
	if (len == 2 && name[0] == '.' && name[1] == '.') {
		follow_dotdot(&nd->mnt, &nd->dentry);
		return 0;
	}
	if (len > NAME_MAX)
		return -ENAMETOOLONG;
	dentry = do_lookup(nd->dentry, name, len);
	if (IS_ERR(dentry))
		return PTR_ERR(dentry);
	if (!dentry->d_inode) {
		dput(dentry);
		return -ENOENT;
	}
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

int link_path_walk(const char *name, unsigned int flags, struct nameidata *nd)
{
	unsigned int len;
	int error, last;

	/* There may be none: a link to the root, say. */
	nd->last_len = 0;
	for (;; name += len) {
		while (*name == '/')
			name++;
		if (!*name)
			return 0;
		if (!S_ISDIR(nd->dentry->d_inode->i_mode))
			return -ENOTDIR;
		for (len = 0; name[len] && name[len] != '/'; len++)
			;
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

/* Where a relative name begins. */
static int start_at(int dfd, struct nameidata *nd)
{
	struct file *file;
	int error = 0;

	if (dfd == AT_FDCWD) {
		nd->dentry = dget(current->fs->pwd);
		nd->mnt = mntget(current->fs->pwdmnt);
		return 0;
	}
	file = fget(dfd);
	if (!file)
		return -EBADF;
	if (!S_ISDIR(file->f_dentry->d_inode->i_mode)) {
		error = -ENOTDIR;
	} else {
		nd->dentry = dget(file->f_dentry);
		nd->mnt = mntget(file->f_vfsmnt);
	}
	fput(file);
	return error;
}

int do_path_lookup(int dfd, const char *name, unsigned int flags,
		   struct nameidata *nd)
{
	int error = 0;

	memset(nd, 0, sizeof(*nd));
	nd->flags = flags;
	if (IS_ERR(name))
		return PTR_ERR(name);
	if (!*name)
		return -ENOENT;
	if (*name == '/')
		walk_init_root(nd);
	else
		error = start_at(dfd, nd);
	if (error)
		return error;
	error = link_path_walk(name, flags, nd);
	if (!error && flags & LOOKUP_DIRECTORY &&
	    !S_ISDIR(nd->dentry->d_inode->i_mode))
		error = -ENOTDIR;
	if (error)
		path_release(nd);
	return error;
}

int path_lookup(const char *name, unsigned int flags, struct nameidata *nd)
{
	return do_path_lookup(AT_FDCWD, name, flags, nd);
}

int user_path_at(int dfd, const char *user_name, unsigned int flags,
		 struct nameidata *nd)
{
	char *name = getname(user_name);
	int error;

	if (IS_ERR(name))
		return PTR_ERR(name);
	error = do_path_lookup(dfd, name, flags, nd);
	putname(name);
	return error;
}
