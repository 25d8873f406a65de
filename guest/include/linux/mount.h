/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_MOUNT_H
#define _LINUX_MOUNT_H

#include <linux/fs.h>

struct vfsmount {
	atomic_t mnt_count;
	struct vfsmount *mnt_parent;	/* itself for the root */
	struct dentry *mnt_mountpoint;
	struct dentry *mnt_root;
	struct super_block *mnt_sb;
	struct list_head mnt_list;	/* all mounts, in order */
	unsigned long mnt_flags;	/* MS_NOSUID, MS_NODEV, MS_NOEXEC */
	char *mnt_devname;
};

extern struct list_head mount_list;
extern spinlock_t mount_lock;	/* guards it, and where its mounts are */

struct nameidata;
void attach_mnt(struct vfsmount *mnt, const struct nameidata *nd);
void detach_mnt(struct vfsmount *mnt, struct nameidata *nd);
/* Releases nd. */
long do_move_mount(struct nameidata *nd, const char *old_name);

struct vfsmount *lookup_mnt(struct vfsmount *mnt, struct dentry *dentry);
/* An instance that is in no tree; or an error pointer. */
struct vfsmount *do_kern_mount(const char *type, unsigned long flags,
			       const char *dev, void *data);
#define kern_mount(type)	do_kern_mount(type, 0, NULL, NULL)
struct vfsmount *mntget(struct vfsmount *mnt);
void mntput(struct vfsmount *mnt);

#endif
