/* SPDX-License-Identifier: GPL-2.0-or-later */
/* select(), on poll's masks: bit by bit over three sets of descriptors. */
#include <linux/kernel.h>
#include <linux/poll.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/time.h>
#include <asm/uaccess.h>

#define SET_WORDS	(NR_OPEN / 32)

/* What each of the three sets asks for. */
static const unsigned int set_mask[3] = {
	POLLIN | POLLRDNORM | POLLHUP | POLLERR,
	POLLOUT | POLLWRNORM | POLLERR,
	POLLPRI,
};

typedef u32 fd_words[SET_WORDS];

struct selection {
	unsigned int n;			/* descriptors below this count */
	u32 *user[3];
	fd_words wanted[3], ready[3];
};

static int read_sets(struct selection *sel)
{
	unsigned int bytes = (sel->n + 31) / 32 * 4;
	int i;

	memset(sel->wanted, 0, sizeof(sel->wanted));
	for (i = 0; i < 3; i++)
		if (sel->user[i] &&
		    copy_from_user(sel->wanted[i], sel->user[i], bytes))
			return -EFAULT;
	return 0;
}

static int write_sets(struct selection *sel)
{
	unsigned int bytes = (sel->n + 31) / 32 * 4;
	int i;

	for (i = 0; i < 3; i++)
		if (sel->user[i] &&
		    copy_to_user(sel->user[i], sel->ready[i], bytes))
			return -EFAULT;
	return 0;
}

static int look_at(struct selection *sel, unsigned int fd, poll_table *p)
{
	u32 bit = 1U << (fd & 31), word = fd / 32;
	unsigned int mask;
	int i, ready = 0;

	if (!((sel->wanted[0][word] | sel->wanted[1][word] |
	       sel->wanted[2][word]) & bit))
		return 0;
	mask = poll_file(fd, p);
	if (mask & POLLNVAL)
		return -EBADF;
	for (i = 0; i < 3; i++)
		if (sel->wanted[i][word] & bit && mask & set_mask[i]) {
			sel->ready[i][word] |= bit;
			ready++;
		}
	return ready;
}

static int select_round(struct selection *sel, poll_table *p)
{
	unsigned int fd;
	int ready = 0;

	memset(sel->ready, 0, sizeof(sel->ready));
	for (fd = 0; fd < sel->n; fd++) {
		int found = look_at(sel, fd, p);

		if (found < 0)
			return found;
		ready += found;
		if (ready)
			p->closed = 1;
	}
	p->closed = 1;
	return p->error ? p->error : ready;
}

static int do_select(struct selection *sel, long timeout)
{
	poll_table table;
	int ready = poll_initwait(&table, sel->n);

	if (ready)
		return ready;
	table.closed = !timeout;
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		ready = select_round(sel, &table);
		if (ready || !timeout)
			break;
		if (signal_pending(current)) {
			ready = -ERESTARTNOHAND;
			break;
		}
		timeout = schedule_timeout(timeout);
	}
	set_current_state(TASK_RUNNING);
	poll_freewait(&table);
	return ready;
}

static long select_ticks(int n, u32 *inp, u32 *outp, u32 *exp, long timeout)
{
	struct selection sel = { .user = { inp, outp, exp } };
	long ret;

	if (n < 0)
		return -EINVAL;
	sel.n = min(n, NR_OPEN);
	ret = read_sets(&sel);
	if (!ret)
		ret = do_select(&sel, timeout);
	if (ret >= 0 && write_sets(&sel))
		ret = -EFAULT;
	return ret;
}

/*
 * Linux tells how much of the time was left, also when a signal came first:
 * made again, the call has only that.
 */
asmlinkage long sys_select(int n, u32 *inp, u32 *outp, u32 *exp,
			   struct timeval *tvp)
{
	struct poll_time limit;
	struct timespec t;
	struct timeval tv;
	long ret;

	if (!tvp)
		return select_ticks(n, inp, outp, exp, MAX_SCHEDULE_TIMEOUT);

	if (copy_from_user(&tv, tvp, sizeof(tv)))
		return -EFAULT;
	if (tv.tv_sec < 0 || tv.tv_usec < 0)
		return -EINVAL;
	t.tv_sec = tv.tv_sec + tv.tv_usec / USEC_PER_SEC;
	t.tv_nsec = tv.tv_usec % USEC_PER_SEC * 1000;
	start_poll_time(&limit, &t);
	ret = select_ticks(n, inp, outp, exp, limit.ticks);
	clock_left(CLOCK_MONOTONIC, &limit.end, &t);
	tv.tv_sec = t.tv_sec;
	tv.tv_usec = t.tv_nsec / 1000;
	return poll_time_told(ret, copy_to_user(tvp, &tv, sizeof(tv)) == 0);
}

struct sel_arg_struct {
	unsigned long n;
	u32 *inp, *outp, *exp;
	struct timeval *tvp;
};

asmlinkage long old_select(struct sel_arg_struct *arg)
{
	struct sel_arg_struct a;

	if (copy_from_user(&a, arg, sizeof(a)))
		return -EFAULT;
	return sys_select(a.n, a.inp, a.outp, a.exp, a.tvp);
}

/* pselect6's sixth argument: a signal mask and its size. */
struct sigset_argpack {
	const sigset_t *set;
	size_t size;
};

asmlinkage long sys_pselect6(int n, u32 *inp, u32 *outp, u32 *exp,
			     struct timespec *tsp, struct sigset_argpack *sig)
{
	struct sigset_argpack pack = { NULL, sizeof(sigset_t) };
	struct poll_time limit;
	long ret;

	if (sig && copy_from_user(&pack, sig, sizeof(pack)))
		return -EFAULT;
	ret = read_poll_time(&limit, tsp);
	if (!ret)
		ret = set_temporary_sigmask(pack.set, pack.size);
	if (ret)
		return ret;
	ret = select_ticks(n, inp, outp, exp, limit.ticks);
	end_temporary_sigmask(ret == -ERESTARTNOHAND);
	return write_poll_time(&limit, tsp, ret);
}
