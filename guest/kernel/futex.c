/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * futex(): sleep while a word of user memory has a value, and wake those who
 * do.  A word of a shared file mapping is known by its place in the file, any
 * other by its address in its mm.
 */
#include <linux/fs.h>
#include <linux/futex.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/time.h>
#include <asm/uaccess.h>

#define FUTEX_HASH	64
#define ANY_BIT		(~0U)

struct futex_key {
	void *object;		/* a mapping or an mm */
	unsigned long page;	/* in the file, or address */
	unsigned long offset;
};

/* One who waits; off the list once it is woken. */
struct futex_q {
	struct list_head list;
	struct task_struct *task;
	struct futex_key key;
	u32 bitset;
};

static struct list_head futex_queues[FUTEX_HASH];
static DEFINE_SPINLOCK(futex_lock);

void __init futex_init(void)
{
	int i;

	for (i = 0; i < FUTEX_HASH; i++)
		INIT_LIST_HEAD(&futex_queues[i]);
}

static struct list_head *queue_of(const struct futex_key *key)
{
	unsigned long hash = (unsigned long)key->object / 32 + key->page * 31 +
			     key->offset / 4;

	return &futex_queues[hash % FUTEX_HASH];
}

static int same_key(const struct futex_key *a, const struct futex_key *b)
{
	return a->object == b->object && a->page == b->page &&
	       a->offset == b->offset;
}

static int get_futex_key(int *uaddr, struct futex_key *key)
{
	unsigned long address = (unsigned long)uaddr;
	struct mm_struct *mm = current->mm;
	struct vm_area_struct *vma;
	int error = 0;

	if (address & 3)
		return -EINVAL;
	key->offset = address & ~PAGE_MASK;
	key->object = mm;
	key->page = address >> PAGE_SHIFT;
	down(&mm->mmap_sem);
	vma = find_vma(mm, address);
	if (!vma || vma->vm_start > address || !(vma->vm_flags & VM_READ)) {
		error = -EFAULT;
	} else if ((vma->vm_flags & VM_SHARED) && vma->vm_file) {
		key->object = vma->vm_file->f_dentry->d_inode->i_mapping;
		key->page = ((address - vma->vm_start) >> PAGE_SHIFT) +
			    vma->vm_pgoff;
	}
	up(&mm->mmap_sem);
	return error;
}

static void enqueue(struct futex_q *q)
{
	spin_lock(&futex_lock);
	list_add_tail(&q->list, queue_of(&q->key));
	spin_unlock(&futex_lock);
}

/* Whether it was still there: nobody had woken it. */
static int dequeue(struct futex_q *q)
{
	int queued;

	spin_lock(&futex_lock);
	queued = !list_empty(&q->list);
	list_del_init(&q->list);
	spin_unlock(&futex_lock);
	return queued;
}

/* Under futex_lock: the sleeper's futex_q is its stack's from now on. */
static void wake_futex(struct futex_q *q)
{
	struct task_struct *task = q->task;

	list_del_init(&q->list);
	wake_up_process(task);
}

static int futex_wake(int *uaddr, int nr, u32 bitset)
{
	struct futex_q *q, *next;
	struct futex_key key;
	int woken = 0, error = bitset ? get_futex_key(uaddr, &key) : -EINVAL;

	if (error)
		return error;
	spin_lock(&futex_lock);
	list_for_each_entry_safe(q, next, queue_of(&key), list) {
		if (woken >= nr)
			break;
		if (!same_key(&q->key, &key) || !(q->bitset & bitset))
			continue;
		wake_futex(q);
		woken++;
	}
	spin_unlock(&futex_lock);
	return woken;
}

void futex_wake_one(int *uaddr)
{
	futex_wake(uaddr, 1, ANY_BIT);
}

/* Until somebody takes us off the list, or a signal; what time is left. */
static long sleep_queued(struct futex_q *q, long timeout)
{
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (list_empty(&q->list) || !timeout ||
		    signal_pending(current))
			break;
		timeout = schedule_timeout(timeout);
	}
	set_current_state(TASK_RUNNING);
	return timeout;
}

static long futex_wait_restart(struct restart_block *block);

/* A signal came: without a time limit, its handler's flags decide. */
static int restart_later(int *uaddr, int val, long timeout, u32 bitset)
{
	if (timeout == (long)MAX_SCHEDULE_TIMEOUT)
		return -ERESTARTSYS;
	current->restart_block = (struct restart_block){
		.fn = futex_wait_restart, .expires = jiffies + timeout,
		.user = uaddr, .val = val, .bitset = bitset,
	};
	return -ERESTART_RESTARTBLOCK;
}

/*
 * Queued before the word is looked at: whoever changes it afterwards finds
 * us.  Looking may fault and sleep, so the state is set last.
 */
static int futex_wait(int *uaddr, int val, long timeout, u32 bitset)
{
	struct futex_q q = { .task = current, .bitset = bitset };
	int word, error = bitset ? get_futex_key(uaddr, &q.key) : -EINVAL;

	if (error)
		return error;
	enqueue(&q);
	error = get_user(word, uaddr);
	if (error || word != val) {
		if (!dequeue(&q))
			return 0;
		return error ? error : -EWOULDBLOCK;
	}
	timeout = sleep_queued(&q, timeout);
	if (!dequeue(&q))
		return 0;
	return timeout ? restart_later(uaddr, val, timeout, bitset) :
			 -ETIMEDOUT;
}

static long futex_wait_restart(struct restart_block *block)
{
	long left = block->expires - jiffies;

	return futex_wait(block->user, block->val, max(left, 0L),
			  block->bitset);
}

/* Wake some and have others wait at another word. */
static int futex_requeue(int *uaddr, int *uaddr2, int nr_wake, int nr_move,
			 const int *expected)
{
	struct futex_key from, to;
	struct futex_q *q, *next;
	int done = 0, word = 0, error = get_futex_key(uaddr, &from);

	if (!error)
		error = get_futex_key(uaddr2, &to);
	if (!error && expected)
		error = get_user(word, uaddr);
	if (error)
		return error;
	if (expected && word != *expected)
		return -EAGAIN;
	spin_lock(&futex_lock);
	list_for_each_entry_safe(q, next, queue_of(&from), list) {
		if (!same_key(&q->key, &from))
			continue;
		if (done < nr_wake) {
			wake_futex(q);
		} else if (done - nr_wake < nr_move) {
			q->key = to;
			list_move_tail(&q->list, queue_of(&to));
		} else {
			break;
		}
		done++;
	}
	spin_unlock(&futex_lock);
	return done;
}

static int read_timeout(const struct timespec *utime, int op, int absolute,
			long *ticks)
{
	struct timespec t, until;

	*ticks = MAX_SCHEDULE_TIMEOUT;
	if (!utime)
		return 0;
	if (copy_from_user(&t, utime, sizeof(t)))
		return -EFAULT;
	if (!timespec_ok(&t))
		return -EINVAL;
	if (absolute) {
		until = t;
		clock_left(op & FUTEX_CLOCK_REALTIME ? CLOCK_REALTIME :
			   CLOCK_MONOTONIC, &until, &t);
	}
	*ticks = sleep_ticks(&t);
	return 0;
}

asmlinkage long sys_futex(int *uaddr, int op, int val,
			  const struct timespec *utime, int *uaddr2, int val3)
{
	int cmd = op & ~(FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME);
	u32 bitset = cmd == FUTEX_WAIT_BITSET || cmd == FUTEX_WAKE_BITSET ?
		     (u32)val3 : ANY_BIT;
	long ticks;
	int error;

	switch (cmd) {
	case FUTEX_WAIT:
	case FUTEX_WAIT_BITSET:
		error = read_timeout(utime, op, cmd == FUTEX_WAIT_BITSET,
				     &ticks);
		return error ? error : futex_wait(uaddr, val, ticks, bitset);
	case FUTEX_WAKE:
	case FUTEX_WAKE_BITSET:
		return futex_wake(uaddr, val, bitset);
	/* For these the fourth argument is a count. */
	case FUTEX_REQUEUE:
		if (val < 0 || (int)utime < 0)
			return -EINVAL;
		return futex_requeue(uaddr, uaddr2, val, (int)utime, NULL);
	case FUTEX_CMP_REQUEUE:
		if (val < 0 || (int)utime < 0)
			return -EINVAL;
		return futex_requeue(uaddr, uaddr2, val, (int)utime, &val3);
	default:
		return -ENOSYS;
	}
}
