/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Making names. */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/mount.h>
#include <linux/namei.h>
#include <linux/sched.h>

int may_create(struct inode *dir)
{
	/* A directory that has been removed takes no names any more. */
	if (!dir->i_nlink)
		return -ENOENT;
	return permission(dir, MAY_WRITE | MAY_EXEC);
}

/* With the parent's i_sem held: a name without an inode, or an error. */
struct dentry *lookup_create(struct nameidata *nd, int is_dir)
{
	struct dentry *dentry;

	if (is_last_dot(nd))
		return ERR_PTR(-EEXIST);
	dentry = lookup_one_len(nd->last, nd->last_len, nd->dentry);
	if (IS_ERR(dentry))
		return dentry;
	if (dentry->d_inode) {
		dput(dentry);
		return ERR_PTR(-EEXIST);
	}
	if (!is_dir && nd->last[nd->last_len]) {
		dput(dentry);
		return ERR_PTR(-ENOENT);
	}
	return dentry;
}

int vfs_create(struct inode *dir, struct dentry *dentry, int mode)
{
	int error = may_create(dir);

	if (error)
		return error;
	if (!dir->i_op || !dir->i_op->create)
		return -EACCES;
	return dir->i_op->create(dir, dentry, (mode & S_IALLUGO) | S_IFREG);
}

int vfs_mknod(struct inode *dir, struct dentry *dentry, int mode, dev_t dev)
{
	int error = may_create(dir);

	if (error)
		return error;
	if ((S_ISCHR(mode) || S_ISBLK(mode)) && current->euid)
		return -EPERM;
	if (!dir->i_op || !dir->i_op->mknod)
		return -EPERM;
	return dir->i_op->mknod(dir, dentry, mode, dev);
}

int vfs_mkdir(struct inode *dir, struct dentry *dentry, int mode)
{
	int error = may_create(dir);

	if (error)
		return error;
	if (!dir->i_op || !dir->i_op->mkdir)
		return -EPERM;
	return dir->i_op->mkdir(dir, dentry, mode & (S_IRWXUGO | S_ISVTX));
}

int vfs_symlink(struct inode *dir, struct dentry *dentry, const char *target)
{
	int error = may_create(dir);

	if (error)
		return error;
	if (!dir->i_op || !dir->i_op->symlink)
		return -EPERM;
	return dir->i_op->symlink(dir, dentry, target);
}

int vfs_link(struct dentry *old, struct inode *dir, struct dentry *dentry)
{
	int error = may_create(dir);

	if (error)
		return error;
	if (old->d_sb != dentry->d_sb)
		return -EXDEV;
	if (S_ISDIR(old->d_inode->i_mode) || !dir->i_op || !dir->i_op->link)
		return -EPERM;
	return dir->i_op->link(old, dir, dentry);
}

/* What to make of a new name, and what of. */
struct making {
	int (*make)(struct inode *dir, struct dentry *dentry,
		    const struct making *what);
	int mode;
	dev_t dev;
	const char *target;
	struct nameidata *old;
};

static long with_new_name(int dfd, const char *name, const struct making *what)
{
	struct nameidata nd;
	struct dentry *dentry;
	long error = do_path_lookup(dfd, name, LOOKUP_PARENT, &nd);

	if (error)
		return error;
	down(&nd.dentry->d_inode->i_sem);
	dentry = lookup_create(&nd, S_ISDIR(what->mode));
	error = PTR_ERR(dentry);
	if (!IS_ERR(dentry)) {
		error = what->old && what->old->mnt != nd.mnt ? -EXDEV :
			what->make(nd.dentry->d_inode, dentry, what);
		dput(dentry);
	}
	up(&nd.dentry->d_inode->i_sem);
	path_release(&nd);
	return error;
}

static int make_node(struct inode *dir, struct dentry *dentry,
		     const struct making *what)
{
	if (S_ISREG(what->mode))
		return vfs_create(dir, dentry, what->mode);
	return vfs_mknod(dir, dentry, what->mode, what->dev);
}

/* A directory has a call of its own; a disk would keep other nonsense. */
static int check_kind(int mode)
{
	switch (mode & S_IFMT) {
	case 0:
	case S_IFREG:
	case S_IFCHR:
	case S_IFBLK:
	case S_IFIFO:
	case S_IFSOCK:
		return 0;
	case S_IFDIR:
		return -EPERM;
	}
	return -EINVAL;
}

long do_mknodat(int dfd, const char *name, int mode, dev_t dev)
{
	struct making what = {
		.make = make_node, .mode = mode & ~current->fs->umask,
		.dev = dev,
	};
	int error = check_kind(mode);

	if (error)
		return error;
	if (!(mode & S_IFMT))
		what.mode |= S_IFREG;
	return with_new_name(dfd, name, &what);
}

static int make_directory(struct inode *dir, struct dentry *dentry,
			  const struct making *what)
{
	return vfs_mkdir(dir, dentry, what->mode);
}

long do_mkdirat(int dfd, const char *name, int mode)
{
	struct making what = {
		.make = make_directory,
		.mode = (mode & ~current->fs->umask & S_IALLUGO) | S_IFDIR,
	};

	return with_new_name(dfd, name, &what);
}

static int make_symlink(struct inode *dir, struct dentry *dentry,
			const struct making *what)
{
	return vfs_symlink(dir, dentry, what->target);
}

long do_symlinkat(const char *target, int dfd, const char *name)
{
	struct making what = { .make = make_symlink, .target = target };

	return with_new_name(dfd, name, &what);
}

static int make_link(struct inode *dir, struct dentry *dentry,
		     const struct making *what)
{
	return vfs_link(what->old->dentry, dir, dentry);
}

long do_linkat(int old_dfd, const char *old_name, int new_dfd,
	     const char *new_name, int flags)
{
	struct nameidata old;
	struct making what = { .make = make_link, .old = &old };
	long error = do_path_lookup(old_dfd, old_name, flags &
				    AT_SYMLINK_FOLLOW ? LOOKUP_FOLLOW : 0,
				    &old);

	if (error)
		return error;
	error = with_new_name(new_dfd, new_name, &what);
	path_release(&old);
	return error;
}
