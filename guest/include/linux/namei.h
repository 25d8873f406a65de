/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_NAMEI_H
#define _LINUX_NAMEI_H

#include <linux/fs.h>

#define LOOKUP_FOLLOW		1
#define LOOKUP_DIRECTORY	2
#define LOOKUP_PARENT		16	/* stop before the last component */

#define MAX_NESTED_LINKS	8

/* Where a walk is, or has ended; holds dentry and mnt. */
struct nameidata {
	struct dentry *dentry;
	struct vfsmount *mnt;
	const char *last;	/* with LOOKUP_PARENT: the last component */
	unsigned int last_len;
	unsigned int flags;
	int depth;		/* links followed so far */
};

int path_lookup(const char *name, unsigned int flags, struct nameidata *nd);
int user_path_walk(const char *user_name, unsigned int flags,
		   struct nameidata *nd);
void path_release(struct nameidata *nd);
int open_namei(const char *name, int flags, int mode, struct nameidata *nd);
struct dentry *lookup_one_len(const char *name, unsigned int len,
			      struct dentry *base);
int follow_mount(struct vfsmount **mnt, struct dentry **dentry);
void follow_dotdot(struct vfsmount **mnt, struct dentry **dentry);

long do_mkdir(const char *name, int mode);
long do_mknod(const char *name, int mode, dev_t dev);
long do_symlink(const char *target, const char *name);
long do_link(const char *old_name, const char *new_name);
long do_unlink(const char *name);
long do_rmdir(const char *name);
long do_rename(const char *old_name, const char *new_name);

#endif
