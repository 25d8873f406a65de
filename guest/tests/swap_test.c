/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Entries, headers, and the counts of an area that has no device. */
#include <kunit/test.h>
#include <linux/slab.h>
#include "../mm/swapfile.h"

#define TYPE	(MAX_SWAPFILES - 1)
#define SLOTS	600

static struct swap_info_struct *area = swap_info + TYPE;
static union swap_header *header;
static long pages_before;

/* The highest priority: until drop_area() every slot is had from it. */
static int make_area(struct kunit *test __maybe_unused)
{
	memset(area, 0, sizeof(*area));
	area->swap_map = kcalloc(SLOTS, sizeof(*area->swap_map), GFP_KERNEL);
	header = kzalloc(PAGE_SIZE, GFP_KERNEL);
	if (!area->swap_map || !header)
		return -ENOMEM;
	area->swap_map[0] = SWAP_MAP_BAD;
	area->max = SLOTS;
	area->pages = SLOTS - 1;
	area->lowest_bit = area->cluster_next = 1;
	area->highest_bit = SLOTS - 1;
	area->prio = SWAP_FLAG_PRIO_MASK;
	pages_before = nr_swap_pages;
	nr_swap_pages += SLOTS - 1;
	area->flags = SWP_USED | SWP_WRITEOK;
	memcpy(header->magic.magic, "SWAPSPACE2", 10);
	header->info.version = 1;
	header->info.last_page = SLOTS - 1;
	return 0;
}

static void drop_area(struct kunit *test)
{
	nr_swap_pages -= area->pages - area->inuse_pages;
	KUNIT_EXPECT_EQ(test, nr_swap_pages, pages_before);
	area->flags = 0;
	kfree(area->swap_map);
	kfree(header);
}

static void entries_survive_a_page_table(struct kunit *test)
{
	static const unsigned long offsets[] = { 1, 4095, MAX_SWAP_OFFSET };
	unsigned int type, i;

	for (type = 0; type < MAX_SWAPFILES; type++)
		for (i = 0; i < ARRAY_SIZE(offsets); i++) {
			swp_entry_t entry = swp_entry(type, offsets[i]);
			pte_t pte = swp_entry_to_pte(entry);

			KUNIT_EXPECT_FALSE(test, pte_none(pte));
			KUNIT_EXPECT_FALSE(test, pte_present(pte));
			KUNIT_EXPECT_EQ(test, pte_to_swp_entry(pte).val,
					entry.val);
		}
}

static void slots_come_in_a_row(struct kunit *test)
{
	swp_entry_t first = get_swap_page(), second = get_swap_page();

	KUNIT_EXPECT_EQ(test, swp_type(first), TYPE + 0ul);
	KUNIT_EXPECT_EQ(test, swp_offset(second), swp_offset(first) + 1);
	KUNIT_EXPECT_EQ(test, area->inuse_pages, 2ul);
	swap_free(first);
	swap_free(second);
	KUNIT_EXPECT_EQ(test, area->inuse_pages, 0ul);
}

static void a_slot_is_free_after_its_last_user(struct kunit *test)
{
	swp_entry_t entry = get_swap_page();

	KUNIT_EXPECT_EQ(test, swap_duplicate(entry), 1);
	KUNIT_EXPECT_EQ(test, swap_count(entry), 2);
	swap_free(entry);
	KUNIT_EXPECT_EQ(test, swap_count(entry), 1);
	swap_free(entry);
	KUNIT_EXPECT_EQ(test, swap_count(entry), 0);
}

static void a_free_slot_cannot_be_shared(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, swap_duplicate(swp_entry(TYPE, 7)), 0);
	KUNIT_EXPECT_EQ(test, swap_duplicate(swp_entry(TYPE, SLOTS)), 0);
}

static void all_slots_are_had_but_the_header_and_bad_ones(struct kunit *test)
{
	unsigned long n = 0, sum = 0;
	unsigned int i;

	area->swap_map[5] = SWAP_MAP_BAD;
	area->pages--;
	nr_swap_pages--;
	while (area->highest_bit) {
		sum += swp_offset(get_swap_page());
		n++;
	}
	KUNIT_EXPECT_EQ(test, n, SLOTS - 2ul);
	KUNIT_EXPECT_EQ(test, sum, SLOTS * (SLOTS - 1ul) / 2 - 5);
	for (i = 1; i < SLOTS; i++)
		if (i != 5)
			swap_free(swp_entry(TYPE, i));
	KUNIT_EXPECT_EQ(test, area->lowest_bit, 1ul);
	KUNIT_EXPECT_EQ(test, area->highest_bit, SLOTS - 1ul);
}

static unsigned long slots_of(const union swap_header *h)
{
	return read_swap_header(h, "test", SLOTS);
}

static void a_good_header_is_believed(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, slots_of(header), SLOTS + 0ul);
	header->info.nr_badpages = 1;
	header->info.badpages[0] = 3;
	KUNIT_EXPECT_EQ(test, slots_of(header), SLOTS + 0ul);
}

static void each_bad_field_is_refused(struct kunit *test)
{
	header->info.version = 2;
	KUNIT_EXPECT_EQ(test, slots_of(header), 0ul);
	header->info.version = 1;
	header->info.last_page = SLOTS;
	KUNIT_EXPECT_EQ(test, slots_of(header), 0ul);
	header->info.last_page = 0;
	KUNIT_EXPECT_EQ(test, slots_of(header), 0ul);
	header->info.last_page = SLOTS - 1;
	header->info.nr_badpages = MAX_SWAP_BADPAGES + 1;
	KUNIT_EXPECT_EQ(test, slots_of(header), 0ul);
	header->info.nr_badpages = 1;
	header->info.badpages[0] = SLOTS;
	KUNIT_EXPECT_EQ(test, slots_of(header), 0ul);
	header->info.nr_badpages = 0;
	header->magic.magic[9] = '1';
	KUNIT_EXPECT_EQ(test, slots_of(header), 0ul);
}

static void fields_are_where_mkswap_writes_them(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, sizeof(*header), PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, (char *)&header->info.version - (char *)header,
			1024l);
	KUNIT_EXPECT_EQ(test, (char *)header->info.badpages - (char *)header,
			1536l);
	KUNIT_EXPECT_EQ(test, MAX_SWAP_BADPAGES, 637ul);
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(entries_survive_a_page_table),
	KUNIT_CASE(slots_come_in_a_row),
	KUNIT_CASE(a_slot_is_free_after_its_last_user),
	KUNIT_CASE(a_free_slot_cannot_be_shared),
	KUNIT_CASE(all_slots_are_had_but_the_header_and_bad_ones),
	KUNIT_CASE(a_good_header_is_believed),
	KUNIT_CASE(each_bad_field_is_refused),
	KUNIT_CASE(fields_are_where_mkswap_writes_them),
	{}
};

static const struct kunit_suite swap_suite = {
	"swap", make_area, drop_area, cases
};
kunit_test_suite(swap_suite);
