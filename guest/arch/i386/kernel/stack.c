/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kernel stacks. With a guard a stack is mapped by itself, above the direct
 * map, where the page below it is never mapped; without one it is two pages
 * of the direct map, with somebody else's below them.
 */
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>
#include <asm/paging_options.h>
#include <asm/thread_info.h>

#define THREAD_ORDER	1	/* 2^1 pages */

struct thread_info *alloc_thread_info(void)
{
	if (paging_has(PAGING_GUARD))
		return vmalloc_align(THREAD_SIZE, THREAD_SIZE);
	return (void *)__get_free_pages(GFP_KERNEL, THREAD_ORDER);
}

/* Does not sleep: the scheduler drops the last reference to a task. */
void free_thread_info(struct thread_info *ti)
{
	if (paging_has(PAGING_GUARD))
		vfree(ti);
	else
		free_pages((unsigned long)ti, THREAD_ORDER);
}

/* Process 0's stack is in the image; so is the page to take from below it. */
void __init init_stack_guard(void)
{
	unsigned long stack = (unsigned long)&init_thread_union;

	if (!paging_has(PAGING_GUARD))
		return;
	if (change_kernel_attr(stack - PAGE_SIZE, stack, 0, _PAGE_PRESENT))
		panic("init_stack_guard: no memory for a page table");
}
