/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Futexes whose holder ends: each thread keeps a list of those it holds in
 * its own memory, and the kernel marks what is on it when the thread goes.
 * The list is the program's, so nothing in it is believed.
 */
#include <linux/futex.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <asm/uaccess.h>

#define ROBUST_LIST_LIMIT	2048
#define FUTEX_WAITERS		0x80000000
#define FUTEX_OWNER_DIED	0x40000000
#define FUTEX_TID_MASK		0x3fffffff

/* Pointers' lowest bit says that the lock is of the kind with priorities. */
#define entry_of(pointer)	((u32 *)((pointer) & ~1UL))

struct robust_list_head {
	u32 next;
	s32 futex_offset;
	u32 list_op_pending;
};

static int handle_futex_death(u32 *futex, struct task_struct *tsk)
{
	u32 value;

	if ((unsigned long)futex & 3 || get_user(value, futex))
		return -EFAULT;
	if ((value & FUTEX_TID_MASK) != (u32)tsk->pid)
		return 0;
	if (put_user((value & FUTEX_WAITERS) | FUTEX_OWNER_DIED, futex))
		return -EFAULT;
	if (value & FUTEX_WAITERS)
		futex_wake_one((int *)futex);
	return 0;
}

static u32 *futex_of(u32 entry, const struct robust_list_head *head)
{
	return (u32 *)((char *)entry_of(entry) + head->futex_offset);
}

void exit_robust_list(struct task_struct *tsk)
{
	struct robust_list_head *user = tsk->robust_list, head;
	int limit = ROBUST_LIST_LIMIT;
	u32 entry;

	tsk->robust_list = NULL;
	if (!user || copy_from_user(&head, user, sizeof(head)))
		return;
	for (entry = head.next; entry_of(entry) != (u32 *)user && limit--;) {
		u32 next;

		/* Before the lock is let go, which may free the entry. */
		if (get_user(next, entry_of(entry)))
			return;
		if (entry != head.list_op_pending &&
		    handle_futex_death(futex_of(entry, &head), tsk))
			return;
		entry = next;
	}
	if (head.list_op_pending)
		handle_futex_death(futex_of(head.list_op_pending, &head), tsk);
}

asmlinkage long sys_set_robust_list(struct robust_list_head *head, size_t len)
{
	if (len != sizeof(*head))
		return -EINVAL;
	current->robust_list = head;
	return 0;
}

asmlinkage long sys_get_robust_list(int pid, void **head_ptr, size_t *len_ptr)
{
	struct task_struct *p;
	void *head = NULL;
	long error = -ESRCH;

	read_lock(&tasklist_lock);
	p = pid ? find_task_by_pid(pid) : current;
	if (p) {
		error = current->euid && current->euid != p->uid ? -EPERM : 0;
		head = p->robust_list;
	}
	read_unlock(&tasklist_lock);
	if (error)
		return error;
	if (put_user(sizeof(struct robust_list_head), len_ptr) ||
	    put_user(head, head_ptr))
		return -EFAULT;
	return 0;
}
