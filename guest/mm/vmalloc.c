/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kernel memory whose pages need not be neighbours. Behind every area one
 * page stays unmapped, so that who writes past an end faults, and so that
 * the page below any area is unmapped too.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/vmalloc.h>
#include <asm/fixmap.h>

static struct vm_struct *vmlist;	/* sorted by address */
static DEFINE_SPINLOCK(vmlist_lock);

/* Links area at the lowest gap that is large enough; 0 or -ENOMEM. */
static int link_area(struct vm_struct *area, unsigned long align)
{
	unsigned long addr = ALIGN(VMALLOC_START, align);
	struct vm_struct **p;
	int error = -ENOMEM;

	spin_lock(&vmlist_lock);
	for (p = &vmlist; *p; p = &(*p)->next) {
		if (addr + area->size <= (unsigned long)(*p)->addr)
			break;
		addr = ALIGN((unsigned long)(*p)->addr + (*p)->size, align);
	}
	if (addr < VMALLOC_END && area->size <= VMALLOC_END - addr) {
		area->addr = (void *)addr;
		area->next = *p;
		*p = area;
		error = 0;
	}
	spin_unlock(&vmlist_lock);
	return error;
}

static struct vm_struct *get_vm_area(unsigned int count, unsigned long align,
				     unsigned long flags)
{
	struct vm_struct *area = kzalloc(sizeof(*area), GFP_KERNEL);

	if (!area)
		return NULL;
	area->size = ((unsigned long)count + 1) << PAGE_SHIFT;
	area->flags = flags;
	area->nr_pages = count;
	area->pages = kcalloc(count, sizeof(*area->pages), GFP_KERNEL);
	if (area->pages && !link_area(area, align))
		return area;
	kfree(area->pages);
	kfree(area);
	return NULL;
}

/* The area that begins at addr; NULL if none does. */
struct vm_struct *find_vm_area(const void *addr)
{
	struct vm_struct *area;

	spin_lock(&vmlist_lock);
	for (area = vmlist; area && area->addr != addr; area = area->next)
		;
	spin_unlock(&vmlist_lock);
	return area;
}

static void unlink_area(struct vm_struct *area)
{
	struct vm_struct **p;

	spin_lock(&vmlist_lock);
	for (p = &vmlist; *p != area; p = &(*p)->next)
		;
	*p = area->next;
	spin_unlock(&vmlist_lock);
}

static int map_area(struct vm_struct *area, pgprot_t prot)
{
	unsigned long addr = (unsigned long)area->addr;
	unsigned int i;

	for (i = 0; i < area->nr_pages; i++, addr += PAGE_SIZE) {
		pte_t *pte = kernel_pte_alloc(addr);

		if (!pte)
			return -ENOMEM;
		set_pte(pte, mk_pte(area->pages[i], prot));
	}
	return 0;
}

/* Flush before the addresses, or the pages, can get another owner. */
static void unmap_area(struct vm_struct *area)
{
	unsigned long addr = (unsigned long)area->addr;
	unsigned int i;

	for (i = 0; i < area->nr_pages; i++, addr += PAGE_SIZE) {
		pte_t *pte = pte_lookup(swapper_pg_dir, addr);

		if (!pte || pte_none(*pte))
			continue;
		pte_clear(pte);
		__flush_tlb_one(addr);
	}
}

/* Nothing here sleeps: the last use of a stack ends in the scheduler. */
static void remove_area(struct vm_struct *area, int free)
{
	unsigned int i;

	unmap_area(area);
	unlink_area(area);
	for (i = 0; free && i < area->nr_pages; i++)
		if (area->pages[i])
			__free_page(area->pages[i]);
	kfree(area->pages);
	kfree(area);
}

/* align is a power of two, at least a page. May sleep; NULL if no memory. */
void *vmalloc_align(unsigned long size, unsigned long align)
{
	unsigned int count = PAGE_ALIGN(size) >> PAGE_SHIFT, i;
	struct vm_struct *area;

	if (!count || size > VMALLOC_END - VMALLOC_START)
		return NULL;
	area = get_vm_area(count, align, VM_ALLOC);
	if (!area)
		return NULL;
	for (i = 0; i < count; i++) {
		area->pages[i] = alloc_page(GFP_HIGHUSER);
		if (!area->pages[i])
			goto fail;
	}
	if (!map_area(area, PAGE_KERNEL))
		return area->addr;
fail:
	remove_area(area, 1);
	return NULL;
}

void *vmalloc(unsigned long size)
{
	return vmalloc_align(size, PAGE_SIZE);
}

/* The pages stay the caller's. */
void *vmap(struct page **pages, unsigned int count, unsigned long flags,
	   pgprot_t prot)
{
	struct vm_struct *area;

	if (!count || count > (VMALLOC_END - VMALLOC_START) >> PAGE_SHIFT)
		return NULL;
	area = get_vm_area(count, PAGE_SIZE, flags | VM_MAP);
	if (!area)
		return NULL;
	memcpy(area->pages, pages, count * sizeof(*pages));
	if (!map_area(area, prot))
		return area->addr;
	remove_area(area, 0);
	return NULL;
}

void vfree(void *addr)
{
	struct vm_struct *area;

	if (!addr)
		return;
	area = find_vm_area(addr);
	BUG_ON(!area || !(area->flags & VM_ALLOC));
	remove_area(area, 1);
}

void vunmap(void *addr)
{
	struct vm_struct *area = find_vm_area(addr);

	BUG_ON(!area || !(area->flags & VM_MAP));
	remove_area(area, 0);
}

/* The page behind an address of an area; NULL where nothing is mapped. */
struct page *vmalloc_to_page(void *addr)
{
	pte_t *pte = pte_lookup(swapper_pg_dir, (unsigned long)addr);

	return pte && pte_present(*pte) ? pte_page(*pte) : NULL;
}
