/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The first disk, by its driver. What stood in the sectors that are written
 * here, the disk's last, is put back.
 */
#include <linux/fs.h>
#include <linux/slab.h>
#include "block_io.h"

#define PAGES		12
#define PAGE_SECTORS	(PAGE_SIZE / SECTOR_SIZE)

static struct block_device hda;
static struct page *saved[PAGES], *pages[PAGES];
static struct io_end end[PAGES];
static sector_t first;			/* of the last PAGES pages */

static sector_t sector_of(int i)
{
	return first + i * PAGE_SECTORS;
}

/* All pages at once, as neighbours that merge; the number of errors. */
static int all_io(unsigned long rw, struct page **which)
{
	int i, errors = 0;

	for (i = 0; i < PAGES; i++)
		submit_bio(rw, bio_for(&hda, sector_of(i), which[i],
				       PAGE_SIZE, &end[i]));
	for (i = 0; i < PAGES; i++)
		errors += !kunit_wait_for(&end[i].count) || end[i].error;
	return errors;
}

static int open_hda(struct kunit *test)
{
	int i, error = 0;

	hda.bd_dev = MKDEV(IDE0_MAJOR, 0);
	hda.bd_disk = get_gendisk(hda.bd_dev);
	for (i = 0; i < PAGES; i++) {
		saved[i] = alloc_page(GFP_KERNEL);
		pages[i] = alloc_page(GFP_KERNEL);
		error |= !saved[i] || !pages[i];
	}
	if (!hda.bd_disk) {
		kunit_skip(test, "no hda");
		return 0;
	}
	first = (bdev_capacity(&hda) & -PAGE_SECTORS) - PAGES * PAGE_SECTORS;
	return error || all_io(READ, saved);
}

static void close_hda(struct kunit *test)
{
	int i;

	if (!test->skipped && all_io(WRITE, saved))
		printk("hda: the suite could not put back what was there\n");
	for (i = 0; i < PAGES; i++) {
		__free_page(saved[i]);
		__free_page(pages[i]);
	}
}

static u32 pattern(int page, unsigned int word)
{
	return page * 0x01010101 + word * 0x9e3779b1;
}

static void fill(void)
{
	unsigned int i, word;

	for (i = 0; i < PAGES; i++)
		for (word = 0; word < PAGE_SIZE / 4; word++)
			((u32 *)page_address(pages[i]))[word] =
				pattern(i, word);
}

/* Words that are not as fill() wrote them. */
static int differences(void)
{
	unsigned int i, word;
	int bad = 0;

	for (i = 0; i < PAGES; i++)
		for (word = 0; word < PAGE_SIZE / 4; word++)
			bad += ((u32 *)page_address(pages[i]))[word] !=
			       pattern(i, word);
	return bad;
}

static void wipe(void)
{
	int i;

	for (i = 0; i < PAGES; i++)
		memset(page_address(pages[i]), 0xee, PAGE_SIZE);
}

static void neighbours_come_back_as_written(struct kunit *test)
{
	fill();
	KUNIT_EXPECT_EQ(test, all_io(WRITE, pages), 0);
	wipe();
	KUNIT_EXPECT_EQ(test, all_io(READ, pages), 0);
	KUNIT_EXPECT_EQ(test, differences(), 0);
}

static void single_sectors_come_back_as_written(struct kunit *test)
{
	u32 *data = page_address(pages[0]);
	sector_t sector = first + 3;

	fill();
	KUNIT_EXPECT_EQ(test, do_io(&hda, WRITE, sector, pages[0],
				    SECTOR_SIZE), 0);
	wipe();
	KUNIT_EXPECT_EQ(test, do_io(&hda, READ, sector, pages[0], SECTOR_SIZE),
			0);
	KUNIT_EXPECT_EQ(test, data[0], pattern(0, 0));
	KUNIT_EXPECT_EQ(test, data[127], pattern(0, 127));
	KUNIT_EXPECT_EQ(test, data[128], 0xeeeeeeeeu);
}

static void forced_writes_and_barriers_end(struct kunit *test)
{
	fill();
	KUNIT_EXPECT_EQ(test, do_io(&hda, WRITE | BIO_RW_FUA, sector_of(1),
				    pages[1], PAGE_SIZE), 0);
	KUNIT_EXPECT_EQ(test, do_io(&hda, WRITE | BIO_RW_BARRIER,
				    sector_of(2), pages[2], PAGE_SIZE), 0);
	KUNIT_EXPECT_EQ(test, blkdev_issue_flush(&hda), 0);
	wipe();
	KUNIT_EXPECT_EQ(test, do_io(&hda, READ, sector_of(1), pages[1],
				    PAGE_SIZE), 0);
	KUNIT_EXPECT_EQ(test, *(u32 *)page_address(pages[1]), pattern(1, 0));
}

static void neighbours_are_one_request(struct kunit *test)
{
	struct disk_stats before = hda.bd_disk->stats;

	KUNIT_EXPECT_EQ(test, all_io(READ, pages), 0);
	/* One request of all neighbours. */
	KUNIT_EXPECT_EQ(test, hda.bd_disk->stats.ios[READ] - before.ios[READ],
			1ul);
	KUNIT_EXPECT_EQ(test, hda.bd_disk->stats.merges[READ] -
			before.merges[READ], PAGES - 1ul);
	KUNIT_EXPECT_EQ(test, hda.bd_disk->stats.sectors[READ] -
			before.sectors[READ], PAGES * PAGE_SECTORS);
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(neighbours_come_back_as_written),
	KUNIT_CASE(single_sectors_come_back_as_written),
	KUNIT_CASE(forced_writes_and_barriers_end),
	KUNIT_CASE(neighbours_are_one_request),
	{}
};

static const struct kunit_suite ide_suite = {
	"ide", open_hda, close_hda, cases
};
kunit_test_suite(ide_suite);
