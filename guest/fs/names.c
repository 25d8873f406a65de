/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Paths of the user's, and the system calls that make and remove names. */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/namei.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/syscalls.h>
#include <asm/uaccess.h>

/* A copy of the user's path, at most PATH_MAX with its NUL. */
char *getname(const char *user_name)
{
	char *name = (char *)__get_free_page(GFP_KERNEL);
	long len;

	if (!name)
		return ERR_PTR(-ENOMEM);
	len = strncpy_from_user(name, user_name, PATH_MAX);
	if (len > 0 && len < PATH_MAX)
		return name;
	putname(name);
	if (len == PATH_MAX)
		return ERR_PTR(-ENAMETOOLONG);
	return ERR_PTR(len ? len : -ENOENT);
}

void putname(char *name)
{
	if (!IS_ERR(name))
		free_page((unsigned long)name);
}

asmlinkage long sys_mkdirat(int dfd, const char *user_name, int mode)
{
	char *name = getname(user_name);
	long error = PTR_ERR(name);

	if (!IS_ERR(name)) {
		error = do_mkdirat(dfd, name, mode);
		putname(name);
	}
	return error;
}

asmlinkage long sys_mkdir(const char *name, int mode)
{
	return sys_mkdirat(AT_FDCWD, name, mode);
}

asmlinkage long sys_mknodat(int dfd, const char *user_name, int mode,
			    unsigned int dev)
{
	char *name = getname(user_name);
	long error = PTR_ERR(name);

	if (!IS_ERR(name)) {
		error = do_mknodat(dfd, name, mode, dev);
		putname(name);
	}
	return error;
}

asmlinkage long sys_mknod(const char *name, int mode, unsigned int dev)
{
	return sys_mknodat(AT_FDCWD, name, mode, dev);
}

asmlinkage long sys_unlinkat(int dfd, const char *user_name, int flags)
{
	char *name;
	long error;

	if (flags & ~AT_REMOVEDIR)
		return -EINVAL;
	name = getname(user_name);
	if (IS_ERR(name))
		return PTR_ERR(name);
	if (flags & AT_REMOVEDIR)
		error = do_rmdirat(dfd, name);
	else
		error = do_unlinkat(dfd, name);
	putname(name);
	return error;
}

asmlinkage long sys_unlink(const char *name)
{
	return sys_unlinkat(AT_FDCWD, name, 0);
}

asmlinkage long sys_rmdir(const char *name)
{
	return sys_unlinkat(AT_FDCWD, name, AT_REMOVEDIR);
}

asmlinkage long sys_symlinkat(const char *user_target, int dfd,
			      const char *user_name)
{
	char *target = getname(user_target), *name;
	long error = PTR_ERR(target);

	if (IS_ERR(target))
		return error;
	name = getname(user_name);
	error = PTR_ERR(name);
	if (!IS_ERR(name)) {
		error = do_symlinkat(target, dfd, name);
		putname(name);
	}
	putname(target);
	return error;
}

asmlinkage long sys_symlink(const char *target, const char *name)
{
	return sys_symlinkat(target, AT_FDCWD, name);
}

asmlinkage long sys_linkat(int old_dfd, const char *user_old, int new_dfd,
			   const char *user_new, int flags)
{
	char *old, *new;
	long error;

	if (flags & ~AT_SYMLINK_FOLLOW)
		return -EINVAL;
	/* A bad one is an error when its turn to be looked up comes. */
	old = getname(user_old);
	new = getname(user_new);
	error = do_linkat(old_dfd, old, new_dfd, new, flags);
	putname(new);
	putname(old);
	return error;
}

asmlinkage long sys_link(const char *old_name, const char *new_name)
{
	return sys_linkat(AT_FDCWD, old_name, AT_FDCWD, new_name, 0);
}

asmlinkage long sys_renameat(int old_dfd, const char *user_old, int new_dfd,
			     const char *user_new)
{
	char *old = getname(user_old), *new = getname(user_new);
	long error = do_renameat(old_dfd, old, new_dfd, new);

	putname(new);
	putname(old);
	return error;
}

asmlinkage long sys_rename(const char *old_name, const char *new_name)
{
	return sys_renameat(AT_FDCWD, old_name, AT_FDCWD, new_name);
}
