/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Page tables of both forms, chosen at run time.
 *
 *	two-level:  pgd (1024 x 4 bytes) ---------------> pte table (1024 x 4)
 *	PAE:        pgd = PDPT (4 x 8) -> pmd (512 x 8) -> pte table (512 x 8)
 *
 * No physical address here needs more than 32 bits, so the upper word of an
 * 8-byte entry holds nothing but NX, which set_pte() copies there from a bit
 * that the processor leaves to us. A pmd_t or pte_t pointer points to the
 * low word in both forms; only the distance between two entries differs, and
 * pmd_offset() and pte_offset() alone know it.
 */
#ifndef _ASM_PGTABLE_H
#define _ASM_PGTABLE_H

#include <asm/page.h>

#define _PAGE_PRESENT	0x001
#define _PAGE_RW	0x002
#define _PAGE_USER	0x004
#define _PAGE_ACCESSED	0x020
#define _PAGE_DIRTY	0x040
#define _PAGE_PSE	0x080	/* in a directory entry */
#define _PAGE_PROTNONE	0x080	/* in a pte: there, but nobody may touch it */
#define _PAGE_GLOBAL	0x100
#define _PAGE_NX	0x200	/* becomes bit 63 where nx_enabled */

#define _PAGE_TABLE	(_PAGE_PRESENT | _PAGE_RW | _PAGE_USER | \
			 _PAGE_ACCESSED | _PAGE_DIRTY)
/* Ring 3 may not pass; and nothing for the processor to note: see init.c. */
#define _KERNPG_TABLE	(_PAGE_TABLE & ~_PAGE_USER)

typedef struct { unsigned long val; } pgd_t;
typedef struct { unsigned long val; } pmd_t;
typedef struct { unsigned long val; } pte_t;
typedef struct { unsigned long val; } pgprot_t;

struct mm_struct;
struct page;

extern int pae_enabled, nx_enabled;
extern unsigned long __PAGE_KERNEL, __PAGE_NX;
extern pgd_t swapper_pg_dir[];

#define PDPT_SHIFT	30
#define PTRS_PER_PDPT	4
#define PMD_SHIFT	(pae_enabled ? 21 : 22)
#define PMD_SIZE	(1UL << PMD_SHIFT)
#define PMD_MASK	(~(PMD_SIZE - 1))
#define PTRS_PER_PTE	(pae_enabled ? 512 : 1024)
#define PTE_ENTRY_SHIFT	(pae_enabled ? 3 : 2)

#define __pte(x)	((pte_t){ (x) })
#define __pgprot(x)	((pgprot_t){ (x) })

#define pte_none(p)	(!(p).val)
#define pte_present(p)	((p).val & (_PAGE_PRESENT | _PAGE_PROTNONE))
#define pte_write(p)	((p).val & _PAGE_RW)
#define pte_dirty(p)	((p).val & _PAGE_DIRTY)
#define pte_young(p)	((p).val & _PAGE_ACCESSED)
#define pte_pfn(p)	((p).val >> PAGE_SHIFT)
#define pte_page(p)	pfn_to_page(pte_pfn(p))
#define pte_wrprotect(p)	__pte((p).val & ~_PAGE_RW)
#define pte_mkwrite(p)	__pte((p).val | _PAGE_RW)
#define pte_mkdirty(p)	__pte((p).val | _PAGE_DIRTY)
#define pte_mkclean(p)	__pte((p).val & ~_PAGE_DIRTY)
#define pte_mkold(p)	__pte((p).val & ~_PAGE_ACCESSED)
#define pte_mkyoung(p)	__pte((p).val | _PAGE_ACCESSED)
#define pte_same(a, b)	((a).val == (b).val)
#define mk_pte(page, prot)	__pte(page_to_phys(page) | (prot).val)
#define pte_modify(p, prot) \
	__pte(((p).val & (PAGE_MASK | _PAGE_ACCESSED | _PAGE_DIRTY)) | \
	      (prot).val)

#define PAGE_NONE	__pgprot(_PAGE_PROTNONE | _PAGE_ACCESSED)
#define PAGE_READONLY	__pgprot(_PAGE_PRESENT | _PAGE_USER | _PAGE_ACCESSED)
#define PAGE_SHARED	__pgprot(_PAGE_PRESENT | _PAGE_RW | _PAGE_USER | \
				 _PAGE_ACCESSED)
/* With what the options add: global, not executable. */
#define PAGE_KERNEL	__pgprot(__PAGE_KERNEL)

/* The upper word first: with the lower one the entry becomes valid. */
static inline void set_pte(pte_t *ptep, pte_t pte)
{
	if (nx_enabled)
		((volatile pte_t *)ptep)[1].val = (pte.val & _PAGE_NX) << 22;
	((volatile pte_t *)ptep)->val = pte.val;
}

#define pte_clear(ptep)		set_pte(ptep, __pte(0))
#define pmd_none(pmd)		(!((pmd).val & _PAGE_PRESENT))
#define pmd_large(pmd)		((pmd).val & _PAGE_PSE)

pmd_t *pmd_offset(pgd_t *pgd, unsigned long address);
pte_t *pte_offset(pmd_t *pmd, unsigned long address);
pte_t *pte_lookup(pgd_t *pgd, unsigned long address);
pte_t *pte_alloc_map(struct mm_struct *mm, unsigned long address);
pgd_t *pgd_alloc(struct mm_struct *mm);
void pgd_free(pgd_t *pgd);
void free_pgtables(struct mm_struct *mm);
pte_t *kernel_pte_alloc(unsigned long address);
int change_kernel_attr(unsigned long start, unsigned long end,
		       unsigned long set, unsigned long clear);
void mark_rodata_ro(void);
void kernel_map_use_buddies(void);
void pgd_link(pgd_t *pgd);
void pgd_unlink(pgd_t *pgd);
void self_map_init(void);
void set_kernel_pmd(unsigned long address, pte_t entry);
void paging_init(void);
void mem_init(void);
void pgtable_cache_init(void);

static inline void __flush_tlb_one(unsigned long address)
{
	__asm__ __volatile__("invlpg (%0)" : : "r" (address) : "memory");
}

/*
 * One processor, which changes an entry only by its own accesses: between
 * the read and the write of it there is none. A page table that is not
 * loaded has no translations; flushing another one's costs a walk.
 */
static inline pte_t ptep_clear_flush(pte_t *ptep, unsigned long address)
{
	pte_t pte = *ptep;

	pte_clear(ptep);
	__flush_tlb_one(address);
	return pte;
}

static inline void __flush_tlb(void)
{
	unsigned long cr3;

	__asm__ __volatile__("movl %%cr3, %0; movl %0, %%cr3"
			     : "=r" (cr3) : : "memory");
}

void __flush_tlb_all(void);

#endif
