/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mremap: an area becomes smaller, larger where it is, or moves with its
 * pages.  A moved page keeps its index, so that reclaim still finds it.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/sched.h>

static void move_one_pte(struct mm_struct *mm, pte_t *from, pte_t *to,
			 unsigned long address)
{
	spin_lock(&mm->page_table_lock);
	set_pte(to, *from);
	pte_clear(from);
	__flush_tlb_one(address);
	spin_unlock(&mm->page_table_lock);
}

/* As far as there is memory for tables: the length that has moved. */
static unsigned long move_page_tables(struct mm_struct *mm, unsigned long from,
				      unsigned long to, unsigned long len)
{
	unsigned long done;
	pte_t *src, *dst;

	for (done = 0; done < len; done += PAGE_SIZE) {
		src = pte_lookup(mm->pgd, from + done);
		if (!src || pte_none(*src))
			continue;
		dst = pte_alloc_map(mm, to + done);
		if (!dst)
			break;
		move_one_pte(mm, src, dst, from + done);
	}
	return done;
}

static unsigned long move_vma(struct vm_area_struct *vma, unsigned long addr,
			      unsigned long old_len, unsigned long new_len,
			      unsigned long new_addr)
{
	struct mm_struct *mm = vma->vm_mm;
	struct vm_area_struct *copy = copy_vma(mm, vma, addr);
	unsigned long moved;

	if (!copy)
		return -ENOMEM;
	copy->vm_start = new_addr;
	copy->vm_end = new_addr + new_len;
	moved = move_page_tables(mm, addr, new_addr, old_len);
	if (moved < old_len) {
		move_page_tables(mm, new_addr, addr, moved);
		vma_free(copy);
		return -ENOMEM;
	}
	if (insert_vm_struct(mm, copy))
		BUG();
	do_munmap(mm, addr, old_len);
	if (copy->vm_flags & VM_LOCKED)
		make_pages_present(copy);
	return new_addr;
}

/* Without moving, if nothing is in the way. */
static int grow_in_place(struct vm_area_struct *vma, unsigned long end)
{
	struct vm_area_struct *next = vma->vm_next;

	if (end < vma->vm_end || end > TASK_SIZE ||
	    (next && next->vm_start < end))
		return 0;
	vma->vm_mm->total_vm += (end - vma->vm_end) >> PAGE_SHIFT;
	vma->vm_end = end;
	if (vma->vm_flags & VM_LOCKED)
		make_pages_present(vma);
	return 1;
}

/* A place that the caller chose: no part of where the area is. */
static int place_ok(unsigned long addr, unsigned long old_len,
		    unsigned long new_len, unsigned long new_addr)
{
	return !(new_addr & ~PAGE_MASK) && new_len <= TASK_SIZE &&
	       new_addr <= TASK_SIZE - new_len && new_addr >= MMAP_MIN_ADDR &&
	       (new_addr >= addr + old_len || addr >= new_addr + new_len);
}

static unsigned long grow_or_move(struct mm_struct *mm, unsigned long addr,
				  unsigned long old_len, unsigned long new_len,
				  unsigned long flags, unsigned long new_addr)
{
	struct vm_area_struct *vma = find_vma(mm, addr);

	if (!vma || vma->vm_start > addr || old_len > vma->vm_end - addr)
		return -EFAULT;
	if (new_len > old_len &&
	    !may_expand_vm(mm, (new_len - old_len) >> PAGE_SHIFT))
		return -ENOMEM;
	if (!(flags & MREMAP_FIXED)) {
		if (old_len == vma->vm_end - addr &&
		    grow_in_place(vma, addr + new_len))
			return addr;
		if (!(flags & MREMAP_MAYMOVE))
			return -ENOMEM;
		new_addr = get_unmapped_area(mm, 0, new_len, 0);
		if (IS_ERR((void *)new_addr))
			return new_addr;
	}
	return move_vma(vma, addr, old_len, new_len, new_addr);
}

static unsigned long do_mremap(unsigned long addr, unsigned long old_len,
			       unsigned long new_len, unsigned long flags,
			       unsigned long new_addr)
{
	struct mm_struct *mm = current->mm;
	struct vm_area_struct *vma;
	long error;

	if (flags & ~(MREMAP_FIXED | MREMAP_MAYMOVE) || addr & ~PAGE_MASK ||
	    (flags & MREMAP_FIXED && !(flags & MREMAP_MAYMOVE)))
		return -EINVAL;
	old_len = PAGE_ALIGN(old_len);
	new_len = PAGE_ALIGN(new_len);
	if (!new_len || (flags & MREMAP_FIXED &&
			 !place_ok(addr, old_len, new_len, new_addr)))
		return -EINVAL;
	vma = find_vma(mm, addr);
	if (!vma || vma->vm_start > addr)
		return -EFAULT;
	/* That would be a request to double a shared mapping. */
	if (!old_len)
		return -EINVAL;
	if (flags & MREMAP_FIXED) {
		error = do_munmap(mm, new_addr, new_len);
		if (error)
			return error;
	}
	if (old_len > new_len) {
		error = do_munmap(mm, addr + new_len, old_len - new_len);
		if (error)
			return error;
		old_len = new_len;
	}
	if (old_len == new_len && !(flags & MREMAP_FIXED))
		return addr;
	return grow_or_move(mm, addr, old_len, new_len, flags, new_addr);
}

asmlinkage long sys_mremap(unsigned long addr, unsigned long old_len,
			   unsigned long new_len, unsigned long flags,
			   unsigned long new_addr)
{
	struct mm_struct *mm = current->mm;
	long ret;

	down(&mm->mmap_sem);
	ret = do_mremap(addr, old_len, new_len, flags, new_addr);
	up(&mm->mmap_sem);
	return ret;
}
