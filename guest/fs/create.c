/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Making and removing names. */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/mount.h>
#include <linux/namei.h>
#include <linux/sched.h>
#include <linux/syscalls.h>

/* With the parent's i_sem held: a new name, or an error pointer. */
static struct dentry *lookup_create(struct nameidata *nd)
{
	struct inode *dir = nd->dentry->d_inode;
	struct dentry *dentry;

	if (!nd->last_len ||
	    (nd->last[0] == '.' && (nd->last_len == 1 ||
	     (nd->last_len == 2 && nd->last[1] == '.'))))
		return ERR_PTR(-EEXIST);
	dentry = lookup_one_len(nd->last, nd->last_len, nd->dentry);
	if (!IS_ERR(dentry)) {
		dput(dentry);
		return ERR_PTR(-EEXIST);
	}
	if (PTR_ERR(dentry) != -ENOENT)
		return dentry;
	if (!dir->i_op || !dir->i_op->create)
		return ERR_PTR(-EACCES);
	dentry = d_alloc(nd->dentry, nd->last, nd->last_len);
	return dentry ? dentry : ERR_PTR(-ENOMEM);
}

/* What to do with a new name; data belongs to the function. */
typedef int (*create_fn)(struct inode *dir, struct dentry *dentry,
			 const void *data);

static long with_new_name(const char *name, create_fn fn, const void *data)
{
	struct nameidata nd;
	struct dentry *dentry;
	long error = path_lookup(name, LOOKUP_PARENT, &nd);

	if (error)
		return error;
	down(&nd.dentry->d_inode->i_sem);
	dentry = lookup_create(&nd);
	error = PTR_ERR(dentry);
	if (!IS_ERR(dentry)) {
		error = fn(nd.dentry->d_inode, dentry, data);
		dput(dentry);
	}
	up(&nd.dentry->d_inode->i_sem);
	path_release(&nd);
	return error;
}

struct node {
	int mode;
	dev_t dev;
};

static int create_node(struct inode *dir, struct dentry *dentry,
		       const void *data)
{
	const struct node *node = data;

	return dir->i_op->create(dir, dentry, node->mode, node->dev);
}

long do_mknod(const char *name, int mode, dev_t dev)
{
	struct node node = { mode & ~current->fs->umask, dev };

	if (!(mode & S_IFMT))
		node.mode |= S_IFREG;
	return with_new_name(name, create_node, &node);
}

long do_mkdir(const char *name, int mode)
{
	return do_mknod(name, (mode & S_IALLUGO) | S_IFDIR, 0);
}

static int create_symlink(struct inode *dir, struct dentry *dentry,
			  const void *target)
{
	if (!dir->i_op->symlink)
		return -EPERM;
	return dir->i_op->symlink(dir, dentry, target);
}

long do_symlink(const char *target, const char *name)
{
	return with_new_name(name, create_symlink, target);
}

static int create_link(struct inode *dir, struct dentry *dentry,
		       const void *data)
{
	struct dentry *old = (struct dentry *)data;

	if (old->d_sb != dentry->d_sb)
		return -EXDEV;
	if (S_ISDIR(old->d_inode->i_mode) || !dir->i_op->link)
		return -EPERM;
	return dir->i_op->link(old, dir, dentry);
}

long do_link(const char *old_name, const char *new_name)
{
	struct nameidata nd;
	long error = path_lookup(old_name, 0, &nd);

	if (error)
		return error;
	error = with_new_name(new_name, create_link, nd.dentry);
	path_release(&nd);
	return error;
}

static int may_unlink(struct dentry *dentry, int directory)
{
	struct dentry *child;

	if (dentry->d_mounted)
		return -EBUSY;
	if (!directory)
		return S_ISDIR(dentry->d_inode->i_mode) ? -EISDIR : 0;
	if (!S_ISDIR(dentry->d_inode->i_mode))
		return -ENOTDIR;
	child = d_nth_child(dentry, 0);
	dput(child);
	return child ? -ENOTEMPTY : 0;
}

static long remove_name(const char *name, int directory)
{
	struct nameidata nd;
	struct dentry *dentry;
	struct inode *dir;
	long error = path_lookup(name, LOOKUP_PARENT, &nd);

	if (error)
		return error;
	dir = nd.dentry->d_inode;
	down(&dir->i_sem);
	error = -EBUSY;
	if (nd.last_len) {
		dentry = lookup_one_len(nd.last, nd.last_len, nd.dentry);
		error = PTR_ERR(dentry);
		if (!IS_ERR(dentry)) {
			error = may_unlink(dentry, directory);
			if (!error)
				error = dir->i_op && dir->i_op->unlink ?
					dir->i_op->unlink(dir, dentry) :
					-EPERM;
			dput(dentry);
		}
	}
	up(&dir->i_sem);
	path_release(&nd);
	return error;
}

long do_unlink(const char *name)
{
	return remove_name(name, 0);
}

long do_rmdir(const char *name)
{
	return remove_name(name, 1);
}

static int is_same(struct dentry *dentry, const char *name)
{
	struct nameidata nd;
	int same;

	if (path_lookup(name, 0, &nd))
		return 0;
	same = nd.dentry->d_inode == dentry->d_inode;
	path_release(&nd);
	return same;
}

/*
 * A link and an unlink: other tasks may see both names for a moment. Two
 * names of one file stay as they are.
 */
long do_rename(const char *old_name, const char *new_name)
{
	struct nameidata nd;
	int same;
	long error = path_lookup(old_name, 0, &nd);

	if (error)
		return error;
	error = S_ISDIR(nd.dentry->d_inode->i_mode) ? -EPERM : 0;
	same = is_same(nd.dentry, new_name);
	path_release(&nd);
	if (error || same)
		return error;
	error = do_unlink(new_name);
	if (error && error != -ENOENT)
		return error;
	error = do_link(old_name, new_name);
	return error ? error : do_unlink(old_name);
}

/* With O_CREAT: nd becomes the name, made if it was not there. */
static int open_create(const char *name, int flags, int mode,
		       struct nameidata *nd)
{
	struct node node = { (mode & S_IALLUGO & ~current->fs->umask) |
			     S_IFREG, 0 };
	struct dentry *dentry;
	int error = path_lookup(name, LOOKUP_PARENT, nd);

	if (error)
		return error;
	down(&nd->dentry->d_inode->i_sem);
	dentry = lookup_create(nd);
	error = PTR_ERR(dentry);
	if (!IS_ERR(dentry)) {
		error = create_node(nd->dentry->d_inode, dentry, &node);
		up(&nd->dentry->d_inode->i_sem);
		if (error) {
			dput(dentry);
			path_release(nd);
			return error;
		}
		dput(nd->dentry);
		nd->dentry = dentry;
		return 0;
	}
	up(&nd->dentry->d_inode->i_sem);
	path_release(nd);
	if (error != -EEXIST || flags & O_EXCL)
		return error;
	return path_lookup(name, flags & O_NOFOLLOW ? 0 : LOOKUP_FOLLOW, nd);
}

int open_namei(const char *name, int flags, int mode, struct nameidata *nd)
{
	umode_t found;
	int error;

	if (flags & O_CREAT)
		error = open_create(name, flags, mode, nd);
	else
		error = path_lookup(name, flags & O_NOFOLLOW ? 0 :
				    LOOKUP_FOLLOW, nd);
	if (error)
		return error;
	found = nd->dentry->d_inode->i_mode;
	if (S_ISLNK(found))
		error = -ELOOP;
	else if (S_ISDIR(found) && (flags & O_ACCMODE || flags & O_CREAT))
		error = -EISDIR;
	else if (flags & O_DIRECTORY && !S_ISDIR(found))
		error = -ENOTDIR;
	else if (flags & O_TRUNC && S_ISREG(found))
		error = do_truncate(nd->dentry, 0);
	if (error)
		path_release(nd);
	return error;
}
