/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pipe(2): pipes in a file system that nobody mounts, so without a path. */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mount.h>
#include <linux/pipe_fs_i.h>
#include <linux/sched.h>
#include <linux/syscalls.h>
#include <linux/write_access.h>
#include <asm/uaccess.h>

static struct vfsmount *pipe_mnt;

/* What /proc/<pid>/fd tells; takes over the inode. */
static struct dentry *name_pipe(struct super_block *sb, struct inode *inode)
{
	char name[24];

	if (inode)
		snprintf(name, sizeof(name), "pipe:[%lu]", inode->i_ino);
	return d_alloc_pseudo(sb, name, inode);
}

/* One end of a pipe: a file on its inode, which it takes over. */
static struct file *pipe_end(struct dentry *dentry, int mode, int flags)
{
	struct file *file = get_empty_filp();

	if (!file)
		return NULL;
	file->f_dentry = dget(dentry);
	file->f_vfsmnt = mntget(pipe_mnt);
	file->f_op = &def_fifo_fops;
	file->f_mode = mode;
	file->f_flags = flags;
	/* Nobody executes a pipe, so this succeeds. */
	file_get_write_access(file);
	return file;
}

/* The two files, or none; in either case the pipe belongs to them. */
static int create_pipe(struct file **ends, int flags)
{
	struct super_block *sb = pipe_mnt->mnt_sb;
	struct inode *inode = ramfs_get_inode(sb, S_IFIFO | 0600, 0);
	struct dentry *dentry = name_pipe(sb, inode);
	struct pipe_inode_info *pipe = dentry ? alloc_pipe() : NULL;

	if (!pipe) {
		dput(dentry);
		return -ENOMEM;
	}
	inode->i_private = pipe;
	pipe->readers = pipe->writers = pipe->unnamed = 1;
	ends[0] = pipe_end(dentry, FMODE_READ, O_RDONLY | flags);
	ends[1] = pipe_end(dentry, FMODE_WRITE, O_WRONLY | flags);
	dput(dentry);
	if (ends[0] && ends[1])
		return 0;
	if (ends[0])
		fput(ends[0]);
	return -ENFILE;
}

asmlinkage long sys_pipe2(int *fildes, int flags)
{
	struct file *ends[2];
	int fds[2], error;

	if (flags & ~(O_CLOEXEC | O_NONBLOCK))
		return -EINVAL;
	error = create_pipe(ends, flags & O_NONBLOCK);
	if (error)
		return error;
	fds[0] = get_unused_fd(0);
	fds[1] = fds[0] < 0 ? fds[0] : get_unused_fd(0);
	error = fds[1] < 0 ? fds[1] : 0;
	if (!error && copy_to_user(fildes, fds, sizeof(fds)))
		error = -EFAULT;
	if (error) {
		if (fds[0] >= 0)
			put_unused_fd(fds[0]);
		if (fds[1] >= 0)
			put_unused_fd(fds[1]);
		fput(ends[0]);
		fput(ends[1]);
		return error;
	}
	fd_install(fds[0], ends[0]);
	fd_install(fds[1], ends[1]);
	if (flags & O_CLOEXEC) {
		current->files->close_on_exec[fds[0]] = FD_CLOEXEC;
		current->files->close_on_exec[fds[1]] = FD_CLOEXEC;
	}
	return 0;
}

asmlinkage long sys_pipe(int *fildes)
{
	return sys_pipe2(fildes, 0);
}

static struct super_block *pipefs_get_sb(struct file_system_type *type,
					 unsigned long flags, const char *dev,
					 void *data)
{
	(void)dev;
	return get_sb_single(type, flags, data, ramfs_fill_super);
}

static struct file_system_type pipe_fs_type = {
	.name = "pipefs", .get_sb = pipefs_get_sb,
	.kill_sb = kill_litter_super,
};

static int __init init_pipe_fs(void)
{
	int error = register_filesystem(&pipe_fs_type);

	if (error)
		return error;
	pipe_mnt = kern_mount("pipefs");
	return IS_ERR(pipe_mnt) ? PTR_ERR(pipe_mnt) : 0;
}
fs_initcall(init_pipe_fs);
