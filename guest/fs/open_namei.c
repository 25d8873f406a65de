/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a path to what is to be opened, made if it may be. */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/mount.h>
#include <linux/namei.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

static int may_open(struct nameidata *nd, int flags)
{
	static const int mask[] = { MAY_READ, MAY_WRITE,
				    MAY_READ | MAY_WRITE, 0 };
	struct inode *inode = nd->dentry->d_inode;
	umode_t mode = inode->i_mode;
	int want = mask[flags & O_ACCMODE];

	if (flags & O_TRUNC)
		want |= MAY_WRITE;
	if (S_ISLNK(mode))
		return -ELOOP;
	if (S_ISDIR(mode) && (want & MAY_WRITE || flags & O_CREAT))
		return -EISDIR;
	if (flags & O_DIRECTORY && !S_ISDIR(mode))
		return -ENOTDIR;
	if ((S_ISCHR(mode) || S_ISBLK(mode)) && nd->mnt->mnt_flags & MS_NODEV)
		return -EACCES;
	return permission(inode, want);
}

/*
 * The last name is a link: walk on to the directory of what it means.  buf
 * holds the text, because nd->last will point into it.
 */
static int follow_last(struct dentry *link, struct nameidata *nd, char *buf)
{
	struct page *held = NULL;
	const char *target;

	if (nd->links++ >= MAX_LINKS)
		return -ELOOP;
	target = link->d_inode->i_op->get_link(link, &held);
	if (IS_ERR(target))
		return PTR_ERR(target);
	strlcpy(buf, target, PATH_MAX);
	put_link(held);
	if (!*buf)
		return -ENOENT;
	if (*buf == '/') {
		path_release(nd);
		walk_init_root(nd);
	}
	return link_path_walk(buf, LOOKUP_PARENT, nd);
}

/* 1: made; 0: was there; negative: an error. nd->dentry is the directory. */
static int find_or_make(struct nameidata *nd, int flags, int mode,
			struct dentry **found)
{
	struct inode *dir = nd->dentry->d_inode;
	int error = 0;

	if (is_last_dot(nd) || nd->last[nd->last_len])
		return flags & O_EXCL && is_last_dot(nd) ? -EEXIST : -EISDIR;
	down(&dir->i_sem);
	*found = lookup_one_len(nd->last, nd->last_len, nd->dentry);
	if (IS_ERR(*found)) {
		error = PTR_ERR(*found);
	} else if (!(*found)->d_inode) {
		error = vfs_create(dir, *found, mode & ~current->fs->umask);
		if (error)
			dput(*found);
		else
			error = 1;
	}
	up(&dir->i_sem);
	return error;
}

static int walk_or_make(struct nameidata *nd, int flags, int mode, char *buf)
{
	struct dentry *dentry;
	int made, error;

	for (;;) {
		struct inode_operations *op;

		made = find_or_make(nd, flags, mode, &dentry);
		if (made < 0)
			return made;
		if (!made && flags & O_EXCL) {
			dput(dentry);
			return -EEXIST;
		}
		if (!S_ISLNK(dentry->d_inode->i_mode) || flags & O_NOFOLLOW)
			break;
		op = dentry->d_inode->i_op;
		error = op->follow_link ? op->follow_link(dentry, nd) :
					  follow_last(dentry, nd, buf);
		dput(dentry);
		if (error || op->follow_link)
			return error;
	}
	dput(nd->dentry);
	nd->dentry = dentry;
	follow_mount(&nd->mnt, &nd->dentry);
	return made;
}

/* With O_CREAT: nd becomes the name; 1 if it was not there before. */
static int open_create(int dfd, const char *name, int flags, int mode,
		       struct nameidata *nd)
{
	char *buf;
	int made = do_path_lookup(dfd, name, LOOKUP_PARENT, nd);

	if (made)
		return made;
	buf = (char *)__get_free_page(GFP_KERNEL);
	made = buf ? walk_or_make(nd, flags, mode, buf) : -ENOMEM;
	free_page((unsigned long)buf);
	if (made < 0)
		path_release(nd);
	return made;
}

int open_namei(int dfd, const char *name, int flags, int mode,
	       struct nameidata *nd)
{
	int made = 0, error;

	if (flags & O_CREAT)
		made = open_create(dfd, name, flags, mode, nd);
	else
		made = do_path_lookup(dfd, name, flags & O_NOFOLLOW ? 0 :
				      LOOKUP_FOLLOW, nd);
	if (made < 0)
		return made;
	/* Who makes a file may open it, whatever its mode is. */
	error = made ? 0 : may_open(nd, flags);
	if (!error && !made && flags & O_TRUNC &&
	    S_ISREG(nd->dentry->d_inode->i_mode))
		error = do_truncate(nd->dentry, 0);
	if (error)
		path_release(nd);
	return error;
}
