/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mprotect, and the system calls around do_mmap_pgoff(). */
#include <linux/kernel.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/sched.h>
#include <linux/syscalls.h>
#include <asm/uaccess.h>

static void change_pte(struct vm_area_struct *vma, pte_t *ptep,
		       unsigned long address)
{
	pte_t pte = pte_modify(*ptep, vma->vm_page_prot);

	/* A private page becomes writable by do_wp_page() only. */
	if (!(vma->vm_flags & VM_SHARED))
		pte = pte_wrprotect(pte);
	set_pte(ptep, pte);
	__flush_tlb_one(address);
}

/* What is on swap gets its protection when it comes back. */
static void change_protection(struct vm_area_struct *vma)
{
	unsigned long address;
	pte_t *ptep;

	for (address = vma->vm_start; address < vma->vm_end;
	     address += PAGE_SIZE) {
		spin_lock(&vma->vm_mm->page_table_lock);
		ptep = pte_lookup(vma->vm_mm->pgd, address);
		if (ptep && pte_present(*ptep))
			change_pte(vma, ptep, address);
		spin_unlock(&vma->vm_mm->page_table_lock);
	}
}

static int mprotect_fixup(struct mm_struct *mm, struct vm_area_struct *vma,
			  unsigned long start, unsigned long end,
			  unsigned long prot)
{
	unsigned long newflags = (vma->vm_flags & ~7UL) | prot;
	int error;

	/* VM_MAYx is VM_x shifted by four. */
	if (newflags & ~(newflags >> 4) & 7)
		return -EACCES;
	if (newflags == vma->vm_flags)
		return 0;
	if (vma->vm_start < start) {
		error = split_vma(mm, vma, start);
		if (error)
			return error;
		vma = vma->vm_next;
	}
	if (vma->vm_end > end) {
		error = split_vma(mm, vma, end);
		if (error)
			return error;
	}
	vma->vm_flags = newflags;
	vma->vm_page_prot = vm_get_page_prot(newflags);
	change_protection(vma);
	return 0;
}

static int do_mprotect(struct mm_struct *mm, unsigned long start,
		       unsigned long end, unsigned long prot)
{
	struct vm_area_struct *vma = find_vma(mm, start);
	unsigned long tail;
	int error;

	while (start < end) {
		if (!vma || vma->vm_start > start)
			return -ENOMEM;
		tail = min(end, vma->vm_end);
		error = mprotect_fixup(mm, vma, start, tail, prot);
		if (error)
			return error;
		start = tail;
		vma = find_vma(mm, start);
	}
	return 0;
}

asmlinkage long sys_mprotect(unsigned long start, unsigned long len,
			     unsigned long prot)
{
	struct mm_struct *mm = current->mm;
	long error;

	if (start & ~PAGE_MASK)
		return -EINVAL;
	if (!len)
		return 0;
	if (prot & ~7UL)
		return -EINVAL;
	if (len > TASK_SIZE || start > TASK_SIZE - len)
		return -ENOMEM;
	down(&mm->mmap_sem);
	error = do_mprotect(mm, start, start + PAGE_ALIGN(len), prot);
	up(&mm->mmap_sem);
	return error;
}

asmlinkage long sys_munmap(unsigned long addr, unsigned long len)
{
	struct mm_struct *mm = current->mm;
	long error;

	down(&mm->mmap_sem);
	error = do_munmap(mm, addr, len);
	up(&mm->mmap_sem);
	return error;
}

unsigned long do_mmap(struct file *file, unsigned long addr, unsigned long len,
		      unsigned long prot, unsigned long flags,
		      unsigned long offset)
{
	if (offset & ~PAGE_MASK)
		return -EINVAL;
	return do_mmap_pgoff(file, addr, len, prot, flags,
			     offset >> PAGE_SHIFT);
}

asmlinkage long sys_mmap2(unsigned long addr, unsigned long len,
			  unsigned long prot, unsigned long flags,
			  unsigned long fd, unsigned long pgoff)
{
	struct file *file = NULL;
	long ret;

	if (!(flags & MAP_ANONYMOUS)) {
		file = fget(fd);
		if (!file)
			return -EBADF;
	}
	down(&current->mm->mmap_sem);
	ret = do_mmap_pgoff(file, addr, len, prot, flags, pgoff);
	up(&current->mm->mmap_sem);
	if (file)
		fput(file);
	return ret;
}

asmlinkage long old_mmap(struct mmap_arg_struct *arg)
{
	struct mmap_arg_struct a;

	if (copy_from_user(&a, arg, sizeof(a)))
		return -EFAULT;
	if (a.offset & ~PAGE_MASK)
		return -EINVAL;
	return sys_mmap2(a.addr, a.len, a.prot, a.flags, a.fd,
			 a.offset >> PAGE_SHIFT);
}
