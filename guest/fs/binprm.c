/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The file that is to be executed: may it be, as whom, how it begins. */
#include <linux/binfmts.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/mount.h>
#include <linux/namei.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/write_access.h>

/* An executable regular file, or an error pointer. */
struct file *open_exec(const char *name)
{
	struct file *file = filp_open(name, O_RDONLY, 0);
	struct inode *inode;
	int error;

	if (IS_ERR(file))
		return file;
	inode = file->f_dentry->d_inode;
	error = permission(inode, MAY_EXEC);
	if (!S_ISREG(inode->i_mode) || file->f_vfsmnt->mnt_flags & MS_NOEXEC)
		error = -EACCES;
	if (!error)
		error = deny_write_access(file);
	if (!error)
		return file;
	fput(file);
	return ERR_PTR(error);
}

void put_exec(struct file *file)
{
	allow_write_access(file);
	fput(file);
}

/* As whom the program will act: a script's interpreter, not the script. */
static void prepare_identity(struct linux_binprm *bprm)
{
	struct inode *inode = bprm->file->f_dentry->d_inode;

	bprm->e_uid = current->euid;
	bprm->e_gid = current->egid;
	if (bprm->file->f_vfsmnt->mnt_flags & MS_NOSUID)
		return;
	if (inode->i_mode & S_ISUID)
		bprm->e_uid = inode->i_uid;
	/* Without the group's execute bit it means something else. */
	if ((inode->i_mode & (S_ISGID | S_IXGRP)) == (S_ISGID | S_IXGRP))
		bprm->e_gid = inode->i_gid;
}

int prepare_binprm(struct linux_binprm *bprm)
{
	int len;

	prepare_identity(bprm);

	memset(bprm->buf, 0, BINPRM_BUF_SIZE);
	len = kernel_read(bprm->file, 0, bprm->buf, BINPRM_BUF_SIZE);
	return len < 0 ? len : 0;
}
