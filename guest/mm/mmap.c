/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The areas of an address space, sorted by address in a list. Callers hold
 * mmap_sem unless nobody else can know the mm.
 */
#include <linux/kernel.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/sched.h>

pgprot_t vm_get_page_prot(unsigned long vm_flags)
{
	if (vm_flags & VM_WRITE)
		return PAGE_SHARED;
	if (vm_flags & (VM_READ | VM_EXEC))
		return PAGE_READONLY;
	return PAGE_NONE;
}

/* The first area that ends above addr, whether or not it holds it. */
struct vm_area_struct *find_vma(struct mm_struct *mm, unsigned long addr)
{
	struct vm_area_struct *vma = mm->mmap_cache;

	if (vma && vma->vm_start <= addr && addr < vma->vm_end)
		return vma;
	for (vma = mm->mmap; vma; vma = vma->vm_next)
		if (addr < vma->vm_end)
			break;
	if (vma)
		mm->mmap_cache = vma;
	return vma;
}

struct vm_area_struct *find_vma_prev(struct mm_struct *mm, unsigned long addr,
				     struct vm_area_struct **pprev)
{
	struct vm_area_struct *vma;

	*pprev = NULL;
	for (vma = mm->mmap; vma && vma->vm_end <= addr; vma = vma->vm_next)
		*pprev = vma;
	return vma;
}

static void link_vma(struct mm_struct *mm, struct vm_area_struct *vma,
		     struct vm_area_struct *prev)
{
	struct vm_area_struct **pnext = prev ? &prev->vm_next : &mm->mmap;

	vma->vm_next = *pnext;
	*pnext = vma;
	mm->map_count++;
}

/* The mm gets the area, which must overlap no other. */
int insert_vm_struct(struct mm_struct *mm, struct vm_area_struct *vma)
{
	struct vm_area_struct *prev, *next;

	next = find_vma_prev(mm, vma->vm_start, &prev);
	if (next && next->vm_start < vma->vm_end)
		return -ENOMEM;
	link_vma(mm, vma, prev);
	mm->total_vm += (vma->vm_end - vma->vm_start) >> PAGE_SHIFT;
	return 0;
}

void vma_free(struct vm_area_struct *vma)
{
	if (vma->vm_ops && vma->vm_ops->close)
		vma->vm_ops->close(vma);
	if (vma->vm_file)
		fput(vma->vm_file);
	vma_release(vma);
}

/* A copy that starts at start, with a reference of its own to the file. */
struct vm_area_struct *copy_vma(struct mm_struct *mm,
				struct vm_area_struct *vma,
				unsigned long start)
{
	struct vm_area_struct *copy = vma_alloc(mm);

	if (!copy)
		return NULL;
	*copy = *vma;
	copy->vm_mm = mm;
	copy->vm_next = NULL;
	copy->vm_start = start;
	copy->vm_pgoff += (start - vma->vm_start) >> PAGE_SHIFT;
	if (copy->vm_file)
		get_file(copy->vm_file);
	if (copy->vm_ops && copy->vm_ops->open)
		copy->vm_ops->open(copy);
	return copy;
}

/* Afterwards vma ends at addr and its successor goes on from there. */
int split_vma(struct mm_struct *mm, struct vm_area_struct *vma,
	      unsigned long addr)
{
	struct vm_area_struct *upper;

	if (mm->map_count >= MAX_MAP_COUNT)
		return -ENOMEM;
	upper = copy_vma(mm, vma, addr);
	if (!upper)
		return -ENOMEM;
	vma->vm_end = addr;
	link_vma(mm, upper, vma);
	return 0;
}

/* Grow a stack's area down to hold address. */
int expand_stack(struct vm_area_struct *vma, unsigned long address)
{
	struct vm_area_struct *prev;

	address &= PAGE_MASK;
	find_vma_prev(vma->vm_mm, address, &prev);
	if (address < MMAP_MIN_ADDR || vma->vm_end - address > STACK_LIMIT ||
	    (prev && prev->vm_end > address))
		return -ENOMEM;
	vma->vm_mm->total_vm += (vma->vm_start - address) >> PAGE_SHIFT;
	vma->vm_pgoff -= (vma->vm_start - address) >> PAGE_SHIFT;
	vma->vm_start = address;
	return 0;
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

static unsigned long get_unmapped_area(struct mm_struct *mm,
				       unsigned long addr, unsigned long len,
				       unsigned long flags)
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
	if (!file->f_op || !file->f_op->mmap)
		return -ENODEV;
	if (!(file->f_mode & FMODE_READ))
		return -EACCES;
	if (*vm_flags & VM_SHARED && !(file->f_mode & FMODE_WRITE)) {
		if (*vm_flags & VM_WRITE)
			return -EACCES;
		*vm_flags &= ~VM_MAYWRITE;
	}
	return 0;
}

static int calc_vm_flags(struct file *file, unsigned long prot,
			 unsigned long flags, unsigned long *vm_flags)
{
	/* PROT_x and VM_x are the same bits. */
	*vm_flags = (prot & (PROT_READ | PROT_WRITE | PROT_EXEC)) |
		    VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC;
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
	return mmap_region(file, addr, len, vm_flags, pgoff);
}
