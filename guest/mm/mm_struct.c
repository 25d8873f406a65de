/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The life of an address space. mm_users counts the tasks that live in it;
 * all of them together hold one of mm_count's references, and each kernel
 * thread that merely borrows it (active_mm) holds another. The user half
 * goes with the last user, the page directory with the last reference.
 */
#include <linux/fs.h>
#include <linux/futex.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/rmap.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/write_access.h>
#include <asm/mmu_context.h>
#include <asm/uaccess.h>

struct mm_struct init_mm = {
	.pgd = swapper_pg_dir,
	.mm_users = ATOMIC_INIT(2),
	.mm_count = ATOMIC_INIT(1),
	.mmap_sem = __SEMAPHORE_INITIALIZER(init_mm.mmap_sem, 1),
	.mmlist = LIST_HEAD_INIT(init_mm.mmlist),
};

static kmem_cache_t *mm_cachep;
static kmem_cache_t *vm_area_cachep;
DEFINE_SPINLOCK(mmlist_lock);

void __init mm_caches_init(void)
{
	mm_cachep = kmem_cache_create("mm_struct", sizeof(struct mm_struct),
				      0, SLAB_PANIC, NULL, NULL);
	vm_area_cachep = kmem_cache_create("vm_area_struct",
					   sizeof(struct vm_area_struct), 0,
					   SLAB_PANIC, NULL, NULL);
	anon_vma_init();
}

struct vm_area_struct *vma_alloc(struct mm_struct *mm)
{
	struct vm_area_struct *vma;

	vma = kmem_cache_alloc(vm_area_cachep, GFP_KERNEL | __GFP_ZERO);
	if (vma) {
		vma->vm_mm = mm;
		INIT_LIST_HEAD(&vma->i_mmap_node);
	}
	return vma;
}

void vma_release(struct vm_area_struct *vma)
{
	kmem_cache_free(vm_area_cachep, vma);
}

/* An address space with an empty user half, one user, one reference. */
struct mm_struct *mm_alloc(void)
{
	struct mm_struct *mm;

	mm = kmem_cache_alloc(mm_cachep, GFP_KERNEL | __GFP_ZERO);
	if (!mm)
		return NULL;
	atomic_set(&mm->mm_users, 1);
	atomic_set(&mm->mm_count, 1);
	init_MUTEX(&mm->mmap_sem);
	mm->pgd = pgd_alloc(mm);
	if (!mm->pgd) {
		kmem_cache_free(mm_cachep, mm);
		return NULL;
	}
	spin_lock(&mmlist_lock);
	list_add_tail(&mm->mmlist, &init_mm.mmlist);
	spin_unlock(&mmlist_lock);
	return mm;
}

/* The last reference has gone: nobody's CR3 names this directory now. */
void noinline __mmdrop(struct mm_struct *mm)
{
	BUG_ON(mm == &init_mm);
	pgd_free(mm->pgd);
	kmem_cache_free(mm_cachep, mm);
}

void noinline mmdrop(struct mm_struct *mm)
{
	if (atomic_dec_and_test(&mm->mm_count))
		__mmdrop(mm);
}

/* A task leaves; the last one takes the user half along. */
void noinline mmput(struct mm_struct *mm)
{
	if (!atomic_dec_and_test(&mm->mm_users))
		return;
	exit_mmap(mm);
	drop_mm_exe_file(mm);
	spin_lock(&mmlist_lock);
	list_del(&mm->mmlist);
	spin_unlock(&mmlist_lock);
	mmdrop(mm);
}

/* For others than the task itself: the mm with a user more, or NULL. */
struct mm_struct *get_task_mm(struct task_struct *tsk)
{
	struct mm_struct *mm;

	preempt_disable();
	mm = tsk->mm;
	if (mm)
		atomic_inc(&mm->mm_users);
	preempt_enable();
	return mm;
}

static struct mm_struct *dup_mm(struct mm_struct *oldmm)
{
	struct mm_struct *mm = mm_alloc();

	if (!mm)
		return NULL;
	set_mm_exe_file(mm, oldmm->exe_file);
	if (dup_mmap(mm, oldmm)) {
		mmput(mm);
		return NULL;
	}
	return mm;
}

/* fork: a copy of the user half, the same one, or none to copy. */
int copy_mm(unsigned long clone_flags, struct task_struct *tsk)
{
	struct mm_struct *oldmm = current->mm, *mm;

	tsk->mm = NULL;
	tsk->active_mm = NULL;
	if (!oldmm)
		return 0;

	if (clone_flags & CLONE_VM) {
		atomic_inc(&oldmm->mm_users);
		mm = oldmm;
	} else {
		mm = dup_mm(oldmm);
		if (!mm)
			return -ENOMEM;
	}
	tsk->mm = mm;
	tsk->active_mm = mm;
	return 0;
}

/*
 * The task leaves an address space, which is still the current one.  Tell
 * the threads that stay, and a parent in vfork() that it may have it back.
 */
void mm_release(struct task_struct *tsk, struct mm_struct *mm)
{
	struct completion *vfork_done = tsk->vfork_done;

	if (mm && tsk->robust_list)
		exit_robust_list(tsk);
	if (tsk->clear_child_tid && mm && atomic_read(&mm->mm_users) > 1) {
		put_user(0, tsk->clear_child_tid);
		futex_wake_one(tsk->clear_child_tid);
	}
	tsk->clear_child_tid = NULL;
	if (vfork_done) {
		tsk->vfork_done = NULL;
		complete(vfork_done);
	}
}

/*
 * An exiting task turns into a lazy user of what was its own: CR3 keeps
 * pointing there until the next switch, so a reference must stay.
 */
void exit_mm(struct task_struct *tsk)
{
	struct mm_struct *mm = tsk->mm;

	mm_release(tsk, mm);
	if (!mm)
		return;
	down(&mm->mmap_sem);
	atomic_inc(&mm->mm_count);
	BUG_ON(mm != tsk->active_mm);
	preempt_disable();
	tsk->mm = NULL;
	up(&mm->mmap_sem);
	enter_lazy_tlb(mm, tsk);
	preempt_enable();
	mmput(mm);
}
