/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Kernel addresses above the direct map: areas, fixed ones, and the gaps. */
#include <kunit/test.h>
#include <linux/highmem.h>
#include <linux/vmalloc.h>
#include <asm/fixmap.h>
#include <asm/paging_options.h>
#include <asm/uaccess.h>

#define PAGES	5

/* Whether a load of the kernel's at addr faults, without an oops. */
static int faults(void *addr)
{
	mm_segment_t fs = get_fs();
	char byte;
	int left;

	set_fs(KERNEL_DS);
	left = copy_from_user(&byte, addr, 1);
	set_fs(fs);
	return left != 0;
}

static void an_area_lies_between_its_limits(struct kunit *test)
{
	unsigned long at = (unsigned long)vmalloc(PAGES * PAGE_SIZE);

	KUNIT_EXPECT_FALSE(test, at & ~PAGE_MASK);
	KUNIT_EXPECT_TRUE(test, at >= VMALLOC_START);
	KUNIT_EXPECT_TRUE(test, at + PAGES * PAGE_SIZE <= VMALLOC_END);
	vfree((void *)at);
}

static void every_byte_of_it_is_memory(struct kunit *test)
{
	char *area = vmalloc(PAGES * PAGE_SIZE);
	int i, good = 0;

	KUNIT_ASSERT_NOT_NULL(test, area);
	for (i = 0; i < PAGES; i++)
		memset(area + i * PAGE_SIZE, i + 1, PAGE_SIZE);
	for (i = 0; i < PAGES; i++) {
		struct page *page = vmalloc_to_page(area + i * PAGE_SIZE);
		char *bytes = kmap(page);

		good += bytes[0] == i + 1 && bytes[PAGE_SIZE - 1] == i + 1;
		kunmap(page);
	}
	KUNIT_EXPECT_EQ(test, good, PAGES);
	vfree(area);
}

static void the_pages_around_it_fault(struct kunit *test)
{
	char *area = vmalloc(PAGES * PAGE_SIZE), *other = vmalloc(PAGE_SIZE);

	KUNIT_EXPECT_TRUE(test, faults(area - 1));
	KUNIT_EXPECT_FALSE(test, faults(area));
	KUNIT_EXPECT_FALSE(test, faults(area + PAGES * PAGE_SIZE - 1));
	KUNIT_EXPECT_TRUE(test, faults(area + PAGES * PAGE_SIZE));
	vfree(other);
	vfree(area);
	KUNIT_EXPECT_TRUE(test, faults(area));
}

static void all_of_it_comes_back(struct kunit *test)
{
	unsigned long before;
	void *first = vmalloc(PAGES * PAGE_SIZE);

	vfree(first);
	before = nr_free_pages();
	KUNIT_EXPECT_EQ(test, vmalloc(PAGES * PAGE_SIZE), first);
	vfree(first);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), before);
}

static void areas_keep_their_alignment(struct kunit *test)
{
	void *odd = vmalloc(PAGE_SIZE);
	void *area = vmalloc_align(2 * PAGE_SIZE, 8 * PAGE_SIZE);

	KUNIT_EXPECT_EQ(test, (unsigned long)area & (8 * PAGE_SIZE - 1), 0ul);
	vfree(odd);
	vfree(area);
}

static void too_large_areas_are_refused(struct kunit *test)
{
	KUNIT_EXPECT_NULL(test, vmalloc(0));
	KUNIT_EXPECT_NULL(test, vmalloc(0xfff00000));
}

static void a_mapped_page_stays_its_owners(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	int *at = vmap(&page, 1, 0, PAGE_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, at);
	*at = 4711;
	KUNIT_EXPECT_EQ(test, *(int *)page_address(page), 4711);
	vunmap(at);
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	__free_page(page);
}

/* A directory made before the area, and one made after, both reach it. */
static void every_directory_reaches_it(struct kunit *test)
{
	char *area = vmalloc(PAGE_SIZE);
	pte_t *own = pte_lookup(current->active_mm->pgd, (unsigned long)area);
	pgd_t *pgd = pgd_alloc(NULL);
	pte_t *later = pte_lookup(pgd, (unsigned long)area);
	pte_t *kernel = pte_lookup(swapper_pg_dir, (unsigned long)area);

	/* With 4g only the kernel's own does. */
	KUNIT_EXPECT_EQ(test, own, paging_has(PAGING_4G) ? NULL : kernel);
	KUNIT_EXPECT_EQ(test, own, later);
	pgd_free(pgd);
	vfree(area);
}

static void a_fixed_address_shows_its_page(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	int *at = (int *)fix_to_virt(FIX_HOLE);

	KUNIT_EXPECT_TRUE(test, faults(at));
	set_fixmap(FIX_HOLE, page_to_phys(page), PAGE_KERNEL);
	*(int *)page_address(page) = 4711;
	KUNIT_EXPECT_EQ(test, *at, 4711);
	clear_fixmap(FIX_HOLE);
	KUNIT_EXPECT_TRUE(test, faults(at));
	__free_page(page);
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(an_area_lies_between_its_limits),
	KUNIT_CASE(every_byte_of_it_is_memory),
	KUNIT_CASE(the_pages_around_it_fault),
	KUNIT_CASE(all_of_it_comes_back),
	KUNIT_CASE(areas_keep_their_alignment),
	KUNIT_CASE(too_large_areas_are_refused),
	KUNIT_CASE(a_mapped_page_stays_its_owners),
	KUNIT_CASE(every_directory_reaches_it),
	KUNIT_CASE(a_fixed_address_shows_its_page),
	{}
};

static const struct kunit_suite vmalloc_suite = {
	"vmalloc", NULL, NULL, cases
};
kunit_test_suite(vmalloc_suite);
