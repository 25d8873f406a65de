/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a file system says of itself. */
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/namei.h>
#include <linux/statfs.h>
#include <linux/string.h>
#include <linux/syscalls.h>
#include <asm/uaccess.h>

/* The i386 layouts. */
struct statfs {
	u32 f_type, f_bsize, f_blocks, f_bfree, f_bavail, f_files, f_ffree;
	u32 f_fsid[2];
	u32 f_namelen, f_frsize, f_flags, f_spare[4];
};

struct statfs64 {
	u32 f_type, f_bsize;
	u64 f_blocks, f_bfree, f_bavail, f_files, f_ffree;
	u32 f_fsid[2];
	u32 f_namelen, f_frsize, f_flags, f_spare[4];
} __packed;

_Static_assert(sizeof(struct statfs) == 64, "statfs as i386 has it");
_Static_assert(sizeof(struct statfs64) == 84, "statfs64 as i386 has it");

int simple_statfs(struct super_block *sb, struct kstatfs *buf)
{
	buf->f_type = sb->s_magic;
	buf->f_bsize = PAGE_SIZE;
	buf->f_namelen = NAME_MAX;
	return 0;
}

int vfs_statfs(struct super_block *sb, struct kstatfs *buf)
{
	memset(buf, 0, sizeof(*buf));
	if (sb->s_op && sb->s_op->statfs)
		return sb->s_op->statfs(sb, buf);
	return simple_statfs(sb, buf);
}

static long copy_statfs(const struct kstatfs *st, void *user)
{
	struct statfs tmp = {
		.f_type = st->f_type, .f_bsize = st->f_bsize,
		.f_blocks = st->f_blocks, .f_bfree = st->f_bfree,
		.f_bavail = st->f_bavail, .f_files = st->f_files,
		.f_ffree = st->f_ffree, .f_namelen = st->f_namelen,
		.f_frsize = st->f_bsize,
	};

	return copy_to_user(user, &tmp, sizeof(tmp)) ? -EFAULT : 0;
}

static long copy_statfs64(const struct kstatfs *st, void *user)
{
	struct statfs64 tmp = {
		.f_type = st->f_type, .f_bsize = st->f_bsize,
		.f_blocks = st->f_blocks, .f_bfree = st->f_bfree,
		.f_bavail = st->f_bavail, .f_files = st->f_files,
		.f_ffree = st->f_ffree, .f_namelen = st->f_namelen,
		.f_frsize = st->f_bsize,
	};

	return copy_to_user(user, &tmp, sizeof(tmp)) ? -EFAULT : 0;
}

typedef long (*copy_fn)(const struct kstatfs *st, void *user);

static long statfs_path(const char *path, void *buf, copy_fn copy)
{
	struct nameidata nd;
	struct kstatfs st;
	long error = user_path_walk(path, LOOKUP_FOLLOW, &nd);

	if (error)
		return error;
	error = vfs_statfs(nd.dentry->d_sb, &st);
	path_release(&nd);
	return error ? error : copy(&st, buf);
}

static long statfs_fd(unsigned int fd, void *buf, copy_fn copy)
{
	struct file *file = fget(fd);
	struct kstatfs st;
	long error;

	if (!file)
		return -EBADF;
	error = vfs_statfs(file->f_dentry->d_sb, &st);
	fput(file);
	return error ? error : copy(&st, buf);
}

asmlinkage long sys_statfs(const char *path, struct statfs *buf)
{
	return statfs_path(path, buf, copy_statfs);
}

asmlinkage long sys_fstatfs(unsigned int fd, struct statfs *buf)
{
	return statfs_fd(fd, buf, copy_statfs);
}

asmlinkage long sys_statfs64(const char *path, size_t size,
			     struct statfs64 *buf)
{
	if (size != sizeof(*buf))
		return -EINVAL;
	return statfs_path(path, buf, copy_statfs64);
}

asmlinkage long sys_fstatfs64(unsigned int fd, size_t size,
			      struct statfs64 *buf)
{
	if (size != sizeof(*buf))
		return -EINVAL;
	return statfs_fd(fd, buf, copy_statfs64);
}
