/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * bios come from slabs by their number of segments, each with a reserve, so
 * that dirty pages can be written when memory is out.
 */
#include <linux/blkdev.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>

static struct bio_pool {
	const char *name;
	unsigned short nr_vecs;
	int reserve;
	mempool_t *pool;
} bio_pools[] = {
	{ "bio-1", 1, 16, NULL },
	{ "bio-4", 4, 4, NULL },
	{ "bio-16", 16, 4, NULL },
	{ "bio-32", BIO_MAX_PAGES, 4, NULL },
};

static struct bio_pool *pool_of(int nr_iovecs)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bio_pools); i++)
		if (nr_iovecs <= bio_pools[i].nr_vecs)
			return &bio_pools[i];
	return NULL;
}

/* NULL also for more than BIO_MAX_PAGES; with __GFP_WAIT only then. */
struct bio *bio_alloc(unsigned int gfp_mask, int nr_iovecs)
{
	struct bio_pool *from = pool_of(nr_iovecs);
	struct bio *bio = from ? mempool_alloc(from->pool, gfp_mask) : NULL;

	if (!bio)
		return NULL;
	memset(bio, 0, sizeof(*bio));
	bio->bi_max_vecs = from->nr_vecs;
	atomic_set(&bio->bi_cnt, 1);
	return bio;
}

void bio_put(struct bio *bio)
{
	if (atomic_dec_and_test(&bio->bi_cnt))
		mempool_free(bio, pool_of(bio->bi_max_vecs)->pool);
}

static unsigned int max_bytes(const struct bio *bio)
{
	unsigned int sectors = MAX_SECTORS;

	if (bio->bi_bdev && bio->bi_bdev->bd_disk)
		sectors = bdev_get_queue(bio->bi_bdev)->max_sectors;
	return sectors << SECTOR_SHIFT;
}

/* bi_bdev comes first: its queue says how much one request may carry. */
int bio_add_page(struct bio *bio, struct page *page, unsigned int len,
		 unsigned int offset)
{
	struct bio_vec *bv = &bio->bi_io_vec[bio->bi_vcnt];

	if (bio->bi_size + len > max_bytes(bio))
		return 0;
	if (bio->bi_vcnt && bv[-1].bv_page == page &&
	    bv[-1].bv_offset + bv[-1].bv_len == offset) {
		bv[-1].bv_len += len;
	} else {
		if (bio->bi_vcnt == bio->bi_max_vecs)
			return 0;
		*bv = (struct bio_vec){ page, len, offset };
		bio->bi_vcnt++;
	}
	bio->bi_size += len;
	return len;
}

void bio_endio(struct bio *bio, int error)
{
	bio->bi_end_io(bio, error);
}

static int __init init_bio(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bio_pools); i++) {
		struct bio_pool *p = &bio_pools[i];
		size_t size = sizeof(struct bio) +
			      p->nr_vecs * sizeof(struct bio_vec);
		kmem_cache_t *cache = kmem_cache_create(p->name, size, 0,
							SLAB_PANIC, NULL,
							NULL);

		p->pool = mempool_create(p->reserve, cache);
		if (!p->pool)
			panic("init_bio: no memory for the reserve of %s",
			      p->name);
	}
	return 0;
}
subsys_initcall(init_bio);
