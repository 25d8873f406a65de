/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Locks that programs put on files: who may have which at the same time, and
 * who waits for whom.  There are few, so one list holds those of all files.
 */
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/locks.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/wait.h>

#define MOST_WAITING	64	/* in a chain that is looked at for a circle */

/* One who sleeps for a lock that owner has. */
struct blocked {
	struct list_head list;
	void *waiter, *owner;
};

static LIST_HEAD(file_locks);
static LIST_HEAD(blocked_list);
static DECLARE_MUTEX(file_lock_sem);	/* for both lists */
static DECLARE_WAIT_QUEUE_HEAD(file_lock_wait);

static int overlaps(const struct file_lock *a, const struct file_lock *b)
{
	return a->inode == b->inode && a->is_flock == b->is_flock &&
	       a->start <= b->end && b->start <= a->end;
}

static int conflicts(const struct file_lock *a, const struct file_lock *b)
{
	return a->owner != b->owner && overlaps(a, b) &&
	       (a->type == F_WRLCK || b->type == F_WRLCK);
}

static struct file_lock *find_blocker(const struct file_lock *lock)
{
	struct file_lock *other;

	list_for_each_entry(other, &file_locks, list)
		if (conflicts(lock, other))
			return other;
	return NULL;
}

int find_conflict(const struct file_lock *lock, struct file_lock *found)
{
	struct file_lock *other;

	down(&file_lock_sem);
	other = find_blocker(lock);
	if (other)
		*found = *other;
	up(&file_lock_sem);
	return other != NULL;
}

/* Whom a sleeper waits for, or NULL. */
static void *waits_for(const void *waiter)
{
	struct blocked *b;

	list_for_each_entry(b, &blocked_list, list)
		if (b->waiter == waiter)
			return b->owner;
	return NULL;
}

/* Would owner, who waits for others already, wait for waiter in the end? */
static int would_deadlock(const void *waiter, void *owner)
{
	int i;

	for (i = 0; owner && i < MOST_WAITING; i++) {
		if (owner == waiter)
			return 1;
		owner = waits_for(owner);
	}
	return 0;
}

static struct file_lock *new_lock(const struct file_lock *from)
{
	struct file_lock *lock = kmalloc(sizeof(*lock), GFP_KERNEL);

	if (lock)
		*lock = *from;
	return lock;
}

static void remove_lock(struct file_lock *lock)
{
	list_del(&lock->list);
	kfree(lock);
}

/* What old has outside of cut stays; *spare is for a part above it. */
static void cut_out(struct file_lock *old, const struct file_lock *cut,
		    struct file_lock **spare)
{
	int below = old->start < cut->start, above = old->end > cut->end;

	if (below && above) {
		struct file_lock *upper = *spare;

		*spare = NULL;
		*upper = *old;
		upper->start = cut->end + 1;
		list_add(&upper->list, &old->list);
	}
	if (below)
		old->end = cut->start - 1;
	else if (above)
		old->start = cut->end + 1;
	else
		remove_lock(old);
}

static int same_kind(const struct file_lock *a, const struct file_lock *b)
{
	return a->inode == b->inode && a->owner == b->owner &&
	       a->is_flock == b->is_flock && a->type == b->type;
}

/* One lock instead of two that touch: F_GETLK tells the whole. */
static void absorb_neighbours(struct file_lock *lock)
{
	struct file_lock *other, *next;

	list_for_each_entry_safe(other, next, &file_locks, list) {
		if (other == lock || !same_kind(other, lock))
			continue;
		if (other->end + 1 == lock->start)
			lock->start = other->start;
		else if (lock->end != OFFSET_MAX &&
			 other->start == lock->end + 1)
			lock->end = other->end;
		else
			continue;
		remove_lock(other);
	}
}

/* The owner's own locks give way; there is no conflict with others'. */
static int apply_lock(const struct file_lock *lock)
{
	struct file_lock *made = new_lock(lock), *spare = new_lock(lock);
	struct file_lock *old, *next;

	if (!made || !spare) {
		kfree(made);
		kfree(spare);
		return -ENOLCK;
	}
	list_for_each_entry_safe(old, next, &file_locks, list)
		if (old->owner == lock->owner && overlaps(old, lock))
			cut_out(old, lock, &spare);
	if (lock->type != F_UNLCK) {
		list_add_tail(&made->list, &file_locks);
		absorb_neighbours(made);
		made = NULL;
	}
	kfree(made);
	kfree(spare);
	return 0;
}

/* Asleep on the queue before the semaphore is given back: none is missed. */
static int wait_for_owner(const struct file_lock *lock, void *owner)
{
	struct blocked self = { .waiter = lock->owner, .owner = owner };
	DEFINE_WAIT(wait);

	/* flock() has no such promise: its owners are files, not waiters. */
	if (!lock->is_flock && would_deadlock(lock->owner, owner))
		return -EDEADLK;
	list_add(&self.list, &blocked_list);
	prepare_to_wait(&file_lock_wait, &wait, TASK_INTERRUPTIBLE);
	up(&file_lock_sem);
	if (!signal_pending(current))
		schedule();
	finish_wait(&file_lock_wait, &wait);
	down(&file_lock_sem);
	list_del(&self.list);
	return signal_pending(current) ? -ERESTARTSYS : 0;
}

int set_file_lock(const struct file_lock *lock, int wait)
{
	struct file_lock *blocker = NULL;
	int error = 0;

	down(&file_lock_sem);
	while (!error && lock->type != F_UNLCK &&
	       (blocker = find_blocker(lock)))
		error = wait ? wait_for_owner(lock, blocker->owner) : -EAGAIN;
	if (!error)
		error = apply_lock(lock);
	up(&file_lock_sem);
	wake_up_all(&file_lock_wait);
	return error;
}

static void remove_owners(struct inode *inode, void *owner)
{
	struct file_lock *lock, *next;

	/* Nearly always: nobody who closes a file has to wait here. */
	if (list_empty(&file_locks))
		return;
	down(&file_lock_sem);
	list_for_each_entry_safe(lock, next, &file_locks, list)
		if (lock->inode == inode && lock->owner == owner)
			remove_lock(lock);
	up(&file_lock_sem);
	wake_up_all(&file_lock_wait);
}

void locks_remove_posix(struct file *file, struct files_struct *owner)
{
	remove_owners(file->f_dentry->d_inode, owner);
}

void locks_remove_flock(struct file *file)
{
	remove_owners(file->f_dentry->d_inode, file);
}

static int show_lock(char *buf, int size, int id, const struct file_lock *lock)
{
	int len = scnprintf(buf, size, "%d: %s  ADVISORY  %s %d 00:%02x:%lu ",
			    id, lock->is_flock ? "FLOCK" : "POSIX",
			    lock->type == F_WRLCK ? "WRITE" : "READ ",
			    lock->pid, lock->inode->i_sb->s_dev,
			    lock->inode->i_ino);

	len += scnprintf(buf + len, size - len, "%lu ",
			 (unsigned long)lock->start);
	if (lock->end == OFFSET_MAX)
		return len + scnprintf(buf + len, size - len, "EOF\n");
	return len + scnprintf(buf + len, size - len, "%lu\n",
			       (unsigned long)lock->end);
}

/* /proc/locks */
int locks_read(char *buf, int size)
{
	struct file_lock *lock;
	int len = 0, id = 0;

	down(&file_lock_sem);
	list_for_each_entry(lock, &file_locks, list)
		len += show_lock(buf + len, size - len, ++id, lock);
	up(&file_lock_sem);
	return len;
}
