/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_MM_H
#define _LINUX_MM_H

#include <linux/mm_types.h>
#include <linux/gfp.h>
#include <linux/page-flags.h>
#include <linux/string.h>

extern struct page *mem_map;
extern unsigned long max_low_pfn, max_mapnr;
extern struct page *empty_zero_page;

void *page_address_high(const struct page *page);

/* NULL for high memory that nobody has mapped: see linux/highmem.h. */
static inline void *page_address(const struct page *page)
{
	return PageHighMem(page) ? page_address_high(page) :
				   lowmem_page_address(page);
}

#define page_count(p)	atomic_read(&(p)->_count)
#define page_mapcount(p)	atomic_read(&(p)->_mapcount)
#define page_mapped(p)	(page_mapcount(p) > 0)
#define get_page(p)	atomic_inc(&(p)->_count)
void put_page(struct page *page);


#define VM_READ		0x0001
#define VM_WRITE	0x0002
#define VM_EXEC		0x0004
#define VM_SHARED	0x0008
#define VM_MAYREAD	0x0010
#define VM_MAYWRITE	0x0020
#define VM_MAYEXEC	0x0040
#define VM_MAYSHARE	0x0080
#define VM_GROWSDOWN	0x0100
#define VM_LOCKED	0x2000	/* reclaim leaves its pages alone */

#define VM_DATA_FLAGS	(VM_READ | VM_WRITE | VM_EXEC | \
			 VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC)
#define VM_STACK_FLAGS	(VM_DATA_FLAGS | VM_GROWSDOWN)

#define MMAP_MIN_ADDR		PAGE_SIZE
#define MAX_MAP_COUNT		4096
#define STACK_TOP		(TASK_SIZE - PAGE_SIZE)
#define STACK_LIMIT		(8UL << 20)
#define TASK_UNMAPPED_BASE	PAGE_ALIGN(TASK_SIZE / 3)

/* mmap.c */
struct vm_area_struct *find_vma(struct mm_struct *mm, unsigned long addr);
struct vm_area_struct *find_vma_prev(struct mm_struct *mm, unsigned long addr,
				     struct vm_area_struct **pprev);
struct vm_area_struct *vma_alloc(struct mm_struct *mm);
void vma_release(struct vm_area_struct *vma);
void vma_free(struct vm_area_struct *vma);
struct vm_area_struct *copy_vma(struct mm_struct *mm,
				struct vm_area_struct *vma,
				unsigned long start);
int insert_vm_struct(struct mm_struct *mm, struct vm_area_struct *vma);
int split_vma(struct mm_struct *mm, struct vm_area_struct *vma,
	      unsigned long addr);
int expand_stack(struct vm_area_struct *vma, unsigned long address);
unsigned long do_mmap_pgoff(struct file *file, unsigned long addr,
			    unsigned long len, unsigned long prot,
			    unsigned long flags, unsigned long pgoff);
unsigned long do_mmap(struct file *file, unsigned long addr, unsigned long len,
		      unsigned long prot, unsigned long flags,
		      unsigned long offset);
unsigned long do_brk(unsigned long addr, unsigned long len);
/* Where so much memory would go; or an error. */
unsigned long get_unmapped_area(struct mm_struct *mm, unsigned long addr,
				unsigned long len, unsigned long flags);
/* What is there of the area comes in now. */
int make_pages_present(struct vm_area_struct *vma);
/* Pages that must not be reclaimed. */
unsigned long locked_pages(struct mm_struct *mm);
int do_munmap(struct mm_struct *mm, unsigned long start, unsigned long len);
void exit_mmap(struct mm_struct *mm);
int dup_mmap(struct mm_struct *mm, struct mm_struct *oldmm);
pgprot_t vm_get_page_prot(unsigned long vm_flags);

/* page->mapping with this bit is an anonymous page's anon_vma: rmap.h. */
#define PAGE_MAPPING_ANON	1UL

extern struct address_space swapper_space;

static inline int PageAnon(const struct page *page)
{
	return (unsigned long)page->mapping & PAGE_MAPPING_ANON;
}

/* What the page's writing and dirtying goes through, or NULL. */
static inline struct address_space *page_mapping(struct page *page)
{
	if (PageSwapCache(page))
		return &swapper_space;
	return PageAnon(page) ? NULL : page->mapping;
}

static inline unsigned long linear_page_index(const struct vm_area_struct *vma,
					      unsigned long address)
{
	return ((address - vma->vm_start) >> PAGE_SHIFT) + vma->vm_pgoff;
}

/* memory.c */
#define VM_FAULT_OOM	(-1)
#define VM_FAULT_SIGBUS	0
#define VM_FAULT_MINOR	1
#define VM_FAULT_MAJOR	2	/* waited for a device */

/* What nopage returns in place of a page. */
#define NOPAGE_SIGBUS	NULL
#define NOPAGE_OOM	((struct page *)-1L)

int install_page(struct mm_struct *mm, struct vm_area_struct *vma,
		 unsigned long address, struct page *page);
int handle_mm_fault(struct mm_struct *mm, struct vm_area_struct *vma,
		    unsigned long address, int write_access);
/* pgrange.c */
int copy_page_range(struct mm_struct *dst, struct mm_struct *src,
		    struct vm_area_struct *vma);
void zap_page_range(struct mm_struct *mm, unsigned long start,
		    unsigned long end);
/* Every mapping of the bytes from holebegin on (holelen 0: to the end). */
void unmap_mapping_range(struct address_space *mapping, loff_t holebegin,
			 loff_t holelen);

/* show_mem.c */
void show_mem(void);

/* mm_struct.c */
struct task_struct;
struct mm_struct *mm_alloc(void);
void mmput(struct mm_struct *mm);
void mmdrop(struct mm_struct *mm);
void __mmdrop(struct mm_struct *mm);
struct mm_struct *get_task_mm(struct task_struct *tsk);
int copy_mm(unsigned long clone_flags, struct task_struct *tsk);
void exit_mm(struct task_struct *tsk);
void mm_release(struct task_struct *tsk, struct mm_struct *mm);
void mm_caches_init(void);

extern struct mm_struct init_mm;
extern spinlock_t mmlist_lock;	/* of init_mm.mmlist: all of them */

#endif
