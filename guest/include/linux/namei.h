/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_NAMEI_H
#define _LINUX_NAMEI_H

#include <linux/fs.h>

#define LOOKUP_FOLLOW		1
#define LOOKUP_DIRECTORY	2
#define LOOKUP_PARENT		16	/* stop before the last component */

#define MAX_NESTED_LINKS	8
#define MAX_LINKS		40

#define MAY_EXEC	1
#define MAY_WRITE	2
#define MAY_READ	4

/* Where a walk is, or has ended; holds dentry and mnt. */
struct nameidata {
	struct dentry *dentry;
	struct vfsmount *mnt;
	const char *last;	/* with LOOKUP_PARENT: the last component */
	unsigned int last_len;
	unsigned int flags;
	int depth;		/* links within links now */
	int links;		/* links followed so far */
};

/* A name relative to the current directory, or to a descriptor's. */
#define AT_FDCWD		(-100)
#define AT_SYMLINK_NOFOLLOW	0x100
#define AT_REMOVEDIR		0x200
#define AT_SYMLINK_FOLLOW	0x400
#define AT_EMPTY_PATH		0x1000

/* namei.c: on success nd holds references that path_release() gives back. */
int path_lookup(const char *name, unsigned int flags, struct nameidata *nd);
int do_path_lookup(int dfd, const char *name, unsigned int flags,
		   struct nameidata *nd);
int user_path_at(int dfd, const char *user_name, unsigned int flags,
		 struct nameidata *nd);
#define user_path_walk(name, flags, nd) \
	user_path_at(AT_FDCWD, name, flags, nd)
void path_release(struct nameidata *nd);
/* Walk on from where nd is; name must live as long as nd->last is looked at. */
int link_path_walk(const char *name, unsigned int flags, struct nameidata *nd);
void walk_init_root(struct nameidata *nd);
struct dentry *lookup_one_len(const char *name, unsigned int len,
			      struct dentry *base);
int follow_mount(struct vfsmount **mnt, struct dentry **dentry);
void follow_dotdot(struct vfsmount **mnt, struct dentry **dentry);
/* Of a link's text that was read into a page of its mapping. */
const char *page_get_link(struct dentry *dentry, struct page **held);
void put_link(struct page *held);
int page_symlink(struct inode *inode, const char *target, unsigned int len);

/* permission.c */
int permission(struct inode *inode, int mask);
int in_group_p(gid_t gid);

/* open_namei.c */
int open_namei(int dfd, const char *name, int flags, int mode,
	       struct nameidata *nd);

/* create.c: the caller holds dir's i_sem. */
int may_create(struct inode *dir);
struct dentry *lookup_create(struct nameidata *nd, int is_dir);
int vfs_create(struct inode *dir, struct dentry *dentry, int mode);
int vfs_mknod(struct inode *dir, struct dentry *dentry, int mode, dev_t dev);
int vfs_mkdir(struct inode *dir, struct dentry *dentry, int mode);
int vfs_symlink(struct inode *dir, struct dentry *dentry, const char *target);
int vfs_link(struct dentry *old, struct inode *dir, struct dentry *dentry);
long do_mkdirat(int dfd, const char *name, int mode);
long do_mknodat(int dfd, const char *name, int mode, dev_t dev);
long do_symlinkat(const char *target, int dfd, const char *name);
long do_linkat(int old_dfd, const char *old_name, int new_dfd,
	     const char *new_name, int flags);

/* remove.c */
int may_delete(struct inode *dir, struct dentry *victim, int is_dir);
int is_last_dot(const struct nameidata *nd);
int vfs_unlink(struct inode *dir, struct dentry *dentry);
int vfs_rmdir(struct inode *dir, struct dentry *dentry);
long do_unlinkat(int dfd, const char *name);
long do_rmdirat(int dfd, const char *name);

/* rename.c */
int vfs_rename(struct inode *old_dir, struct dentry *old_dentry,
	       struct inode *new_dir, struct dentry *new_dentry);
long do_renameat(int old_dfd, const char *old_name, int new_dfd,
	       const char *new_name);

/* The same relative to the current directory. */
#define do_mkdir(name, mode)	do_mkdirat(AT_FDCWD, name, mode)
#define do_mknod(name, mode, dev)	do_mknodat(AT_FDCWD, name, mode, dev)
#define do_symlink(target, name)	do_symlinkat(target, AT_FDCWD, name)
#define do_unlink(name)		do_unlinkat(AT_FDCWD, name)
#define do_rmdir(name)		do_rmdirat(AT_FDCWD, name)
#define do_link(from, to)	do_linkat(AT_FDCWD, from, AT_FDCWD, to, 0)
#define do_rename(from, to)	do_renameat(AT_FDCWD, from, AT_FDCWD, to)

#endif
