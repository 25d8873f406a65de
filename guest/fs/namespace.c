/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the instances of file systems are mounted. */
#include <linux/err.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mount.h>
#include <linux/namei.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/syscalls.h>

LIST_HEAD(mount_list);
static DEFINE_SPINLOCK(mount_lock);

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

struct vfsmount *kern_mount(const char *type, void *data)
{
	struct file_system_type *fs = get_fs_type(type);
	struct super_block *sb;
	struct vfsmount *mnt;

	if (!fs)
		return ERR_PTR(-ENODEV);
	sb = get_sb(fs, data);
	if (IS_ERR(sb))
		return (void *)sb;
	mnt = kzalloc(sizeof(*mnt), GFP_KERNEL);
	if (!mnt) {
		put_super(sb);
		return ERR_PTR(-ENOMEM);
	}
	atomic_set(&mnt->mnt_count, 1);
	mnt->mnt_sb = sb;
	mnt->mnt_root = dget(sb->s_root);
	mnt->mnt_mountpoint = mnt->mnt_root;
	mnt->mnt_parent = mnt;
	mnt->mnt_devname = fs->name;
	return mnt;
}

/* Names here are the kernel's; dev is what the file system makes of it. */
long do_mount(const char *dir, const char *type, const char *dev)
{
	struct nameidata nd;
	struct vfsmount *mnt;
	long error = path_lookup(dir, LOOKUP_FOLLOW | LOOKUP_DIRECTORY, &nd);

	if (error)
		return error;
	mnt = kern_mount(type, (void *)dev);
	if (IS_ERR(mnt)) {
		path_release(&nd);
		return PTR_ERR(mnt);
	}
	/* The mount takes over what nd holds. */
	mnt->mnt_parent = nd.mnt;
	mnt->mnt_mountpoint = nd.dentry;
	nd.dentry->d_mounted++;
	spin_lock(&mount_lock);
	list_add_tail(&mnt->mnt_list, &mount_list);
	spin_unlock(&mount_lock);
	return 0;
}

static long do_umount(struct vfsmount *mnt, struct dentry *dentry)
{
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
	spin_unlock(&mount_lock);
	mnt->mnt_mountpoint->d_mounted--;
	dput(mnt->mnt_mountpoint);
	mntput(mnt->mnt_parent);
	mntput(mnt);
	return 0;
busy:
	spin_unlock(&mount_lock);
	return -EBUSY;
}

asmlinkage long sys_mount(char *dev_name, char *dir_name, char *type,
			  unsigned long flags, void *data)
{
	char *dir = getname(dir_name), *fs = NULL;
	long error = PTR_ERR(dir);

	(void)dev_name;
	(void)flags;
	(void)data;
	if (IS_ERR(dir))
		return error;
	fs = getname(type);
	error = PTR_ERR(fs);
	if (!IS_ERR(fs)) {
		error = do_mount(dir, fs, NULL);
		putname(fs);
	}
	putname(dir);
	return error;
}

asmlinkage long sys_umount(char *name, int flags)
{
	struct nameidata nd;
	long error = user_path_walk(name, LOOKUP_FOLLOW, &nd);

	(void)flags;
	if (error)
		return error;
	error = do_umount(nd.mnt, nd.dentry);
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
	struct vfsmount *mnt = kern_mount("rootfs", NULL);

	if (IS_ERR(mnt))
		panic("init_mount_tree: no rootfs");
	list_add_tail(&mnt->mnt_list, &mount_list);
	init_fs.root = dget(mnt->mnt_root);
	init_fs.pwd = dget(mnt->mnt_root);
	init_fs.rootmnt = mntget(mnt);
	init_fs.pwdmnt = mntget(mnt);
}
