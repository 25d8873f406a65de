/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Open files, and the tables and directories that tasks have of them. */
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/locks.h>
#include <linux/mount.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/write_access.h>

struct files_struct init_files = { .count = ATOMIC_INIT(1) };
struct fs_struct init_fs = { .count = ATOMIC_INIT(1), .umask = 0022 };

static kmem_cache_t *filp_cachep, *files_cachep, *fs_cachep;

void __init files_init(void)
{
	filp_cachep = kmem_cache_create("filp", sizeof(struct file), 0,
					SLAB_PANIC, NULL, NULL);
	files_cachep = kmem_cache_create("files_cache",
					 sizeof(struct files_struct), 0,
					 SLAB_PANIC, NULL, NULL);
	fs_cachep = kmem_cache_create("fs_cache", sizeof(struct fs_struct), 0,
				      SLAB_PANIC, NULL, NULL);
}

struct file *get_empty_filp(void)
{
	struct file *file;

	file = kmem_cache_alloc(filp_cachep, GFP_KERNEL | __GFP_ZERO);
	if (file)
		atomic_set(&file->f_count, 1);
	return file;
}

/* The last reference closes the file. */
void fput(struct file *file)
{
	struct dentry *dentry = file->f_dentry;

	if (!atomic_dec_and_test(&file->f_count))
		return;
	locks_remove_flock(file);
	if (file->f_op && file->f_op->release)
		file->f_op->release(dentry->d_inode, file);
	if (file->f_vfsmnt)
		file_put_write_access(file);
	dput(dentry);
	mntput(file->f_vfsmnt);
	kmem_cache_free(filp_cachep, file);
}

void filp_close(struct file *file, struct files_struct *files)
{
	locks_remove_posix(file, files);
	fput(file);
}

unsigned int max_fds(void)
{
	return min_t(unsigned long, rlimit(RLIMIT_NOFILE), NR_OPEN);
}

/* The caller's open file with a reference, or NULL. */
struct file *fget(unsigned int fd)
{
	struct files_struct *files = current->files;
	struct file *file = NULL;

	if (!files || fd >= NR_OPEN)
		return NULL;
	spin_lock(&files->file_lock);
	file = files->fd[fd];
	if (file)
		get_file(file);
	spin_unlock(&files->file_lock);
	return file;
}

/* Marks a number as taken before there is a file for it. */
#define FD_TAKEN 2

int get_unused_fd(unsigned int start)
{
	struct files_struct *files = current->files;
	unsigned int fd, limit = max_fds();

	spin_lock(&files->file_lock);
	for (fd = start; fd < limit; fd++)
		if (!files->fd[fd] && !(files->close_on_exec[fd] & FD_TAKEN))
			break;
	if (fd < limit)
		files->close_on_exec[fd] = FD_TAKEN;
	spin_unlock(&files->file_lock);
	return fd < limit ? (int)fd : -EMFILE;
}

void fd_install(unsigned int fd, struct file *file)
{
	current->files->fd[fd] = file;
	current->files->close_on_exec[fd] = 0;
}

void put_unused_fd(unsigned int fd)
{
	current->files->close_on_exec[fd] = 0;
}

void put_files_struct(struct files_struct *files)
{
	unsigned int fd;

	if (!atomic_dec_and_test(&files->count))
		return;
	for (fd = 0; fd < NR_OPEN; fd++)
		if (files->fd[fd])
			filp_close(files->fd[fd], files);
	kmem_cache_free(files_cachep, files);
}

void exit_files(struct task_struct *tsk)
{
	struct files_struct *files = tsk->files;

	tsk->files = NULL;
	if (files)
		put_files_struct(files);
}

static struct files_struct *dup_files(struct files_struct *old)
{
	struct files_struct *files = kmem_cache_alloc(files_cachep,
						      GFP_KERNEL | __GFP_ZERO);
	unsigned int fd;

	if (!files)
		return NULL;
	atomic_set(&files->count, 1);
	spin_lock(&old->file_lock);
	for (fd = 0; fd < NR_OPEN; fd++) {
		if (!old->fd[fd])
			continue;
		get_file(old->fd[fd]);
		files->fd[fd] = old->fd[fd];
		files->close_on_exec[fd] = old->close_on_exec[fd] &
					   FD_CLOEXEC;
	}
	spin_unlock(&old->file_lock);
	return files;
}

int copy_files(unsigned long clone_flags, struct task_struct *tsk)
{
	struct files_struct *old = current->files;

	tsk->files = NULL;
	if (!old)
		return 0;
	if (clone_flags & CLONE_FILES) {
		atomic_inc(&old->count);
		tsk->files = old;
		return 0;
	}
	tsk->files = dup_files(old);
	return tsk->files ? 0 : -ENOMEM;
}

/* execve: a table of the task's own, without what was marked to be closed. */
int unshare_files(void)
{
	struct files_struct *files = current->files;

	if (files && atomic_read(&files->count) > 1) {
		struct files_struct *copy = dup_files(files);

		if (!copy)
			return -ENOMEM;
		current->files = copy;
		put_files_struct(files);
	}
	return 0;
}

void flush_old_files(struct files_struct *files)
{
	unsigned int fd;

	for (fd = 0; fd < NR_OPEN; fd++) {
		struct file *file = files->fd[fd];

		if (!file || !(files->close_on_exec[fd] & FD_CLOEXEC))
			continue;
		files->fd[fd] = NULL;
		files->close_on_exec[fd] = 0;
		filp_close(file, files);
	}
}

void put_fs_struct(struct fs_struct *fs)
{
	if (!atomic_dec_and_test(&fs->count))
		return;
	dput(fs->root);
	mntput(fs->rootmnt);
	dput(fs->pwd);
	mntput(fs->pwdmnt);
	kmem_cache_free(fs_cachep, fs);
}

void exit_fs(struct task_struct *tsk)
{
	struct fs_struct *fs = tsk->fs;

	tsk->fs = NULL;
	if (fs)
		put_fs_struct(fs);
}

int copy_fs(unsigned long clone_flags, struct task_struct *tsk)
{
	struct fs_struct *old = current->fs, *fs;

	tsk->fs = old;
	if (!old)
		return 0;
	if (clone_flags & CLONE_FS) {
		atomic_inc(&old->count);
		return 0;
	}
	tsk->fs = NULL;
	fs = kmem_cache_alloc(fs_cachep, GFP_KERNEL);
	if (!fs)
		return -ENOMEM;
	atomic_set(&fs->count, 1);
	fs->umask = old->umask;
	fs->root = dget(old->root);
	fs->rootmnt = mntget(old->rootmnt);
	fs->pwd = dget(old->pwd);
	fs->pwdmnt = mntget(old->pwdmnt);
	tsk->fs = fs;
	return 0;
}
