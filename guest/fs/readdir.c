/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/syscalls.h>
#include <asm/uaccess.h>

/* linux_dirent64, up to the name. */
struct dirent64_head {
	u64 d_ino;
	s64 d_off;
	u16 d_reclen;
	u8 d_type;
} __packed;

/* linux_dirent, up to the name. */
struct dirent_head {
	unsigned long d_ino, d_off;
	u16 d_reclen;
} __packed;

struct getdents_callback {
	char *next;		/* in user memory */
	unsigned int left;
	int error;
};

/* One entry to user space; nonzero ends the walk before it. */
static int filldir64(void *buf, const char *name, int namlen, loff_t off,
		     unsigned long ino, unsigned int d_type)
{
	struct getdents_callback *cb = buf;
	struct dirent64_head head = {
		.d_ino = ino, .d_off = off, .d_type = d_type,
		.d_reclen = ALIGN(sizeof(head) + namlen + 1, 8U),
	};

	cb->error = -EINVAL;
	if (head.d_reclen > cb->left)
		return 1;
	cb->error = -EFAULT;
	if (copy_to_user(cb->next, &head, sizeof(head)) ||
	    copy_to_user(cb->next + sizeof(head), name, namlen) ||
	    clear_user(cb->next + sizeof(head) + namlen,
		       head.d_reclen - sizeof(head) - namlen))
		return 1;
	cb->error = 0;
	cb->next += head.d_reclen;
	cb->left -= head.d_reclen;
	return 0;
}

/* The same in getdents()'s form, whose type is the last byte. */
static int filldir(void *buf, const char *name, int namlen, loff_t off,
		   unsigned long ino, unsigned int d_type)
{
	struct getdents_callback *cb = buf;
	unsigned int reclen = ALIGN(sizeof(struct dirent_head) + namlen + 2,
				    4U);
	struct dirent_head head = {
		.d_ino = ino, .d_off = off, .d_reclen = reclen,
	};
	char *text = cb->next + sizeof(head), type = d_type;

	cb->error = -EINVAL;
	if (reclen > cb->left)
		return 1;
	cb->error = -EFAULT;
	if (copy_to_user(cb->next, &head, sizeof(head)) ||
	    copy_to_user(text, name, namlen) ||
	    clear_user(text + namlen, reclen - sizeof(head) - namlen) ||
	    put_user(type, cb->next + reclen - 1))
		return 1;
	cb->error = 0;
	cb->next += reclen;
	cb->left -= reclen;
	return 0;
}

static long getdents(unsigned int fd, void *dirent, unsigned int count,
		     filldir_t fill)
{
	/* Less than nothing is no room either. */
	struct getdents_callback cb = { dirent, (int)count < 0 ? 0 : count,
					0 };
	struct file *file = fget(fd);
	struct inode *inode;
	long error = -ENOTDIR;

	if (!file)
		return -EBADF;
	inode = file->f_dentry->d_inode;
	if (S_ISDIR(inode->i_mode) && file->f_op->readdir) {
		down(&inode->i_sem);
		/* A directory that has been removed has nothing left. */
		error = inode->i_nlink ? file->f_op->readdir(file, &cb, fill) :
					 -ENOENT;
		up(&inode->i_sem);
		if (!error)
			error = cb.next - (char *)dirent;
		if (!error)
			error = cb.error;
	}
	fput(file);
	return error;
}

asmlinkage long sys_getdents64(unsigned int fd, void *dirent,
			       unsigned int count)
{
	return getdents(fd, dirent, count, filldir64);
}

asmlinkage long sys_getdents(unsigned int fd, void *dirent, unsigned int count)
{
	return getdents(fd, dirent, count, filldir);
}

static unsigned int dt_type(struct inode *inode)
{
	return (inode->i_mode & S_IFMT) >> 12;
}

/* A directory whose entries are its dentries; at 0 and 1 there are . and .. */
int dcache_readdir(struct file *file, void *dirent, filldir_t filldir)
{
	struct dentry *dir = file->f_dentry, *child;
	int full = 0;

	while (file->f_pos < 2 && !full) {
		struct dentry *to = file->f_pos ? dir->d_parent : dir;

		full = filldir(dirent, "..", file->f_pos + 1, file->f_pos + 1,
			       to->d_inode->i_ino, DT_DIR);
		if (!full)
			file->f_pos++;
	}
	while (!full && (child = d_next_child(dir, file->f_pos)) != NULL) {
		full = filldir(dirent, child->d_name, child->d_len,
			       child->d_pos + 1, child->d_inode->i_ino,
			       dt_type(child->d_inode));
		if (!full)
			file->f_pos = child->d_pos + 1;
		dput(child);
	}
	return 0;
}
