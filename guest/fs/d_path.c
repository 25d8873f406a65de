/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a dentry upwards: its path, and whether it is below another. */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/mount.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/syscalls.h>
#include <asm/uaccess.h>

/* Whether a directory is parent or below it. */
int d_is_subdir(struct dentry *dentry, struct dentry *parent)
{
	int below = 0;

	spin_lock(&dcache_lock);
	for (;;) {
		below = dentry == parent;
		if (below || dentry->d_parent == dentry)
			break;
		dentry = dentry->d_parent;
	}
	spin_unlock(&dcache_lock);
	return below;
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
		if (end - buf < (int)dentry->d_len + 1)
			return ERR_PTR(-ENAMETOOLONG);
		end -= dentry->d_len;
		memcpy(end, dentry->d_name, dentry->d_len);
		/* In no directory: that is all there is to it. */
		if (dentry->d_parent == dentry)
			break;
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
	if (d_unhashed(current->fs->pwd) &&
	    current->fs->pwd != current->fs->pwdmnt->mnt_root) {
		len = -ENOENT;
	} else if (IS_ERR(cwd)) {
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
