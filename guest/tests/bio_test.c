/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bios, and the reserves that they and requests come from. */
#include <linux/kthread.h>
#include <linux/slab.h>
#include "block_disk.h"

#define OBJECT_BYTES	1024
#define RESERVE		3

static void a_bio_has_room_for_what_was_asked(struct kunit *test)
{
	static const int asked[] = { 1, 2, 4, 5, 16, 17, 32 };
	static const int given[] = { 1, 4, 4, 16, 16, 32, 32 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(asked); i++) {
		struct bio *bio = bio_alloc(GFP_KERNEL, asked[i]);

		KUNIT_ASSERT_NOT_NULL(test, bio);
		KUNIT_EXPECT_EQ(test, (int)bio->bi_max_vecs, given[i]);
		KUNIT_EXPECT_EQ(test, (int)bio->bi_vcnt, 0);
		bio_put(bio);
	}
	KUNIT_EXPECT_NULL(test, bio_alloc(GFP_KERNEL, BIO_MAX_PAGES + 1));
}

static void neighbours_in_a_page_are_one_segment(struct kunit *test)
{
	struct bio *bio = bio_alloc(GFP_KERNEL, 1);

	KUNIT_EXPECT_EQ(test, bio_add_page(bio, td.page, 512, 1024), 512);
	KUNIT_EXPECT_EQ(test, bio_add_page(bio, td.page, 1024, 1536), 1024);
	KUNIT_EXPECT_EQ(test, bio_add_page(bio, td.page, 512, 3072), 0);
	KUNIT_EXPECT_EQ(test, (int)bio->bi_vcnt, 1);
	KUNIT_EXPECT_EQ(test, bio->bi_size, 1536u);
	bio_put(bio);
}

static void a_bio_is_no_larger_than_a_request(struct kunit *test)
{
	struct bio *bio = bio_alloc(GFP_KERNEL, 4);

	bio->bi_bdev = &td.bdev;
	td.q->max_sectors = 9;
	KUNIT_EXPECT_EQ(test, bio_add_page(bio, td.page, 4096, 0), 4096);
	KUNIT_EXPECT_EQ(test, bio_add_page(bio, td.page, 1024, 0), 0);
	KUNIT_EXPECT_EQ(test, bio_add_page(bio, td.page, 512, 0), 512);
	bio_put(bio);
}

/* All memory there is, until give_back(). */
static LIST_HEAD(hoard);

static void take_memory(void)
{
	struct page *page;

	while ((page = alloc_page(GFP_ATOMIC)))
		list_add(&page->lru, &hoard);
}

static void give_back(void)
{
	while (!list_empty(&hoard)) {
		struct page *page = list_entry(hoard.next, struct page, lru);

		list_del(&page->lru);
		__free_page(page);
	}
}

static mempool_t *pool;
static kmem_cache_t *cache;
static void *objects[64];
static int nr_objects;

/* A pool, and what slabs of its cache still have without new memory. */
static int exhaust_pool(void)
{
	cache = kmem_cache_create("kunit_pool", OBJECT_BYTES, 0, SLAB_PANIC,
				  NULL, NULL);
	pool = mempool_create(RESERVE, cache);
	nr_objects = 0;
	if (!pool)
		return -ENOMEM;
	take_memory();
	while (nr_objects < 32 &&
	       (objects[nr_objects] = kmem_cache_alloc(cache, GFP_ATOMIC)))
		nr_objects++;
	return 0;
}

static void free_pool(void)
{
	while (nr_objects)
		mempool_free(objects[--nr_objects], pool);
	mempool_destroy(pool);
	kmem_cache_destroy(cache);
}

static void without_memory_there_is_a_reserve(struct kunit *test)
{
	int reserve = 0;

	KUNIT_ASSERT_EQ(test, exhaust_pool(), 0);
	while ((objects[nr_objects] = mempool_alloc(pool, GFP_ATOMIC))) {
		nr_objects++;
		reserve++;
	}
	give_back();
	KUNIT_EXPECT_EQ(test, reserve, RESERVE);
	free_pool();
}

static volatile int got;

static int take_one(void *unused)
{
	void *object = mempool_alloc(pool, GFP_KERNEL);

	(void)unused;
	got = object ? 1 : -1;
	mempool_free(object, pool);
	return 0;
}

static void who_may_wait_gets_one_that_comes_back(struct kunit *test)
{
	struct task_struct *waiter = kthread_create(take_one, NULL, "waiter");
	int before;

	got = 0;
	KUNIT_ASSERT_EQ(test, exhaust_pool(), 0);
	while ((objects[nr_objects] = mempool_alloc(pool, GFP_ATOMIC)))
		nr_objects++;
	wake_up_process(waiter);
	kunit_sleep(3);
	before = got;
	mempool_free(objects[--nr_objects], pool);
	kunit_wait_for(&got);
	give_back();
	KUNIT_EXPECT_EQ(test, before, 0);
	KUNIT_EXPECT_EQ(test, got, 1);
	free_pool();
}

/* What writes dirty pages when all memory is dirty. */
static void io_goes_on_without_memory(struct kunit *test)
{
	struct io_end end[8];
	int i;

	take_memory();
	for (i = 0; i < 8; i++) {
		send(WRITE | BIO_RW_SYNC, 100 * i, 1, &end[i]);
		end_oldest(0);
	}
	give_back();
	for (i = 0; i < 8; i++)
		KUNIT_EXPECT_EQ(test, end[i].error, 0);
	KUNIT_EXPECT_EQ(test, td.nr_ended, 8);
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(a_bio_has_room_for_what_was_asked),
	KUNIT_CASE(neighbours_in_a_page_are_one_segment),
	KUNIT_CASE(a_bio_is_no_larger_than_a_request),
	KUNIT_CASE(without_memory_there_is_a_reserve),
	KUNIT_CASE(who_may_wait_gets_one_that_comes_back),
	KUNIT_CASE(io_goes_on_without_memory),
	{}
};

static const struct kunit_suite bio_suite = {
	"bio", make_disk, remove_disk, cases
};
kunit_test_suite(bio_suite);
