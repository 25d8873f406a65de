/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * execve: everything that can fail for the caller's fault happens before
 * flush_old_exec(); after it there is no program to return an error to.
 */
#include <linux/binfmts.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/namei.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/syscalls.h>
#include <asm/mmu_context.h>
#include <asm/uaccess.h>

#define MAX_ARG_STRINGS	4096

/* How many pointers argv holds before its NULL. */
static int count(char **argv)
{
	char *p;
	int i;

	if (!argv)
		return 0;
	for (i = 0; i < MAX_ARG_STRINGS; i++) {
		if (get_user(p, argv + i))
			return -EFAULT;
		if (!p)
			return i;
	}
	return -E2BIG;
}

static unsigned long copy_to_page(struct page *page, unsigned long offset,
				  const char *from, unsigned long n)
{
	char *kaddr = kmap(page);
	unsigned long left = copy_from_user(kaddr + offset, from, n);

	kunmap(page);
	return left;
}

/* Below what is there already; the string may cross pages. */
static int copy_string(struct linux_binprm *bprm, const char *str,
		       unsigned long len)
{
	while (len) {
		unsigned long n = bprm->p & ~PAGE_MASK;
		struct page **page;

		n = min(len, n ? n : PAGE_SIZE);
		bprm->p -= n;
		len -= n;
		page = &bprm->page[bprm->p >> PAGE_SHIFT];
		if (!*page)
			*page = alloc_page(GFP_HIGHUSER | __GFP_ZERO);
		if (!*page)
			return -ENOMEM;
		if (copy_to_page(*page, bprm->p & ~PAGE_MASK, str + len, n))
			return -EFAULT;
	}
	return 0;
}

static int copy_strings(int argc, char **argv, struct linux_binprm *bprm)
{
	while (argc-- > 0) {
		char *str;
		long len;
		int error;

		if (get_user(str, argv + argc))
			return -EFAULT;
		len = strnlen_user(str, PAGE_SIZE * MAX_ARG_PAGES);
		if (!len)
			return -EFAULT;
		/* A page is left for what goes below the strings. */
		if ((unsigned long)len + PAGE_SIZE > bprm->p)
			return -E2BIG;
		error = copy_string(bprm, str, len);
		if (error)
			return error;
	}
	return 0;
}

int copy_strings_kernel(int argc, char **argv, struct linux_binprm *bprm)
{
	mm_segment_t old_fs = get_fs();
	int error;

	set_fs(KERNEL_DS);
	error = copy_strings(argc, argv, bprm);
	set_fs(old_fs);
	return error;
}

/* Step over the lowest string. */
int remove_arg_zero(struct linux_binprm *bprm)
{
	unsigned long end = PAGE_SIZE * MAX_ARG_PAGES;
	char c;

	if (!bprm->argc)
		return -EINVAL;
	do {
		struct page *page = bprm->page[bprm->p >> PAGE_SHIFT];

		c = *((char *)kmap(page) + (bprm->p & ~PAGE_MASK));
		kunmap(page);
		bprm->p++;
	} while (c && bprm->p < end);
	bprm->argc--;
	return 0;
}

/*
 * The task moves into the new address space. A kernel thread gives back
 * the one it borrowed, a process the one it owned.
 */
static void exec_mmap(struct mm_struct *mm)
{
	struct task_struct *tsk = current;
	struct mm_struct *old_mm = tsk->mm, *active_mm = tsk->active_mm;

	mm_release(tsk, old_mm);
	preempt_disable();
	tsk->mm = mm;
	tsk->active_mm = mm;
	activate_mm(active_mm, mm);
	preempt_enable();
	if (old_mm)
		mmput(old_mm);
	else
		mmdrop(active_mm);
}

int flush_old_exec(struct linux_binprm *bprm)
{
	const char *name = bprm->filename, *slash = strrchr(name, '/');
	int error = de_thread(current);

	if (!error)
		error = unshare_files();
	if (error)
		return error;
	exec_mmap(bprm->mm);
	bprm->mm = NULL;
	set_fs(USER_DS);
	set_task_comm(current, slash ? slash + 1 : name);
	current->suid = current->euid = bprm->e_uid;
	current->sgid = current->egid = bprm->e_gid;
	flush_thread();
	flush_signal_handlers(current, 0);
	current->sas_ss_sp = current->sas_ss_size = 0;
	flush_old_files(current->files);
	current->flags &= ~PF_FORKNOEXEC;
	return 0;
}

/* The stack's area, with the strings at its top. */
int setup_arg_pages(struct linux_binprm *bprm, int executable)
{
	unsigned long base = STACK_TOP - MAX_ARG_PAGES * PAGE_SIZE, i;
	struct mm_struct *mm = current->mm;
	struct vm_area_struct *vma = vma_alloc(mm);
	int error;

	if (!vma)
		return -ENOMEM;
	vma->vm_start = PAGE_MASK & (base + bprm->p);
	vma->vm_end = STACK_TOP;
	vma->vm_pgoff = vma->vm_start >> PAGE_SHIFT;
	vma->vm_flags = VM_STACK_FLAGS & ~(executable ? 0 : VM_EXEC);
	vma->vm_page_prot = vm_get_page_prot(vma->vm_flags);
	down(&mm->mmap_sem);
	error = insert_vm_struct(mm, vma);
	if (error)
		vma_free(vma);
	for (i = 0; i < MAX_ARG_PAGES && !error; i++) {
		if (!bprm->page[i] || base + i * PAGE_SIZE < vma->vm_start)
			continue;
		error = install_page(mm, vma, base + i * PAGE_SIZE,
				     bprm->page[i]);
		if (!error)
			bprm->page[i] = NULL;
	}
	up(&mm->mmap_sem);
	bprm->p += base;
	bprm->exec += base;
	mm->start_stack = bprm->p;
	return error;
}

int search_binary_handler(struct linux_binprm *bprm, struct pt_regs *regs)
{
	int error = load_elf_binary(bprm, regs);

	return error == -ENOEXEC ? load_script(bprm, regs) : error;
}

static void free_binprm(struct linux_binprm *bprm)
{
	int i;

	for (i = 0; i < MAX_ARG_PAGES; i++)
		if (bprm->page[i])
			put_page(bprm->page[i]);
	if (bprm->mm)
		mmput(bprm->mm);
	if (bprm->file)
		put_exec(bprm->file);
	kfree(bprm);
}

static int fill_binprm(struct linux_binprm *bprm, char *filename, char **argv,
		       char **envp)
{
	int error;

	bprm->p = PAGE_SIZE * MAX_ARG_PAGES - sizeof(void *);
	bprm->filename = filename;
	bprm->mm = mm_alloc();
	if (!bprm->mm)
		return -ENOMEM;
	bprm->argc = count(argv);
	if (bprm->argc < 0)
		return bprm->argc;
	bprm->envc = count(envp);
	if (bprm->envc < 0)
		return bprm->envc;
	error = prepare_binprm(bprm);
	if (!error)
		error = copy_strings_kernel(1, &filename, bprm);
	bprm->exec = bprm->p;
	if (!error)
		error = copy_strings(bprm->envc, envp, bprm);
	if (!error)
		error = copy_strings(bprm->argc, argv, bprm);
	return error;
}

/* filename is the kernel's; argv and envp are the caller's. */
int noinline do_execve(char *filename, char **argv, char **envp,
		       struct pt_regs *regs)
{
	struct linux_binprm *bprm = kzalloc(sizeof(*bprm), GFP_KERNEL);
	struct file *file;
	int error;

	if (!bprm)
		return -ENOMEM;
	file = open_exec(filename);
	error = PTR_ERR(file);
	if (!IS_ERR(file)) {
		bprm->file = file;
		error = fill_binprm(bprm, filename, argv, envp);
		if (!error)
			error = search_binary_handler(bprm, regs);
	}
	free_binprm(bprm);
	return error;
}
