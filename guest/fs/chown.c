/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The system calls that change what an inode says of itself. */
#include <linux/kernel.h>
#include <linux/mount.h>
#include <linux/namei.h>
#include <linux/sched.h>
#include <linux/syscalls.h>
#include <linux/time.h>
#include <asm/uaccess.h>

/* To say that a file is used now, one must own it or be able to. */
static int may_touch(struct inode *inode, const struct iattr *attr)
{
	if (!(attr->ia_valid & (ATTR_ATIME | ATTR_MTIME)) ||
	    attr->ia_valid & (ATTR_ATIME_SET | ATTR_MTIME_SET) ||
	    !current->euid || current->euid == inode->i_uid)
		return 0;
	return permission(inode, MAY_WRITE);
}

static long change(struct dentry *dentry, struct iattr *attr)
{
	struct inode *inode = dentry->d_inode;
	long error = may_touch(inode, attr);

	if (error || !attr->ia_valid)
		return error;

	down(&inode->i_sem);
	/* Who gives a file away gives no privileges away with it. */
	if (attr->ia_valid & (ATTR_UID | ATTR_GID) && !S_ISDIR(inode->i_mode) &&
	    inode->i_mode & (S_ISUID | S_ISGID)) {
		attr->ia_mode = mode_without_suid(inode->i_mode);
		attr->ia_valid |= ATTR_MODE;
	}
	error = notify_change(dentry, attr);
	up(&inode->i_sem);
	return error;
}

static long change_path(int dfd, const char *name, unsigned int flags,
			struct iattr *attr)
{
	struct nameidata nd;
	long error = user_path_at(dfd, name, flags, &nd);

	if (!error) {
		error = change(nd.dentry, attr);
		path_release(&nd);
	}
	return error;
}

static long change_fd(unsigned int fd, struct iattr *attr)
{
	struct file *file = fget(fd);
	long error;

	if (!file)
		return -EBADF;
	error = change(file->f_dentry, attr);
	fput(file);
	return error;
}

asmlinkage long sys_fchmodat(int dfd, const char *name, int mode)
{
	struct iattr attr = { .ia_valid = ATTR_MODE, .ia_mode = mode };

	return change_path(dfd, name, LOOKUP_FOLLOW, &attr);
}

asmlinkage long sys_chmod(const char *name, int mode)
{
	return sys_fchmodat(AT_FDCWD, name, mode);
}

asmlinkage long sys_fchmod(unsigned int fd, int mode)
{
	struct iattr attr = { .ia_valid = ATTR_MODE, .ia_mode = mode };

	return change_fd(fd, &attr);
}

/* -1 leaves an owner as it is. */
static struct iattr owners(uid_t user, gid_t group)
{
	struct iattr attr = { .ia_uid = user, .ia_gid = group };

	if (user != (uid_t)-1)
		attr.ia_valid |= ATTR_UID;
	if (group != (gid_t)-1)
		attr.ia_valid |= ATTR_GID;
	return attr;
}

asmlinkage long sys_fchownat(int dfd, const char *name, uid_t user,
			     gid_t group, int flags)
{
	struct iattr attr = owners(user, group);

	if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	return change_path(dfd, name, flags & AT_SYMLINK_NOFOLLOW ? 0 :
			   LOOKUP_FOLLOW, &attr);
}

asmlinkage long sys_chown(const char *name, uid_t user, gid_t group)
{
	return sys_fchownat(AT_FDCWD, name, user, group, 0);
}

asmlinkage long sys_lchown(const char *name, uid_t user, gid_t group)
{
	return sys_fchownat(AT_FDCWD, name, user, group, AT_SYMLINK_NOFOLLOW);
}

asmlinkage long sys_fchown(unsigned int fd, uid_t user, gid_t group)
{
	struct iattr attr = owners(user, group);

	return change_fd(fd, &attr);
}

struct utimbuf {
	time_t actime, modtime;
};

asmlinkage long sys_utime(const char *name, const struct utimbuf *times)
{
	struct iattr attr = { .ia_valid = ATTR_ATIME | ATTR_MTIME };
	struct utimbuf t;

	if (times) {
		if (copy_from_user(&t, times, sizeof(t)))
			return -EFAULT;
		attr.ia_atime = t.actime;
		attr.ia_mtime = t.modtime;
		attr.ia_valid |= ATTR_ATIME_SET | ATTR_MTIME_SET;
	}
	return change_path(AT_FDCWD, name, LOOKUP_FOLLOW, &attr);
}

static int usec_ok(const struct timeval *tv)
{
	return tv->tv_usec >= 0 && tv->tv_usec < USEC_PER_SEC;
}

asmlinkage long sys_futimesat(int dfd, const char *name,
			      const struct timeval *times)
{
	struct iattr attr = { .ia_valid = ATTR_ATIME | ATTR_MTIME };
	struct timeval t[2];

	if (times) {
		if (copy_from_user(t, times, sizeof(t)))
			return -EFAULT;
		if (!usec_ok(&t[0]) || !usec_ok(&t[1]))
			return -EINVAL;
		attr.ia_atime = t[0].tv_sec;
		attr.ia_mtime = t[1].tv_sec;
		attr.ia_valid |= ATTR_ATIME_SET | ATTR_MTIME_SET;
	}
	return name || dfd == AT_FDCWD ?
	       change_path(dfd, name, LOOKUP_FOLLOW, &attr) :
	       change_fd(dfd, &attr);
}

asmlinkage long sys_utimes(const char *name, const struct timeval *times)
{
	return sys_futimesat(AT_FDCWD, name, times);
}

#define UTIME_NOW	0x3fffffff
#define UTIME_OMIT	0x3ffffffe

static int set_time(const struct timespec *t, unsigned int flag,
		    unsigned int flag_set, unsigned long *when,
		    unsigned int *valid)
{
	if (t->tv_nsec == UTIME_OMIT)
		return 0;
	*valid |= flag;
	if (t->tv_nsec == UTIME_NOW)
		return 0;
	if (t->tv_nsec < 0 || t->tv_nsec >= NSEC_PER_SEC)
		return -EINVAL;
	*valid |= flag_set;
	*when = t->tv_sec;
	return 0;
}

asmlinkage long sys_utimensat(int dfd, const char *name,
			      const struct timespec *times, int flags)
{
	struct timespec t[2] = { { 0, UTIME_NOW }, { 0, UTIME_NOW } };
	struct iattr attr = { .ia_valid = 0 };
	int error, invalid;

	if (times && copy_from_user(t, times, sizeof(t)))
		return -EFAULT;
	if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	invalid = set_time(&t[0], ATTR_ATIME, ATTR_ATIME_SET, &attr.ia_atime,
			   &attr.ia_valid);
	if (!invalid)
		invalid = set_time(&t[1], ATTR_MTIME, ATTR_MTIME_SET,
				   &attr.ia_mtime, &attr.ia_valid);
	/* What is not there is told first. */
	if (invalid)
		attr.ia_valid = 0;
	if (!name && dfd != AT_FDCWD)
		error = change_fd(dfd, &attr);
	else
		error = change_path(dfd, name, flags & AT_SYMLINK_NOFOLLOW ?
				    0 : LOOKUP_FOLLOW, &attr);
	return error ? error : invalid;
}
