/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _ASM_PAGE_H
#define _ASM_PAGE_H

#define PAGE_SHIFT	12

#ifdef __ASSEMBLY__
#define PAGE_SIZE	(1 << PAGE_SHIFT)
#else

#define PAGE_SIZE	(1UL << PAGE_SHIFT)
#define PAGE_MASK	(~(PAGE_SIZE - 1))
#define PAGE_ALIGN(x)	(((x) + PAGE_SIZE - 1) & PAGE_MASK)

/*
 * The split is a symbol, not a number: the linker gives it a value and the
 * boot loader may relocate the image to another one.
 */
extern char __page_offset[];

#define PAGE_OFFSET	((unsigned long)__page_offset)
/* The end of the user half: PAGE_OFFSET, or with paging=4g nearly 4 GiB. */
extern unsigned long task_size;
#define TASK_SIZE	task_size

#define __pa(x)		((unsigned long)(x) - PAGE_OFFSET)
#define __va(x)		((void *)((unsigned long)(x) + PAGE_OFFSET))

#define pfn_to_page(pfn)	(mem_map + (pfn))
#define page_to_pfn(page)	((unsigned long)((page) - mem_map))
#define virt_to_page(kaddr)	pfn_to_page(__pa(kaddr) >> PAGE_SHIFT)
#define page_to_phys(page)	(page_to_pfn(page) << PAGE_SHIFT)
/* Of a page that is no high memory; page_address() in linux/mm.h is for all. */
#define lowmem_page_address(page)	__va(page_to_phys(page))

#define clear_page(page)	memset((void *)(page), 0, PAGE_SIZE)
#define copy_page(to, from)	memcpy((void *)(to), (void *)(from), PAGE_SIZE)

#endif /* __ASSEMBLY__ */
#endif
