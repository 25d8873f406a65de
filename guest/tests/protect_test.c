/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What each paging option promises of the kernel's own pages. Every case
 * runs whatever was chosen: what is off must be off, too.
 */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>
#include <asm/paging_options.h>
#include <asm/uaccess.h>

extern char _stext[], _etext[], __start_rodata[];
extern const char linux_banner[];

static const char *last_of_text(void)
{
	unsigned long end = (unsigned long)_etext;

	return (const char *)(end - 1);
}

/* Whether the kernel may store at addr; what is there stays. */
static int writable(const void *addr)
{
	mm_segment_t fs = get_fs();
	char byte = *(const char *)addr;
	int left;

	set_fs(KERNEL_DS);
	left = copy_to_user((void *)addr, &byte, 1);
	set_fs(fs);
	return !left;
}

/* All levels' flags for a kernel address, NX as _PAGE_NX. */
static unsigned long flags_of(const void *addr)
{
	pmd_t *pmd = pmd_offset(swapper_pg_dir, (unsigned long)addr);
	pte_t *pte = (pte_t *)pmd;

	if (!pmd_large(*pmd))
		pte = pte_offset(pmd, (unsigned long)addr);
	if (pae_enabled && pte[1].val >> 31 != !!(pte->val & _PAGE_NX))
		return 0;
	return pte->val & ~PAGE_MASK;
}

static void text_is_read_only_if_asked(struct kunit *test)
{
	int ro = paging_has(PAGING_RO);

	KUNIT_EXPECT_EQ(test, writable(_stext), !ro);
	KUNIT_EXPECT_EQ(test, writable(last_of_text()), !ro);
	KUNIT_EXPECT_EQ(test, writable(linux_banner), !ro);
	KUNIT_EXPECT_EQ(test, writable(__start_rodata), !ro);
}

static void data_stays_writable(struct kunit *test)
{
	void *heap = (void *)__get_free_page(GFP_KERNEL);

	KUNIT_EXPECT_TRUE(test, writable(&paging_options));
	KUNIT_EXPECT_TRUE(test, writable(&nx_enabled));
	KUNIT_EXPECT_TRUE(test, writable(heap));
	free_page((unsigned long)heap);
}

static void only_text_executes_if_asked(struct kunit *test)
{
	void *heap = (void *)__get_free_page(GFP_KERNEL);
	void *area = vmalloc(PAGE_SIZE);
	unsigned long nx = paging_has(PAGING_NX) ? _PAGE_NX : 0;

	KUNIT_EXPECT_EQ(test, flags_of(_stext) & _PAGE_NX, 0ul);
	KUNIT_EXPECT_EQ(test, flags_of(last_of_text()) & _PAGE_NX, 0ul);
	KUNIT_EXPECT_EQ(test, flags_of(__start_rodata) & _PAGE_NX, nx);
	KUNIT_EXPECT_EQ(test, flags_of(&paging_options) & _PAGE_NX, nx);
	KUNIT_EXPECT_EQ(test, flags_of(heap) & _PAGE_NX, nx);
	KUNIT_EXPECT_EQ(test, flags_of(area) & _PAGE_NX, nx);
	vfree(area);
	free_page((unsigned long)heap);
}

static void user_data_does_not_execute_if_asked(struct kunit *test)
{
	unsigned long nx = paging_has(PAGING_NX) ? _PAGE_NX : 0;

	KUNIT_EXPECT_EQ(test, vm_get_page_prot(VM_READ | VM_WRITE).val &
			      _PAGE_NX, nx);
	KUNIT_EXPECT_EQ(test, vm_get_page_prot(VM_READ | VM_EXEC).val &
			      _PAGE_NX, 0ul);
}

static void kernel_pages_are_global_if_asked(struct kunit *test)
{
	void *area = vmalloc(PAGE_SIZE);
	int global = paging_has(PAGING_GLOBAL);

	KUNIT_EXPECT_EQ(test, !!(read_cr4() & X86_CR4_PGE), global);
	KUNIT_EXPECT_EQ(test, !!(flags_of(_stext) & _PAGE_GLOBAL), global);
	KUNIT_EXPECT_EQ(test, !!(flags_of(area) & _PAGE_GLOBAL), global);
	vfree(area);
}

static void the_processor_was_told(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, !!(read_cr0() & X86_CR0_WP),
			paging_has(PAGING_WP));
	if (paging_has(PAGING_NX))
		KUNIT_EXPECT_TRUE(test, rdmsr(MSR_EFER) & EFER_NX);
	KUNIT_EXPECT_EQ(test, nx_enabled, paging_has(PAGING_NX));
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(text_is_read_only_if_asked),
	KUNIT_CASE(data_stays_writable),
	KUNIT_CASE(only_text_executes_if_asked),
	KUNIT_CASE(user_data_does_not_execute_if_asked),
	KUNIT_CASE(kernel_pages_are_global_if_asked),
	KUNIT_CASE(the_processor_was_told),
	{}
};

static const struct kunit_suite protect_suite = {
	"protect", NULL, NULL, cases
};
kunit_test_suite(protect_suite);
