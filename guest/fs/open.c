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
#include <linux/write_access.h>
#include <asm/uaccess.h>

static struct file *refuse_open(struct file *file, int error)
{
	file->f_op = NULL;
	fput(file);
	return ERR_PTR(error);
}

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
	file->f_flags = flags & ~(O_CREAT | O_EXCL | O_TRUNC | O_CLOEXEC);
	/* O_RDONLY 0, O_WRONLY 1, O_RDWR 2 to read 1, write 2, both 3. */
	file->f_mode = (flags + 1) & O_ACCMODE;
	file->f_dentry = nd->dentry;
	file->f_vfsmnt = nd->mnt;
	file->f_mapping = inode->i_mapping;
	file->f_op = inode->i_fop;
	error = file_get_write_access(file);
	if (error) {
		file->f_mode &= ~FMODE_WRITE;
		return refuse_open(file, error);
	}
	if (file->f_op && file->f_op->open) {
		error = file->f_op->open(inode, file);
		if (error)
			return refuse_open(file, error);
	}
	file->f_flags &= ~O_NOCTTY;
	/* Opening a device may have given the file another mapping. */
	file_ra_state_init(&file->f_ra, file->f_mapping);
	return file;
}

static struct file *filp_openat(int dfd, const char *name, int flags, int mode)
{
	struct nameidata nd;
	int error;

	if ((flags & O_ACCMODE) == O_ACCMODE)
		return ERR_PTR(-EINVAL);
	error = open_namei(dfd, name, flags, mode, &nd);
	return error ? ERR_PTR(error) : dentry_open(&nd, flags);
}

struct file *filp_open(const char *name, int flags, int mode)
{
	return filp_openat(AT_FDCWD, name, flags, mode);
}

asmlinkage long sys_openat(int dfd, const char *filename, int flags, int mode)
{
	char *name = getname(filename);
	struct file *file;
	int fd = PTR_ERR(name);

	if (IS_ERR(name))
		return fd;
	fd = get_unused_fd(0);
	if (fd >= 0) {
		file = filp_openat(dfd, name, flags, mode);
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

asmlinkage long sys_open(const char *filename, int flags, int mode)
{
	return sys_openat(AT_FDCWD, filename, flags, mode);
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
	filp_close(file, files);
	return 0;
}

static long truncate_path(const char *path, loff_t length)
{
	struct nameidata nd;
	long error;

	if (length < 0)
		return -EINVAL;
	error = user_path_walk(path, LOOKUP_FOLLOW, &nd);
	if (error)
		return error;
	error = permission(nd.dentry->d_inode, MAY_WRITE);
	if (!error)
		error = do_truncate(nd.dentry, length);
	path_release(&nd);
	return error;
}

/* The length comes in two registers. */
asmlinkage long sys_truncate64(const char *path, loff_t length)
{
	return truncate_path(path, length);
}

asmlinkage long sys_truncate(const char *path, long length)
{
	return truncate_path(path, length);
}

static long truncate_fd(unsigned int fd, loff_t length)
{
	struct file *file;
	long error = -EINVAL;

	if (length < 0)
		return -EINVAL;
	file = fget(fd);
	if (!file)
		return -EBADF;
	if (file->f_mode & FMODE_WRITE)
		error = do_truncate(file->f_dentry, length);
	fput(file);
	return error;
}

asmlinkage long sys_ftruncate(unsigned int fd, long length)
{
	return truncate_fd(fd, length);
}

asmlinkage long sys_ftruncate64(unsigned int fd, loff_t length)
{
	return truncate_fd(fd, length);
}

/* No file system here reserves blocks; told so, a libc writes zeros. */
asmlinkage long sys_fallocate(unsigned int fd, int mode, loff_t offset,
			      loff_t len)
{
	struct file *file = fget(fd);
	int writable = file && file->f_mode & FMODE_WRITE;

	if (file)
		fput(file);
	if (!writable)
		return -EBADF;
	return offset < 0 || len <= 0 ? -EINVAL : -EOPNOTSUPP;
}

/* For the real user, not the effective one. */
asmlinkage long sys_faccessat(int dfd, const char *filename, int mode)
{
	uid_t euid = current->euid;
	gid_t egid = current->egid;
	struct nameidata nd;
	long error;

	if (mode & ~(MAY_READ | MAY_WRITE | MAY_EXEC))
		return -EINVAL;
	current->euid = current->uid;
	current->egid = current->gid;
	error = user_path_at(dfd, filename, LOOKUP_FOLLOW, &nd);
	if (!error) {
		error = permission(nd.dentry->d_inode, mode);
		path_release(&nd);
	}
	current->euid = euid;
	current->egid = egid;
	return error;
}

asmlinkage long sys_access(const char *filename, int mode)
{
	return sys_faccessat(AT_FDCWD, filename, mode);
}

/* Takes over the references to a directory that may be entered. */
static long set_place(struct dentry **dentry, struct vfsmount **mnt,
		      struct dentry *new_dentry, struct vfsmount *new_mnt)
{
	long error = permission(new_dentry->d_inode, MAY_EXEC);

	if (error) {
		dput(new_dentry);
		mntput(new_mnt);
		return error;
	}
	dput(*dentry);
	mntput(*mnt);
	*dentry = new_dentry;
	*mnt = new_mnt;
	return 0;
}

asmlinkage long sys_chdir(const char *filename)
{
	struct fs_struct *fs = current->fs;
	struct nameidata nd;
	long error;

	error = user_path_walk(filename, LOOKUP_FOLLOW | LOOKUP_DIRECTORY,
			       &nd);
	return error ? error : set_place(&fs->pwd, &fs->pwdmnt, nd.dentry,
					 nd.mnt);
}

asmlinkage long sys_fchdir(unsigned int fd)
{
	struct fs_struct *fs = current->fs;
	struct file *file = fget(fd);
	long error = -ENOTDIR;

	if (!file)
		return -EBADF;
	if (S_ISDIR(file->f_dentry->d_inode->i_mode))
		error = set_place(&fs->pwd, &fs->pwdmnt, dget(file->f_dentry),
				  mntget(file->f_vfsmnt));
	fput(file);
	return error;
}

asmlinkage long sys_chroot(const char *filename)
{
	struct fs_struct *fs = current->fs;
	struct nameidata nd;
	long error;

	if (current->euid)
		return -EPERM;
	error = user_path_walk(filename, LOOKUP_FOLLOW | LOOKUP_DIRECTORY,
			       &nd);
	return error ? error : set_place(&fs->root, &fs->rootmnt, nd.dentry,
					 nd.mnt);
}

asmlinkage long sys_umask(int mask)
{
	int old = current->fs->umask;

	current->fs->umask = mask & S_IRWXUGO;
	return old;
}
