/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_MM_TYPES_H
#define _LINUX_MM_TYPES_H

#include <linux/types.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <asm/atomic.h>
#include <asm/semaphore.h>
#include <asm/page.h>
#include <asm/pgtable.h>

struct address_space;
struct file;

/* One for each page frame; mem_map is their array. */
struct page {
	unsigned long flags;
	atomic_t _count;		/* users; 0 while free */
	atomic_t _mapcount;		/* page table entries that map it */
	unsigned long private;		/* order, buffers or swap entry */
	struct address_space *mapping;	/* the file's, or an anon_vma + 1 */
	unsigned long index;		/* place in the mapping, in pages */
	struct list_head lru;		/* free list, or cache and slab */
};

struct vm_area_struct;
struct anon_vma;

struct vm_operations_struct {
	void (*open)(struct vm_area_struct *vma);
	void (*close)(struct vm_area_struct *vma);
	/* *type: VM_FAULT_MINOR; becomes VM_FAULT_MAJOR for a wait. */
	struct page *(*nopage)(struct vm_area_struct *vma,
			       unsigned long address, int *type);
};

struct vm_area_struct {
	struct mm_struct *vm_mm;
	unsigned long vm_start;		/* first byte */
	unsigned long vm_end;		/* first byte after */
	struct vm_area_struct *vm_next;	/* sorted by address */
	pgprot_t vm_page_prot;
	unsigned long vm_flags;
	struct vm_operations_struct *vm_ops;
	/* Offset in vm_file, in pages; without one, vm_start's page. */
	unsigned long vm_pgoff;
	struct file *vm_file;
	struct list_head i_mmap_node;	/* of the areas that map the file */
	struct list_head anon_vma_node;
	struct anon_vma *anon_vma;	/* once it has anonymous pages */
};

struct mm_struct {
	struct vm_area_struct *mmap;
	struct vm_area_struct *mmap_cache;	/* the last find_vma() */
	pgd_t *pgd;
	atomic_t mm_users;	/* tasks that use the user half */
	atomic_t mm_count;	/* references; all users count as one */
	int map_count;
	struct semaphore mmap_sem;	/* guards vmas; faults hold it too */
	/*
	 * Guards entries of the page tables, and rss. Reclaim takes it
	 * without mmap_sem: who has slept must look at an entry again.
	 */
	spinlock_t page_table_lock;
	struct list_head mmlist;

	unsigned long start_code, end_code, start_data, end_data;
	unsigned long start_brk, brk, start_stack;
	unsigned long arg_start, arg_end, env_start, env_end;
	struct file *exe_file;		/* the program that runs here */
	unsigned long rss, anon_rss, total_vm;
	unsigned long def_flags;	/* of areas to come: VM_LOCKED */
};

#endif
