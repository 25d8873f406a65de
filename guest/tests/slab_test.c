/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/slab.h>

#define OBJECT_SIZE	100
#define MANY		200

static int constructed, destroyed;

static void ctor(void *object, kmem_cache_t *cachep __maybe_unused,
		 unsigned long flags __maybe_unused)
{
	constructed++;
	*(int *)object = 42;
}

static void dtor(void *object __maybe_unused,
		 kmem_cache_t *cachep __maybe_unused,
		 unsigned long flags __maybe_unused)
{
	destroyed++;
}

static int make_cache(struct kunit *test)
{
	constructed = destroyed = 0;
	test->priv = kmem_cache_create("kunit", OBJECT_SIZE, 0,
				       SLAB_HWCACHE_ALIGN, ctor, dtor);
	return test->priv ? 0 : -ENOMEM;
}

static void drop_cache(struct kunit *test)
{
	if (test->priv)
		kmem_cache_destroy(test->priv);
}

static void objects_are_aligned_and_apart(struct kunit *test)
{
	char *objects[MANY];
	int i, good = 0;

	for (i = 0; i < MANY; i++) {
		objects[i] = kmem_cache_alloc(test->priv, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, objects[i]);
		memset(objects[i], i, OBJECT_SIZE);
	}
	for (i = 0; i < MANY; i++) {
		good += objects[i][0] == (char)i &&
			objects[i][OBJECT_SIZE - 1] == (char)i &&
			(unsigned long)objects[i] % 32 == 0;
		kmem_cache_free(test->priv, objects[i]);
	}
	KUNIT_EXPECT_EQ(test, good, MANY);
}

static void objects_come_constructed(struct kunit *test)
{
	int *object = kmem_cache_alloc(test->priv, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, object);
	KUNIT_EXPECT_EQ(test, *object, 42);
	KUNIT_EXPECT_GT(test, constructed, 1);
	kmem_cache_free(test->priv, object);
	KUNIT_EXPECT_EQ(test, destroyed, 0);
	kmem_cache_shrink(test->priv);
	KUNIT_EXPECT_EQ(test, destroyed, constructed);
}

static void a_freed_object_is_the_next_one_given(struct kunit *test)
{
	void *first = kmem_cache_alloc(test->priv, GFP_KERNEL), *second;

	kmem_cache_free(test->priv, first);
	second = kmem_cache_alloc(test->priv, GFP_KERNEL);
	KUNIT_EXPECT_EQ(test, first, second);
	kmem_cache_free(test->priv, second);
}

static void destroy_waits_for_the_last_object(struct kunit *test)
{
	void *object = kmem_cache_alloc(test->priv, GFP_KERNEL);

	KUNIT_EXPECT_NE(test, kmem_cache_destroy(test->priv), 0);
	kmem_cache_free(test->priv, object);
	KUNIT_EXPECT_EQ(test, kmem_cache_destroy(test->priv), 0);
	test->priv = NULL;
}

static void shrinking_gives_the_pages_back(struct kunit *test)
{
	unsigned long before = nr_free_pages();
	void *objects[MANY];
	int i;

	for (i = 0; i < MANY; i++)
		objects[i] = kmem_cache_alloc(test->priv, GFP_KERNEL);
	KUNIT_EXPECT_LT(test, nr_free_pages(), before);
	for (i = 0; i < MANY; i++)
		kmem_cache_free(test->priv, objects[i]);
	kmem_cache_shrink(test->priv);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), before);
}

static void kmalloc_serves_small_and_large(struct kunit *test)
{
	static const size_t sizes[] = { 1, 16, 17, 2048, 2049, 100000 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		char *memory = kmalloc(sizes[i], GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, memory);
		memset(memory, 0x5a, sizes[i]);
		kfree(memory);
	}
	kfree(NULL);
}

static void kcalloc_zeroes_and_refuses_an_overflow(struct kunit *test)
{
	char *memory = kmalloc(64, GFP_KERNEL);

	memset(memory, 0xff, 64);
	kfree(memory);
	memory = kcalloc(16, 4, GFP_KERNEL);
	KUNIT_EXPECT_EQ(test, memory[0] | memory[63], 0);
	kfree(memory);
	KUNIT_EXPECT_NULL(test, kcalloc(0x10000, 0x10001, GFP_KERNEL));
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(objects_are_aligned_and_apart),
	KUNIT_CASE(objects_come_constructed),
	KUNIT_CASE(a_freed_object_is_the_next_one_given),
	KUNIT_CASE(destroy_waits_for_the_last_object),
	KUNIT_CASE(shrinking_gives_the_pages_back),
	KUNIT_CASE(kmalloc_serves_small_and_large),
	KUNIT_CASE(kcalloc_zeroes_and_refuses_an_overflow),
	{}
};

static const struct kunit_suite slab_suite = {
	"slab", make_cache, drop_cache, cases
};
kunit_test_suite(slab_suite);
