/* SPDX-License-Identifier: GPL-2.0-or-later */
/* File system types, their instances, and where those are mounted. */
#include <linux/err.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mount.h>
#include <linux/namei.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/syscalls.h>

LIST_HEAD(mount_list);
static DEFINE_SPINLOCK(mount_lock);
static struct file_system_type *file_systems;
static dev_t next_anon_dev = 1;

int register_filesystem(struct file_system_type *fs)
{
	fs->next = file_systems;
	file_systems = fs;
	return 0;
}

static struct file_system_type *get_fs_type(const char *name)
{
	struct file_system_type *fs;

	for (fs = file_systems; fs; fs = fs->next)
		if (!strcmp(fs->name, name))
			break;
	return fs;
}

static void kill_super(struct super_block *sb)
{
	if (sb->s_root) {
		d_genocide(sb->s_root);
		dput(sb->s_root);
	}
	kfree(sb);
}

static struct super_block *get_sb(struct file_system_type *fs, void *data)
{
	struct super_block *sb = fs->single;
	int error;

	if (sb) {
		sb->s_count++;
		return sb;
	}
	sb = kzalloc(sizeof(*sb), GFP_KERNEL);
	if (!sb)
		return ERR_PTR(-ENOMEM);
	sb->s_dev = next_anon_dev++;
	sb->s_type = fs;
	sb->s_count = 1;
	sb->s_maxbytes = MAX_LFS_FILESIZE;
	INIT_LIST_HEAD(&sb->s_dirty);
	INIT_LIST_HEAD(&sb->s_io);
	error = fs->fill_super(sb, data);
	if (error) {
		kill_super(sb);
		return ERR_PTR(error);
	}
	if (fs->fs_flags & FS_SINGLE) {
		/* The type's own reference: such an instance never goes. */
		sb->s_count++;
		fs->single = sb;
	}
	return sb;
}

static void put_super(struct super_block *sb)
{
	if (!--sb->s_count)
		kill_super(sb);
}

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

static struct vfsmount *kern_mount(const char *type, void *data)
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
static void __init init_mount_tree(void)
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

void __init vfs_caches_init(void)
{
	inode_init();
	files_init();
	init_ramfs();
	init_mount_tree();
}
