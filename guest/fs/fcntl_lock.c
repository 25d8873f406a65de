/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The system calls about locks: fcntl's F_GETLK and F_SETLK, flock(). */
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/locks.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <asm/uaccess.h>

/* The two layouts of i386. */
struct flock {
	short l_type, l_whence;
	long l_start, l_len;
	int l_pid;
};

struct flock64 {
	short l_type, l_whence;
	loff_t l_start, l_len;
	int l_pid;
} __packed;

_Static_assert(sizeof(struct flock) == 16, "flock as i386 has it");
_Static_assert(sizeof(struct flock64) == 24, "flock64 as i386 has it");

static int read_flock(const void *user, int is_64, struct flock64 *wide)
{
	struct flock narrow;

	if (is_64)
		return copy_from_user(wide, user, sizeof(*wide)) ? -EFAULT : 0;
	if (copy_from_user(&narrow, user, sizeof(narrow)))
		return -EFAULT;
	*wide = (struct flock64){ narrow.l_type, narrow.l_whence,
				  narrow.l_start, narrow.l_len, narrow.l_pid };
	return 0;
}

static int write_flock(void *user, int is_64, const struct flock64 *wide)
{
	struct flock narrow = { wide->l_type, wide->l_whence, wide->l_start,
				wide->l_len, wide->l_pid };

	if (is_64)
		return copy_to_user(user, wide, sizeof(*wide)) ? -EFAULT : 0;
	if (wide->l_start > 0x7fffffff || wide->l_len > 0x7fffffff)
		return -EOVERFLOW;
	return copy_to_user(user, &narrow, sizeof(narrow)) ? -EFAULT : 0;
}

static int origin_of(struct file *file, int whence, loff_t *origin)
{
	switch (whence) {
	case SEEK_SET:
		*origin = 0;
		return 0;
	case SEEK_CUR:
		*origin = file->f_pos;
		return 0;
	case SEEK_END:
		*origin = file->f_dentry->d_inode->i_size;
		return 0;
	default:
		return -EINVAL;
	}
}

/* A negative length means the bytes before; 0 all from there on. */
static int to_range(struct file *file, const struct flock64 *l,
		    struct file_lock *lock)
{
	loff_t start;
	int error = origin_of(file, l->l_whence, &start);

	if (error)
		return error;
	if (l->l_start > OFFSET_MAX - start)
		return -EOVERFLOW;
	start += l->l_start;
	if (start < 0)
		return -EINVAL;
	if (l->l_len > 0) {
		if (l->l_len - 1 > OFFSET_MAX - start)
			return -EOVERFLOW;
		lock->end = start + l->l_len - 1;
	} else if (l->l_len < 0) {
		if (start + l->l_len < 0)
			return -EINVAL;
		lock->end = start - 1;
		start += l->l_len;
	} else {
		lock->end = OFFSET_MAX;
	}
	lock->start = start;
	return 0;
}

static int to_lock(struct file *file, const struct flock64 *l,
		   struct file_lock *lock)
{
	memset(lock, 0, sizeof(*lock));
	lock->inode = file->f_dentry->d_inode;
	lock->owner = current->files;
	lock->pid = current->tgid;
	lock->type = l->l_type;
	return to_range(file, l, lock);
}

int fcntl_getlk(struct file *file, void *user, int is_64)
{
	struct file_lock lock, found;
	struct flock64 l;
	int error = read_flock(user, is_64, &l);

	if (error)
		return error;
	if (l.l_type != F_RDLCK && l.l_type != F_WRLCK)
		return -EINVAL;
	error = to_lock(file, &l, &lock);
	if (error)
		return error;
	l.l_type = F_UNLCK;
	if (find_conflict(&lock, &found)) {
		l = (struct flock64){ found.type, SEEK_SET, found.start,
				      found.end - found.start + 1, found.pid };
		if (found.end == OFFSET_MAX)
			l.l_len = 0;
	}
	return write_flock(user, is_64, &l);
}

int fcntl_setlk(struct file *file, const void *user, int is_64, int wait)
{
	struct file_lock lock;
	struct flock64 l;
	int error = read_flock(user, is_64, &l);

	if (!error)
		error = to_lock(file, &l, &lock);
	if (error)
		return error;
	switch (l.l_type) {
	case F_RDLCK:
		if (!(file->f_mode & FMODE_READ))
			return -EBADF;
		break;
	case F_WRLCK:
		if (!(file->f_mode & FMODE_WRITE))
			return -EBADF;
		break;
	case F_UNLCK:
		break;
	default:
		return -EINVAL;
	}
	return set_file_lock(&lock, wait);
}

asmlinkage long sys_flock(unsigned int fd, unsigned int cmd)
{
	struct file_lock lock = { .is_flock = 1, .end = OFFSET_MAX };
	int op = cmd & ~LOCK_NB;
	struct file *file;
	long error;

	if (op != LOCK_SH && op != LOCK_EX && op != LOCK_UN)
		return -EINVAL;
	file = fget(fd);
	if (!file)
		return -EBADF;
	lock.inode = file->f_dentry->d_inode;
	lock.owner = file;
	lock.pid = current->tgid;
	lock.type = op == LOCK_SH ? F_RDLCK :
		    op == LOCK_EX ? F_WRLCK : F_UNLCK;
	error = set_file_lock(&lock, !(cmd & LOCK_NB));
	fput(file);
	return error;
}
