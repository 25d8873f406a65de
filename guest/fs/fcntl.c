/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/locks.h>
#include <linux/sched.h>
#include <linux/syscalls.h>

#define FIONCLEX	0x5450
#define FIOCLEX		0x5451

#define SETFL_MASK	(O_APPEND | O_NONBLOCK)

/* The lowest free number from start on becomes another name for file. */
static long dupfd(struct file *file, unsigned int start)
{
	int fd = start < max_fds() ? get_unused_fd(start) : -EINVAL;

	if (fd >= 0) {
		get_file(file);
		fd_install(fd, file);
	}
	return fd;
}

asmlinkage long sys_dup(unsigned int fildes)
{
	struct file *file = fget(fildes);
	long ret;

	if (!file)
		return -EBADF;
	ret = dupfd(file, 0);
	fput(file);
	return ret;
}

/* Whatever newfd was before, it is oldfd's file in one step. */
static long replace_fd(unsigned int oldfd, unsigned int newfd, int cloexec)
{
	struct file *file = fget(oldfd), *replaced;
	struct files_struct *files = current->files;

	if (!file)
		return -EBADF;
	if (newfd >= max_fds()) {
		fput(file);
		return -EBADF;
	}
	spin_lock(&files->file_lock);
	replaced = files->fd[newfd];
	files->fd[newfd] = file;
	files->close_on_exec[newfd] = cloexec;
	spin_unlock(&files->file_lock);
	if (replaced)
		filp_close(replaced, files);
	return newfd;
}

asmlinkage long sys_dup2(unsigned int oldfd, unsigned int newfd)
{
	struct file *file;

	if (oldfd != newfd)
		return replace_fd(oldfd, newfd, 0);
	file = fget(oldfd);
	if (!file)
		return -EBADF;
	fput(file);
	return newfd;
}

asmlinkage long sys_dup3(unsigned int oldfd, unsigned int newfd, int flags)
{
	if (flags & ~O_CLOEXEC || oldfd == newfd)
		return -EINVAL;
	return replace_fd(oldfd, newfd, flags ? FD_CLOEXEC : 0);
}

static long do_fcntl(unsigned int fd, unsigned int cmd, unsigned long arg,
		     struct file *file)
{
	unsigned char *close_on_exec = current->files->close_on_exec;
	long ret;

	switch (cmd) {
	case F_DUPFD:
	case F_DUPFD_CLOEXEC:
		ret = dupfd(file, arg);
		if (ret >= 0 && cmd == F_DUPFD_CLOEXEC)
			close_on_exec[ret] = FD_CLOEXEC;
		return ret;
	case F_GETFD:
		return close_on_exec[fd] & FD_CLOEXEC;
	case F_SETFD:
		close_on_exec[fd] = arg & FD_CLOEXEC;
		return 0;
	case F_GETFL:
		return file->f_flags;
	case F_SETFL:
		file->f_flags = (file->f_flags & ~SETFL_MASK) |
				(arg & SETFL_MASK);
		return 0;
	case F_GETLK:
	case F_GETLK64:
		return fcntl_getlk(file, (void *)arg, cmd == F_GETLK64);
	case F_SETLK:
	case F_SETLKW:
		return fcntl_setlk(file, (void *)arg, 0, cmd == F_SETLKW);
	case F_SETLK64:
	case F_SETLKW64:
		return fcntl_setlk(file, (void *)arg, 1, cmd == F_SETLKW64);
	default:
		return -EINVAL;
	}
}

asmlinkage long sys_fcntl64(unsigned int fd, unsigned int cmd,
			    unsigned long arg)
{
	struct file *file = fget(fd);
	long ret;

	if (!file)
		return -EBADF;
	ret = do_fcntl(fd, cmd, arg, file);
	fput(file);
	return ret;
}

asmlinkage long sys_ioctl(unsigned int fd, unsigned int cmd,
			  unsigned long arg)
{
	struct file *file = fget(fd);
	long ret = -ENOTTY;

	if (!file)
		return -EBADF;
	if (cmd == FIOCLEX || cmd == FIONCLEX) {
		ret = 0;
		current->files->close_on_exec[fd] = cmd == FIOCLEX ?
						    FD_CLOEXEC : 0;
	} else if (file->f_op && file->f_op->ioctl)
		ret = file->f_op->ioctl(file->f_dentry->d_inode, file, cmd,
					arg);
	fput(file);
	return ret;
}
