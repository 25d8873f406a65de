/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the instances of file systems are mounted. */
#include <linux/err.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mount.h>
#include <linux/namei.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/syscalls.h>
#include <asm/uaccess.h>

#define MS_MGC_VAL	0xc0ed0000	/* what old programs add */
#define MS_MGC_MSK	0xffff0000
#define MNT_FORCE	1

LIST_HEAD(mount_list);
DEFINE_SPINLOCK(mount_lock);

struct vfsmount *mntget(struct vfsmount *mnt)
{
	atomic_inc(&mnt->mnt_count);
	return mnt;
}

void mntput(struct vfsmount *mnt)
{
	if (!mnt || !atomic_dec_and_test(&mnt->mnt_count))
		return;
	dput(mnt->mnt_root);
	put_super(mnt->mnt_sb);
	kfree(mnt->mnt_devname);
	kfree(mnt);
}

/* What is mounted on this place of this mount, or NULL. */
struct vfsmount *lookup_mnt(struct vfsmount *mnt, struct dentry *dentry)
{
	struct vfsmount *m, *found = NULL;

	spin_lock(&mount_lock);
	list_for_each_entry(m, &mount_list, mnt_list)
		if (m->mnt_parent == mnt && m->mnt_mountpoint == dentry &&
		    m != mnt)
			found = m;
	if (found)
		mntget(found);
	spin_unlock(&mount_lock);
	return found;
}

static struct vfsmount *alloc_mount(struct super_block *sb, const char *dev)
{
	struct vfsmount *mnt = kzalloc(sizeof(*mnt), GFP_KERNEL);

	if (!mnt)
		return NULL;
	mnt->mnt_devname = kmalloc(strlen(dev) + 1, GFP_KERNEL);
	if (!mnt->mnt_devname) {
		kfree(mnt);
		return NULL;
	}
	strcpy(mnt->mnt_devname, dev);
	atomic_set(&mnt->mnt_count, 1);
	mnt->mnt_sb = sb;
	mnt->mnt_root = dget(sb->s_root);
	mnt->mnt_mountpoint = mnt->mnt_root;
	mnt->mnt_parent = mnt;
	return mnt;
}

struct vfsmount *do_kern_mount(const char *type, unsigned long flags,
			       const char *dev, void *data)
{
	struct file_system_type *fs = get_fs_type(type);
	struct super_block *sb;
	struct vfsmount *mnt;

	if (!fs)
		return ERR_PTR(-ENODEV);
	sb = fs->get_sb(fs, flags, dev, data);
	if (IS_ERR(sb))
		return ERR_CAST(sb);
	mnt = alloc_mount(sb, dev ? dev : fs->name);
	if (!mnt) {
		put_super(sb);
		return ERR_PTR(-ENOMEM);
	}
	mnt->mnt_flags = flags & MS_MNT_FLAGS;
	return mnt;
}

/* The caller's references to a place become the mount's. */
void attach_mnt(struct vfsmount *mnt, const struct nameidata *nd)
{
	mnt->mnt_parent = nd->mnt;
	mnt->mnt_mountpoint = nd->dentry;
	nd->dentry->d_mounted++;
}

/* And back: nd is where it was. */
void detach_mnt(struct vfsmount *mnt, struct nameidata *nd)
{
	nd->mnt = mnt->mnt_parent;
	nd->dentry = mnt->mnt_mountpoint;
	nd->dentry->d_mounted--;
	mnt->mnt_parent = mnt;
	mnt->mnt_mountpoint = mnt->mnt_root;
}

/* The same instance is not mounted over itself. */
static long graft_tree(struct vfsmount *mnt, struct nameidata *nd)
{
	if (nd->mnt->mnt_sb == mnt->mnt_sb && nd->dentry == nd->mnt->mnt_root)
		return -EBUSY;
	spin_lock(&mount_lock);
	attach_mnt(mnt, nd);
	list_add_tail(&mnt->mnt_list, &mount_list);
	spin_unlock(&mount_lock);
	return 0;
}

static long do_new_mount(const char *dev, const char *type,
			 unsigned long flags, void *data,
			 struct nameidata *nd)
{
	struct vfsmount *mnt = do_kern_mount(type, flags, dev, data);
	long error = PTR_ERR(mnt);

	if (!IS_ERR(mnt)) {
		error = graft_tree(mnt, nd);
		if (error)
			mntput(mnt);
	}
	if (error)
		path_release(nd);
	return error;
}

static long do_remount(struct nameidata *nd, unsigned long flags, void *data)
{
	long error = -EINVAL;

	if (nd->dentry == nd->mnt->mnt_root)
		error = do_remount_sb(nd->mnt->mnt_sb, flags, data);
	if (!error)
		nd->mnt->mnt_flags = flags & MS_MNT_FLAGS;
	path_release(nd);
	return error;
}

/* Names and data are the kernel's. */
long do_mount(const char *dev, const char *dir, const char *type,
	      unsigned long flags, void *data)
{
	struct nameidata nd;
	long error = path_lookup(dir, LOOKUP_FOLLOW | LOOKUP_DIRECTORY, &nd);

	if (error)
		return error;
	if ((flags & MS_MGC_MSK) == MS_MGC_VAL)
		flags &= ~MS_MGC_MSK;
	if (flags & MS_REMOUNT)
		return do_remount(&nd, flags, data);
	if (flags & MS_MOVE)
		return do_move_mount(&nd, dev);
	return do_new_mount(dev, type, flags, data, &nd);
}

static long do_umount(struct vfsmount *mnt, struct dentry *dentry)
{
	struct nameidata place;
	struct vfsmount *m;

	if (dentry != mnt->mnt_root || mnt->mnt_parent == mnt)
		return -EINVAL;
	spin_lock(&mount_lock);
	list_for_each_entry(m, &mount_list, mnt_list)
		if (m != mnt && m->mnt_parent == mnt)
			goto busy;
	/* One for the list, one for the caller's walk. */
	if (atomic_read(&mnt->mnt_count) > 2)
		goto busy;
	list_del(&mnt->mnt_list);
	detach_mnt(mnt, &place);
	spin_unlock(&mount_lock);
	path_release(&place);
	mntput(mnt);
	return 0;
busy:
	spin_unlock(&mount_lock);
	return -EBUSY;
}

/* Up to a page of options, ended by a NUL; NULL for none. */
static long copy_mount_data(const void *user, char **data)
{
	*data = NULL;
	if (!user)
		return 0;
	*data = (char *)get_zeroed_page(GFP_KERNEL);
	if (!*data)
		return -ENOMEM;
	/* It may end before the page does, at the end of what is mapped. */
	if (strncpy_from_user(*data, user, PAGE_SIZE - 1) >= 0)
		return 0;
	free_page((unsigned long)*data);
	return -EFAULT;
}

static long mount_names(char *dev_name, char *dir, char *type_name,
			unsigned long flags, void *data)
{
	char *dev = dev_name ? getname(dev_name) : NULL, *type = NULL;
	long error = IS_ERR(dev) ? PTR_ERR(dev) : 0;

	/* An empty name of a device is none. */
	if (error == -ENOENT)
		error = 0;
	if (IS_ERR(dev))
		dev = NULL;
	if (!error && !(flags & (MS_REMOUNT | MS_MOVE))) {
		type = type_name ? getname(type_name) : ERR_PTR(-EINVAL);
		if (IS_ERR(type)) {
			error = PTR_ERR(type);
			type = NULL;
		}
	}
	if (!error)
		error = do_mount(dev, dir, type, flags, data);
	if (type)
		putname(type);
	if (dev)
		putname(dev);
	return error;
}

asmlinkage long sys_mount(char *dev_name, char *dir_name, char *type_name,
			  unsigned long flags, void *user_data)
{
	char *dir, *data;
	long error;

	if (current->euid)
		return -EPERM;
	error = copy_mount_data(user_data, &data);
	if (error)
		return error;
	dir = getname(dir_name);
	error = PTR_ERR(dir);
	if (!IS_ERR(dir)) {
		error = mount_names(dev_name, dir, type_name, flags, data);
		putname(dir);
	}
	free_page((unsigned long)data);
	return error;
}

asmlinkage long sys_umount(char *name, int flags)
{
	struct nameidata nd;
	long error = user_path_walk(name, LOOKUP_FOLLOW, &nd);

	/* MNT_FORCE asks for nothing here; to detach lazily is not offered. */
	if (error)
		return error;
	error = current->euid ? -EPERM : flags & ~MNT_FORCE ? -EINVAL :
		do_umount(nd.mnt, nd.dentry);
	path_release(&nd);
	return error;
}

asmlinkage long sys_oldumount(char *name)
{
	return sys_umount(name, 0);
}

/* The tree's root, for init_task and with it for everybody. */
void __init init_mount_tree(void)
{
	struct vfsmount *mnt = kern_mount("rootfs");

	if (IS_ERR(mnt))
		panic("init_mount_tree: no rootfs");
	list_add_tail(&mnt->mnt_list, &mount_list);
	init_fs.root = dget(mnt->mnt_root);
	init_fs.pwd = dget(mnt->mnt_root);
	init_fs.rootmnt = mntget(mnt);
	init_fs.pwdmnt = mntget(mnt);
}
