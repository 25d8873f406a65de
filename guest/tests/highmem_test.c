/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pages without an address. Where the machine has none, or the kernel was
 * not told to use them, the same calls must work on low memory.
 */
#include <kunit/test.h>
#include <linux/highmem.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <asm/fixmap.h>
#include <asm/paging_options.h>

#define MANY	(2 * LAST_PKMAP + 7)

static struct page *get(void)
{
	return alloc_page(GFP_HIGHUSER | __GFP_ZERO);
}

static void high_memory_is_used_if_asked(struct kunit *test)
{
	struct page *page = get();

	KUNIT_EXPECT_EQ(test, totalhigh_pages != 0,
			max_mapnr > max_low_pfn);
	KUNIT_EXPECT_EQ(test, !!PageHighMem(page), totalhigh_pages != 0);
	if (!paging_has(PAGING_HIGHMEM))
		KUNIT_EXPECT_EQ(test, totalhigh_pages, 0ul);
	__free_page(page);
}

static void the_kernel_s_own_pages_have_addresses(struct kunit *test)
{
	void *own = kmalloc(100, GFP_KERNEL);
	struct page *page = alloc_page(GFP_KERNEL);

	KUNIT_EXPECT_FALSE(test, PageHighMem(page));
	KUNIT_EXPECT_TRUE(test, __pa(own) >> PAGE_SHIFT < max_low_pfn);
	KUNIT_EXPECT_TRUE(test, __pa(current->active_mm->pgd) >> PAGE_SHIFT <
				max_low_pfn);
	__free_page(page);
	kfree(own);
}

static void kmap_gives_one_address_to_all(struct kunit *test)
{
	struct page *page = get();
	int *first = kmap(page), *second = kmap(page);

	KUNIT_EXPECT_EQ(test, first, second);
	*first = 4711;
	kunmap(page);
	KUNIT_EXPECT_EQ(test, *second, 4711);
	KUNIT_EXPECT_EQ(test, page_address(page), (void *)second);
	kunmap(page);
	__free_page(page);
}

static void kmap_atomic_shows_what_kmap_does(struct kunit *test)
{
	struct page *page = get();
	int *slow = kmap(page), *fast = kmap_atomic(page, KM_USER0);

	*slow = 4711;
	KUNIT_EXPECT_EQ(test, *fast, 4711);
	*fast = 4712;
	kunmap_atomic(fast, KM_USER0);
	KUNIT_EXPECT_EQ(test, *slow, 4712);
	kunmap(page);
	__free_page(page);
}

static void places_are_used_again(struct kunit *test)
{
	unsigned int used = nr_pkmaps_used();
	int i, wrong = 0;

	for (i = 0; i < MANY; i++) {
		struct page *page = get();
		int *at = kmap(page);

		wrong += *at != 0;
		*at = i;
		wrong += *at != i;
		kunmap(page);
		__free_page(page);
	}
	KUNIT_EXPECT_EQ(test, wrong, 0);
	KUNIT_EXPECT_EQ(test, nr_pkmaps_used(), used);
}

static void copies_and_zeros_need_no_address(struct kunit *test)
{
	struct page *from = get(), *to = get();
	int *at = kmap(from);

	at[1023] = 4711;
	kunmap(from);
	copy_highpage(to, from);
	at = kmap(to);
	KUNIT_EXPECT_EQ(test, at[1023], 4711);
	clear_highpage(to);
	KUNIT_EXPECT_EQ(test, at[1023], 0);
	kunmap(to);
	__free_page(from);
	__free_page(to);
}

static void a_moment_s_address_is_gone_afterwards(struct kunit *test)
{
	struct page *page = get();
	void *at = kmap_atomic(page, KM_USER1);
	pte_t *pte = fixmap_pte(FIX_KMAP_BEGIN + KM_USER1);

	KUNIT_EXPECT_EQ(test, pte_none(*pte), !PageHighMem(page));
	kunmap_atomic(at, KM_USER1);
	KUNIT_EXPECT_TRUE(test, pte_none(*pte));
	__free_page(page);
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(high_memory_is_used_if_asked),
	KUNIT_CASE(the_kernel_s_own_pages_have_addresses),
	KUNIT_CASE(kmap_gives_one_address_to_all),
	KUNIT_CASE(kmap_atomic_shows_what_kmap_does),
	KUNIT_CASE(places_are_used_again),
	KUNIT_CASE(copies_and_zeros_need_no_address),
	KUNIT_CASE(a_moment_s_address_is_gone_afterwards),
	{}
};

static const struct kunit_suite highmem_suite = {
	"highmem", NULL, NULL, cases
};
kunit_test_suite(highmem_suite);
