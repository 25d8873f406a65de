/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mmap: where a new area goes, and what it may do. */
#include <linux/kernel.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/sched.h>

pgprot_t vm_get_page_prot(unsigned long vm_flags)
{
	pgprot_t prot = PAGE_NONE;

	if (vm_flags & VM_WRITE)
		prot = PAGE_SHARED;
	else if (vm_flags & (VM_READ | VM_EXEC))
		prot = PAGE_READONLY;
	if (!(vm_flags & VM_EXEC))
		prot.val |= __PAGE_NX;
	return prot;
}

int may_expand_vm(struct mm_struct *mm, unsigned long npages)
{
	return mm->total_vm + npages <= rlimit(RLIMIT_AS) >> PAGE_SHIFT;
}

static unsigned long first_gap(struct mm_struct *mm, unsigned long addr,
			       unsigned long len)
{
	struct vm_area_struct *vma = find_vma(mm, addr);

	for (; vma; vma = vma->vm_next) {
		if (TASK_SIZE - len < addr)
			return -ENOMEM;
		if (addr + len <= vma->vm_start)
			return addr;
		addr = vma->vm_end;
	}
	return TASK_SIZE - len < addr ? (unsigned long)-ENOMEM : addr;
}

unsigned long get_unmapped_area(struct mm_struct *mm, unsigned long addr,
				unsigned long len, unsigned long flags)
{
	if (len > TASK_SIZE - MMAP_MIN_ADDR)
		return -ENOMEM;
	if (flags & MAP_FIXED) {
		if (addr & ~PAGE_MASK || addr > TASK_SIZE - len)
			return -EINVAL;
		return addr < MMAP_MIN_ADDR ? (unsigned long)-EPERM : addr;
	}
	addr = PAGE_ALIGN(addr);
	if (addr >= MMAP_MIN_ADDR && first_gap(mm, addr, len) == addr)
		return addr;
	addr = first_gap(mm, TASK_UNMAPPED_BASE, len);
	if (IS_ERR((void *)addr))
		addr = first_gap(mm, MMAP_MIN_ADDR, len);
	return addr;
}

static int mmap_file_flags(struct file *file, unsigned long *vm_flags)
{
	if (!(file->f_mode & FMODE_READ))
		return -EACCES;
	if (*vm_flags & VM_SHARED && !(file->f_mode & FMODE_WRITE)) {
		if (*vm_flags & VM_WRITE)
			return -EACCES;
		*vm_flags &= ~VM_MAYWRITE;
	}
	return file->f_op && file->f_op->mmap ? 0 : -ENODEV;
}

static int calc_vm_flags(struct file *file, unsigned long prot,
			 unsigned long flags, unsigned long *vm_flags)
{
	/* PROT_x and VM_x are the same bits. */
	*vm_flags = (prot & (PROT_READ | PROT_WRITE | PROT_EXEC)) |
		    VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC;
	*vm_flags |= current->mm->def_flags;
	if (flags & MAP_GROWSDOWN)
		*vm_flags |= VM_GROWSDOWN;
	switch (flags & MAP_TYPE) {
	case MAP_SHARED:
		*vm_flags |= VM_SHARED | VM_MAYSHARE;
		break;
	case MAP_PRIVATE:
		break;
	default:
		return -EINVAL;
	}
	return file ? mmap_file_flags(file, vm_flags) : 0;
}

/* Make anonymous memory part of the area before it, if they are alike. */
static int merge_anonymous(struct mm_struct *mm, unsigned long addr,
			   unsigned long len, unsigned long vm_flags)
{
	struct vm_area_struct *prev;

	find_vma_prev(mm, addr, &prev);
	if (!prev || prev->vm_end != addr || prev->vm_file || prev->vm_ops ||
	    prev->vm_flags != vm_flags || vm_flags & VM_GROWSDOWN)
		return 0;
	prev->vm_end += len;
	mm->total_vm += len >> PAGE_SHIFT;
	return 1;
}

static unsigned long mmap_region(struct file *file, unsigned long addr,
				 unsigned long len, unsigned long vm_flags,
				 unsigned long pgoff)
{
	struct mm_struct *mm = current->mm;
	struct vm_area_struct *vma;
	int error = -ENOMEM;

	if (!file && merge_anonymous(mm, addr, len, vm_flags))
		return addr;
	if (mm->map_count >= MAX_MAP_COUNT)
		return -ENOMEM;
	vma = vma_alloc(mm);
	if (!vma)
		return -ENOMEM;
	vma->vm_start = addr;
	vma->vm_end = addr + len;
	vma->vm_flags = vm_flags;
	vma->vm_page_prot = vm_get_page_prot(vm_flags);
	vma->vm_pgoff = pgoff;
	if (file) {
		get_file(file);
		vma->vm_file = file;
		error = file->f_op->mmap(file, vma);
		if (error)
			goto out;
	}
	error = insert_vm_struct(mm, vma);
	if (!error)
		return addr;
out:
	vma_free(vma);
	return error;
}

/* Memory that a fork shares: the pages of a file without a name. */
static unsigned long shared_anonymous(unsigned long addr, unsigned long len,
				      unsigned long prot, unsigned long flags)
{
	struct file *file = shmem_file_setup(len);
	unsigned long ret;

	if (IS_ERR(file))
		return PTR_ERR(file);
	ret = do_mmap_pgoff(file, addr, len, prot, flags, 0);
	fput(file);
	return ret;
}

unsigned long do_mmap_pgoff(struct file *file, unsigned long addr,
			    unsigned long len, unsigned long prot,
			    unsigned long flags, unsigned long pgoff)
{
	struct mm_struct *mm = current->mm;
	unsigned long vm_flags;
	int error;

	if (!len || len > TASK_SIZE)
		return -EINVAL;
	len = PAGE_ALIGN(len);
	/* Anonymous memory has no offset, and may be told any. */
	if (!file)
		pgoff = 0;
	if (pgoff + (len >> PAGE_SHIFT) < pgoff)
		return -EOVERFLOW;
	if (!file && (flags & MAP_TYPE) == MAP_SHARED)
		return shared_anonymous(addr, len, prot, flags);
	error = calc_vm_flags(file, prot, flags, &vm_flags);
	if (error)
		return error;
	addr = get_unmapped_area(mm, addr, len, flags);
	if (IS_ERR((void *)addr))
		return addr;
	error = do_munmap(mm, addr, len);
	if (error)
		return error;
	if (!may_expand_vm(mm, len >> PAGE_SHIFT))
		return -ENOMEM;
	/* Parts and copies of an area agree about a page's index. */
	if (!file)
		pgoff = addr >> PAGE_SHIFT;
	return mmap_region(file, addr, len, vm_flags, pgoff);
}
