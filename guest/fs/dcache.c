/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names. A directory's children are on its list of them from d_alloc() to
 * d_drop(); a lookup passes over those that have no inode yet. dcache_lock
 * guards the lists and the step of a count from one to zero.
 */
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/mount.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/err.h>
#include <linux/syscalls.h>
#include <asm/uaccess.h>

static DEFINE_SPINLOCK(dcache_lock);

static struct dentry *new_dentry(struct super_block *sb, const char *name,
				 unsigned int len)
{
	struct dentry *dentry = kmalloc(sizeof(*dentry) + len + 1, GFP_KERNEL);

	if (!dentry)
		return NULL;
	memset(dentry, 0, sizeof(*dentry));
	atomic_set(&dentry->d_count, 1);
	dentry->d_sb = sb;
	dentry->d_len = len;
	memcpy(dentry->d_name, name, len);
	dentry->d_name[len] = '\0';
	INIT_LIST_HEAD(&dentry->d_subdirs);
	INIT_LIST_HEAD(&dentry->d_child);
	return dentry;
}

/* A name without an inode; one reference for the caller. */
struct dentry *d_alloc(struct dentry *parent, const char *name,
		       unsigned int len)
{
	struct dentry *dentry = new_dentry(parent->d_sb, name, len);

	if (!dentry)
		return NULL;
	dentry->d_parent = dget(parent);
	spin_lock(&dcache_lock);
	list_add_tail(&dentry->d_child, &parent->d_subdirs);
	spin_unlock(&dcache_lock);
	return dentry;
}

/* A name that is its own parent; takes over the inode, even on failure. */
struct dentry *d_alloc_root(struct super_block *sb, struct inode *inode)
{
	struct dentry *dentry = inode ? new_dentry(sb, "/", 1) : NULL;

	if (!dentry) {
		iput(inode);
		return NULL;
	}
	dentry->d_parent = dentry;
	dentry->d_inode = inode;
	return dentry;
}

void d_instantiate(struct dentry *dentry, struct inode *inode)
{
	dentry->d_inode = inode;
}

struct dentry *dget(struct dentry *dentry)
{
	atomic_inc(&dentry->d_count);
	return dentry;
}

/* The last reference takes the name along, and maybe its parents. */
void dput(struct dentry *dentry)
{
	while (dentry) {
		struct dentry *parent = dentry->d_parent;

		spin_lock(&dcache_lock);
		if (!atomic_dec_and_test(&dentry->d_count)) {
			spin_unlock(&dcache_lock);
			return;
		}
		list_del_init(&dentry->d_child);
		spin_unlock(&dcache_lock);
		iput(dentry->d_inode);
		kfree(dentry);
		dentry = parent == dentry ? NULL : parent;
	}
}

/* No lookup finds the name from now on. */
void d_drop(struct dentry *dentry)
{
	spin_lock(&dcache_lock);
	dentry->d_unhashed = 1;
	list_del_init(&dentry->d_child);
	spin_unlock(&dcache_lock);
}

/* The child with a reference, or NULL. */
struct dentry *d_lookup(struct dentry *parent, const char *name,
			unsigned int len)
{
	struct dentry *dentry, *found = NULL;

	spin_lock(&dcache_lock);
	list_for_each_entry(dentry, &parent->d_subdirs, d_child) {
		if (dentry->d_len != len || !dentry->d_inode ||
		    memcmp(dentry->d_name, name, len))
			continue;
		found = dget(dentry);
		break;
	}
	spin_unlock(&dcache_lock);
	return found;
}

/* The nth child that has an inode, with a reference, or NULL. */
struct dentry *d_nth_child(struct dentry *parent, unsigned int n)
{
	struct dentry *dentry, *found = NULL;

	spin_lock(&dcache_lock);
	list_for_each_entry(dentry, &parent->d_subdirs, d_child) {
		if (!dentry->d_inode || n--)
			continue;
		found = dget(dentry);
		break;
	}
	spin_unlock(&dcache_lock);
	return found;
}

/* Let go of all the names of a file system that held them in memory. */
void d_genocide(struct dentry *root)
{
	struct dentry *dentry = root, *parent;

	for (;;) {
		while (!list_empty(&dentry->d_subdirs))
			dentry = list_entry(dentry->d_subdirs.next,
					    struct dentry, d_child);
		if (dentry == root)
			return;
		parent = dentry->d_parent;
		d_drop(dentry);
		dput(dentry);
		dentry = parent;
	}
}

/* The path from the caller's root, built from the end of buf backwards. */
char *d_path(struct dentry *dentry, struct vfsmount *mnt, char *buf,
	     int buflen)
{
	struct fs_struct *fs = current->fs;
	char *end = buf + buflen - 1;

	*end = '\0';
	for (;;) {
		if (fs && dentry == fs->root && mnt == fs->rootmnt)
			break;
		if (dentry == mnt->mnt_root) {
			if (mnt->mnt_parent == mnt)
				break;
			dentry = mnt->mnt_mountpoint;
			mnt = mnt->mnt_parent;
			continue;
		}
		if (dentry->d_parent == dentry)
			break;
		if (end - buf < (int)dentry->d_len + 1)
			return ERR_PTR(-ENAMETOOLONG);
		end -= dentry->d_len;
		memcpy(end, dentry->d_name, dentry->d_len);
		*--end = '/';
		dentry = dentry->d_parent;
	}
	if (!*end && end > buf)
		*--end = '/';
	return end;
}

asmlinkage long sys_getcwd(char *buf, unsigned long size)
{
	char *page = (char *)__get_free_page(GFP_KERNEL), *cwd;
	long len;

	if (!page)
		return -ENOMEM;
	cwd = d_path(current->fs->pwd, current->fs->pwdmnt, page, PAGE_SIZE);
	if (IS_ERR(cwd)) {
		len = PTR_ERR(cwd);
	} else {
		len = page + PAGE_SIZE - cwd;
		if ((unsigned long)len > size)
			len = -ERANGE;
		else if (copy_to_user(buf, cwd, len))
			len = -EFAULT;
	}
	free_page((unsigned long)page);
	return len;
}
