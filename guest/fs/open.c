/* SPDX-License-Identifier: GPL-2.0-or-later */
/* System calls that take a path or a descriptor and change no data. */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mount.h>
#include <linux/namei.h>
#include <linux/pagemap.h>
#include <linux/sched.h>
#include <linux/syscalls.h>
#include <asm/uaccess.h>

/* A file for what nd holds; takes over the references, even on failure. */
static struct file *dentry_open(struct nameidata *nd, int flags)
{
	struct inode *inode = nd->dentry->d_inode;
	struct file *file = get_empty_filp();
	int error;

	if (!file) {
		path_release(nd);
		return ERR_PTR(-ENFILE);
	}
	file->f_flags = flags & ~(O_CREAT | O_EXCL | O_TRUNC | O_NOCTTY |
				  O_CLOEXEC);
	/* O_RDONLY 0, O_WRONLY 1, O_RDWR 2 to read 1, write 2, both 3. */
	file->f_mode = (flags + 1) & O_ACCMODE;
	file->f_dentry = nd->dentry;
	file->f_vfsmnt = nd->mnt;
	file->f_mapping = inode->i_mapping;
	file->f_op = inode->i_fop;
	if (file->f_op && file->f_op->open) {
		error = file->f_op->open(inode, file);
		if (error) {
			file->f_op = NULL;
			fput(file);
			return ERR_PTR(error);
		}
	}
	/* Opening a device may have given the file another mapping. */
	file_ra_state_init(&file->f_ra, file->f_mapping);
	return file;
}

struct file *filp_open(const char *name, int flags, int mode)
{
	struct nameidata nd;
	int error;

	if ((flags & O_ACCMODE) == O_ACCMODE)
		return ERR_PTR(-EINVAL);
	error = open_namei(name, flags, mode, &nd);
	return error ? ERR_PTR(error) : dentry_open(&nd, flags);
}

asmlinkage long sys_open(const char *filename, int flags, int mode)
{
	char *name = getname(filename);
	struct file *file;
	int fd = PTR_ERR(name);

	if (IS_ERR(name))
		return fd;
	fd = get_unused_fd(0);
	if (fd >= 0) {
		file = filp_open(name, flags, mode);
		if (IS_ERR(file)) {
			put_unused_fd(fd);
			fd = PTR_ERR(file);
		} else {
			fd_install(fd, file);
			if (flags & O_CLOEXEC)
				current->files->close_on_exec[fd] = FD_CLOEXEC;
		}
	}
	putname(name);
	return fd;
}

asmlinkage long sys_creat(const char *filename, int mode)
{
	return sys_open(filename, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

asmlinkage long sys_close(unsigned int fd)
{
	struct files_struct *files = current->files;
	struct file *file;

	if (fd >= NR_OPEN)
		return -EBADF;
	spin_lock(&files->file_lock);
	file = files->fd[fd];
	files->fd[fd] = NULL;
	if (file)
		files->close_on_exec[fd] = 0;
	spin_unlock(&files->file_lock);
	if (!file)
		return -EBADF;
	fput(file);
	return 0;
}

int do_truncate(struct dentry *dentry, loff_t length)
{
	struct inode *inode = dentry->d_inode;
	int error;

	if (length < 0)
		return -EINVAL;
	if (!S_ISREG(inode->i_mode))
		return S_ISDIR(inode->i_mode) ? -EISDIR : -EINVAL;
	down(&inode->i_sem);
	error = vmtruncate(inode, length);
	up(&inode->i_sem);
	return error;
}

asmlinkage long sys_truncate(const char *path, long length)
{
	struct nameidata nd;
	long error = user_path_walk(path, LOOKUP_FOLLOW, &nd);

	if (error)
		return error;
	error = do_truncate(nd.dentry, length);
	path_release(&nd);
	return error;
}

asmlinkage long sys_ftruncate(unsigned int fd, long length)
{
	struct file *file = fget(fd);
	long error = -EINVAL;

	if (!file)
		return -EBADF;
	if (file->f_mode & FMODE_WRITE)
		error = do_truncate(file->f_dentry, length);
	fput(file);
	return error;
}

/* Everybody is root here: what matters is whether anybody may execute. */
asmlinkage long sys_access(const char *filename, int mode)
{
	struct nameidata nd;
	long error;

	if (mode & ~7)
		return -EINVAL;
	error = user_path_walk(filename, LOOKUP_FOLLOW, &nd);
	if (error)
		return error;
	if (mode & 1 && !(nd.dentry->d_inode->i_mode & S_IXUGO))
		error = -EACCES;
	path_release(&nd);
	return error;
}

asmlinkage long sys_chmod(const char *filename, int mode)
{
	struct nameidata nd;
	long error = user_path_walk(filename, LOOKUP_FOLLOW, &nd);
	struct inode *inode;

	if (error)
		return error;
	inode = nd.dentry->d_inode;
	inode->i_mode = (inode->i_mode & S_IFMT) | (mode & S_IALLUGO);
	path_release(&nd);
	return 0;
}

asmlinkage long sys_chdir(const char *filename)
{
	struct fs_struct *fs = current->fs;
	struct nameidata nd;
	long error;

	error = user_path_walk(filename, LOOKUP_FOLLOW | LOOKUP_DIRECTORY,
			       &nd);
	if (error)
		return error;
	dput(fs->pwd);
	mntput(fs->pwdmnt);
	fs->pwd = nd.dentry;
	fs->pwdmnt = nd.mnt;
	return 0;
}

asmlinkage long sys_umask(int mask)
{
	int old = current->fs->umask;

	current->fs->umask = mask & S_IRWXUGO;
	return old;
}

/* A kernel function on one path of the user's. */
static long with_name(const char *user_name, long (*fn)(const char *))
{
	char *name = getname(user_name);
	long error = PTR_ERR(name);

	if (!IS_ERR(name)) {
		error = fn(name);
		putname(name);
	}
	return error;
}

static long with_names(const char *user_a, const char *user_b,
		       long (*fn)(const char *, const char *))
{
	char *a = getname(user_a), *b;
	long error = PTR_ERR(a);

	if (IS_ERR(a))
		return error;
	b = getname(user_b);
	error = PTR_ERR(b);
	if (!IS_ERR(b)) {
		error = fn(a, b);
		putname(b);
	}
	putname(a);
	return error;
}

asmlinkage long sys_unlink(const char *name)
{
	return with_name(name, do_unlink);
}

asmlinkage long sys_rmdir(const char *name)
{
	return with_name(name, do_rmdir);
}

asmlinkage long sys_rename(const char *old_name, const char *new_name)
{
	return with_names(old_name, new_name, do_rename);
}

asmlinkage long sys_link(const char *old_name, const char *new_name)
{
	return with_names(old_name, new_name, do_link);
}

asmlinkage long sys_symlink(const char *target, const char *name)
{
	return with_names(target, name, do_symlink);
}

asmlinkage long sys_mkdir(const char *user_name, int mode)
{
	char *name = getname(user_name);
	long error = PTR_ERR(name);

	if (!IS_ERR(name)) {
		error = do_mkdir(name, mode);
		putname(name);
	}
	return error;
}

asmlinkage long sys_mknod(const char *user_name, int mode, unsigned int dev)
{
	char *name = getname(user_name);
	long error = PTR_ERR(name);

	if (!IS_ERR(name)) {
		error = S_ISDIR(mode) || S_ISLNK(mode) ? -EPERM :
			do_mknod(name, mode, dev);
		putname(name);
	}
	return error;
}
