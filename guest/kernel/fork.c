/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Making a task out of the current one. */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <asm/i387.h>
#include <asm/ldt.h>
#include <asm/uaccess.h>

DEFINE_RWLOCK(tasklist_lock);
int nr_threads;
unsigned long total_forks;
static int max_threads;

static kmem_cache_t *task_struct_cachep;

/* Stacks may take an eighth of memory. */
void __init fork_init(unsigned long mempages)
{
	task_struct_cachep = kmem_cache_create("task_struct",
					       sizeof(struct task_struct), 16,
					       SLAB_PANIC, NULL, NULL);
	max_threads = mempages / (8 * THREAD_SIZE / PAGE_SIZE);
}

/* The last reference has gone: neither parent nor scheduler looks at it. */
void __put_task_struct(struct task_struct *tsk)
{
	BUG_ON(tsk == current || !(tsk->exit_state));
	free_thread_info(tsk->thread_info);
	kmem_cache_free(task_struct_cachep, tsk);
}

static struct task_struct *dup_task_struct(struct task_struct *orig)
{
	struct task_struct *tsk;
	struct thread_info *ti;

	tsk = kmem_cache_alloc(task_struct_cachep, GFP_KERNEL);
	if (!tsk)
		return NULL;
	ti = alloc_thread_info();
	if (!ti) {
		kmem_cache_free(task_struct_cachep, tsk);
		return NULL;
	}
	unlazy_fpu(orig);
	*tsk = *orig;
	*ti = *orig->thread_info;
	ti->task = tsk;
	ti->flags = 0;
	tsk->thread_info = ti;
	/* One for the parent's wait4(), one for the last switch away. */
	atomic_set(&tsk->usage, 2);
	return tsk;
}

static void init_new_task(struct task_struct *p, unsigned long clone_flags)
{
	p->flags = (p->flags & ~PF_SIGNALED) | PF_FORKNOEXEC;
	p->tgid = clone_flags & CLONE_THREAD ? current->tgid : p->pid;
	p->group_leader = clone_flags & CLONE_THREAD ? current->group_leader :
						       p;
	p->exit_state = 0;
	p->exit_code = 0;
	p->exit_signal = clone_flags & CLONE_THREAD ? -1 :
						      clone_flags & CSIGNAL;
	p->vfork_done = NULL;
	p->set_child_tid = NULL;
	p->clear_child_tid = NULL;
	p->robust_list = NULL;
	p->pdeath_signal = 0;
	p->has_saved_sigmask = 0;
	/* A thread would find its creator on the stack for handlers. */
	if ((clone_flags & (CLONE_VM | CLONE_VFORK)) == CLONE_VM)
		p->sas_ss_sp = p->sas_ss_size = 0;
	p->utime = p->stime = 0;
	p->min_flt = p->maj_flt = 0;
	p->nvcsw = p->nivcsw = p->hung_reported = 0;
	p->start_time = jiffies;
	init_sigpending(&p->pending);
	INIT_LIST_HEAD(&p->tasks);
	INIT_LIST_HEAD(&p->thread_group);
	INIT_LIST_HEAD(&p->children);
	INIT_LIST_HEAD(&p->sibling);
}

/* All that copy_parts() has made; a thread's was counted as one more. */
static void drop_parts(unsigned long clone_flags, struct task_struct *p)
{
	if (p->mm)
		mmput(p->mm);
	if (clone_flags & CLONE_THREAD)
		atomic_dec(&p->signal->live);
	exit_signal(p);
	exit_sighand(p);
	exit_fs(p);
	exit_files(p);
}

/* The parts in order; a failure undoes those before it, backwards. */
static int copy_parts(unsigned long clone_flags, unsigned long stack_start,
		      struct pt_regs *regs, struct task_struct *p)
{
	int error = 0;

	if (clone_flags & CLONE_SETTLS)
		error = set_tls_of_child(p, (struct user_desc *)regs->esi);
	if (!error)
		error = copy_files(clone_flags, p);
	if (error)
		return error;
	error = copy_fs(clone_flags, p);
	if (error)
		goto bad_files;
	error = copy_sighand(clone_flags, p);
	if (error)
		goto bad_fs;
	error = copy_signal(clone_flags, p);
	if (error)
		goto bad_sighand;
	error = copy_mm(clone_flags, p);
	if (error)
		goto bad_signal;
	return copy_thread(stack_start, p, regs);

bad_signal:
	exit_signal(p);
bad_sighand:
	exit_sighand(p);
bad_fs:
	exit_fs(p);
bad_files:
	exit_files(p);
	return error;
}

asmlinkage long sys_set_tid_address(int *tidptr)
{
	current->clear_child_tid = tidptr;
	return current->pid;
}

/*
 * From here on signals for a process or a group reach the child as well. One
 * that came before has to be taken first: it may be the end of both.
 */
static int link_task(struct task_struct *p, unsigned long clone_flags)
{
	write_lock_irq(&tasklist_lock);
	recalc_sigpending();
	if (signal_pending(current)) {
		write_unlock_irq(&tasklist_lock);
		return -ERESTARTNOINTR;
	}
	p->real_parent = clone_flags & (CLONE_PARENT | CLONE_THREAD) ?
			 current->real_parent : current;
	p->parent = p->real_parent;
	list_add_tail(&p->sibling, &p->parent->children);
	if (thread_group_leader(p))
		list_add_tail(&p->tasks, &init_task.tasks);
	else
		list_add_tail(&p->thread_group,
			      &p->group_leader->thread_group);
	attach_pid(p, p->pid);
	nr_threads++;
	total_forks++;
	write_unlock_irq(&tasklist_lock);
	return 0;
}

/* Of the user; root is not counted. */
static int too_many_processes(void)
{
	unsigned long limit = rlimit(RLIMIT_NPROC), n = 0;
	struct task_struct *g, *t;

	if (!current->uid || limit == RLIM_INFINITY)
		return 0;
	read_lock(&tasklist_lock);
	do_each_thread(g, t) {
		n += t->uid == current->uid;
	} while_each_thread(g, t);
	read_unlock(&tasklist_lock);
	return n >= limit;
}

static struct task_struct *copy_process(unsigned long clone_flags,
					unsigned long stack_start,
					struct pt_regs *regs, int pid)
{
	struct task_struct *p;
	int error;

	if ((clone_flags & CLONE_THREAD) && !(clone_flags & CLONE_SIGHAND))
		return ERR_PTR(-EINVAL);
	if ((clone_flags & CLONE_SIGHAND) && !(clone_flags & CLONE_VM))
		return ERR_PTR(-EINVAL);
	/* There is one tree of mounts for all. */
	if (clone_flags & CLONE_NEWNS)
		return ERR_PTR(-EINVAL);
	if (nr_threads >= max_threads || too_many_processes())
		return ERR_PTR(-EAGAIN);
	p = dup_task_struct(current);
	if (!p)
		return ERR_PTR(-ENOMEM);
	p->pid = pid;
	init_new_task(p, clone_flags);
	error = copy_parts(clone_flags, stack_start, regs, p);
	if (error)
		goto bad_task;
	sched_fork(p);
	error = link_task(p, clone_flags);
	if (!error)
		return p;
	drop_parts(clone_flags, p);
bad_task:
	free_thread_info(p->thread_info);
	kmem_cache_free(task_struct_cachep, p);
	return ERR_PTR(error);
}

/* Returns the child's pid; with CLONE_VFORK, once it has exec'd or ended. */
long noinline do_fork(unsigned long clone_flags, unsigned long stack_start,
		      struct pt_regs *regs, unsigned long stack_size,
		      int *parent_tidptr, int *child_tidptr)
{
	struct completion vfork;
	struct task_struct *p;
	long pid = alloc_pidmap();

	(void)stack_size;
	if (pid < 0)
		return -EAGAIN;
	p = copy_process(clone_flags, stack_start, regs, pid);
	if (IS_ERR(p)) {
		free_pidmap(pid);
		return PTR_ERR(p);
	}
	if (clone_flags & CLONE_PARENT_SETTID)
		put_user((int)pid, parent_tidptr);
	if (clone_flags & CLONE_CHILD_SETTID)
		p->set_child_tid = child_tidptr;
	if (clone_flags & CLONE_CHILD_CLEARTID)
		p->clear_child_tid = child_tidptr;
	if (clone_flags & CLONE_VFORK) {
		init_completion(&vfork);
		p->vfork_done = &vfork;
	}
	wake_up_new_task(p, clone_flags);
	if (clone_flags & CLONE_VFORK)
		wait_for_completion(&vfork);
	return pid;
}
