/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Nodes of 64 slots, six bits of the index a level, the low ones at the
 * bottom. The tree is as high as its largest index asks.
 */
#include <linux/bitops.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/radix-tree.h>
#include <linux/slab.h>

#define MAP_SHIFT	6
#define MAP_SIZE	(1UL << MAP_SHIFT)
#define MAP_MASK	(MAP_SIZE - 1)
#define MAX_HEIGHT	((BITS_PER_LONG + MAP_SHIFT - 1) / MAP_SHIFT)
#define TAG_LONGS	(MAP_SIZE / BITS_PER_LONG)

struct radix_tree_node {
	unsigned int count;		/* slots in use */
	void *slots[MAP_SIZE];
	unsigned long tags[RADIX_TREE_TAGS][TAG_LONGS];
};

/* The way from the root to an item: nodes and the slots taken in them. */
struct radix_tree_path {
	struct radix_tree_node *node;
	unsigned int offset;
};

static kmem_cache_t *node_cachep;

/* What radix_tree_preload() has set aside; used with preemption off. */
static struct radix_tree_node *preloaded[MAX_HEIGHT];
static unsigned int nr_preloaded;

void __init radix_tree_init(void)
{
	node_cachep = kmem_cache_create("radix_tree_node",
					sizeof(struct radix_tree_node), 0,
					SLAB_PANIC, NULL, NULL);
}

static struct radix_tree_node *node_alloc(void)
{
	struct radix_tree_node *node;

	node = kmem_cache_alloc(node_cachep, GFP_ATOMIC | __GFP_ZERO);
	if (!node && nr_preloaded)
		node = preloaded[--nr_preloaded];
	return node;
}

int radix_tree_preload(unsigned int gfp_mask)
{
	struct radix_tree_node *node;

	preempt_disable();
	while (nr_preloaded < MAX_HEIGHT) {
		preempt_enable();
		node = kmem_cache_alloc(node_cachep, gfp_mask | __GFP_ZERO);
		if (!node)
			return -ENOMEM;
		preempt_disable();
		if (nr_preloaded < MAX_HEIGHT)
			preloaded[nr_preloaded++] = node;
		else
			kmem_cache_free(node_cachep, node);
	}
	return 0;
}

static unsigned long max_index(unsigned int height)
{
	if (height >= MAX_HEIGHT)
		return ~0UL;
	return (1UL << (height * MAP_SHIFT)) - 1;
}

static unsigned int slot_of(unsigned long index, unsigned int level)
{
	return (index >> (level * MAP_SHIFT)) & MAP_MASK;
}

static int any_tag(const struct radix_tree_node *node, int tag)
{
	unsigned int i;

	for (i = 0; i < TAG_LONGS; i++)
		if (node->tags[tag][i])
			return 1;
	return 0;
}

/* New roots above the old one, until index fits. */
static int extend(struct radix_tree_root *root, unsigned long index)
{
	unsigned int height = root->height ? root->height : 1;
	struct radix_tree_node *node;
	int tag;

	while (index > max_index(height))
		height++;
	if (!root->rnode) {
		root->height = height;
		return 0;
	}
	while (root->height < height) {
		node = node_alloc();
		if (!node)
			return -ENOMEM;
		node->slots[0] = root->rnode;
		node->count = 1;
		for (tag = 0; tag < RADIX_TREE_TAGS; tag++)
			if (any_tag(root->rnode, tag))
				set_bit(0, node->tags[tag]);
		root->rnode = node;
		root->height++;
	}
	return 0;
}

int radix_tree_insert(struct radix_tree_root *root, unsigned long index,
		      void *item)
{
	struct radix_tree_node *node = NULL;
	void **slot = (void **)&root->rnode;
	unsigned int level;

	if (!root->rnode || index > max_index(root->height))
		if (extend(root, index))
			return -ENOMEM;
	for (level = root->height; level > 0; level--) {
		if (!*slot) {
			*slot = node_alloc();
			if (!*slot)
				return -ENOMEM;
			if (node)
				node->count++;
		}
		node = *slot;
		slot = &node->slots[slot_of(index, level - 1)];
	}
	if (*slot)
		return -EEXIST;
	*slot = item;
	node->count++;
	return 0;
}

/* Fills path from the root down; the item, or NULL if the way ends early. */
static void *walk(struct radix_tree_root *root, unsigned long index,
		  struct radix_tree_path *path)
{
	void *slot = root->rnode;
	unsigned int level;

	if (!slot || index > max_index(root->height))
		return NULL;
	for (level = root->height; level > 0 && slot; level--, path++) {
		path->node = slot;
		path->offset = slot_of(index, level - 1);
		slot = path->node->slots[path->offset];
	}
	return slot;
}

void *radix_tree_lookup(struct radix_tree_root *root, unsigned long index)
{
	struct radix_tree_path path[MAX_HEIGHT];

	return walk(root, index, path);
}

void *radix_tree_tag_set(struct radix_tree_root *root, unsigned long index,
			 int tag)
{
	struct radix_tree_path path[MAX_HEIGHT];
	void *item = walk(root, index, path);
	unsigned int i;

	for (i = 0; item && i < root->height; i++)
		set_bit(path[i].offset, path[i].node->tags[tag]);
	return item;
}

/* Upwards, as long as the node below has nothing tagged any more. */
static void clear_up(struct radix_tree_root *root,
		     struct radix_tree_path *path, int tag)
{
	int i;

	for (i = root->height - 1; i >= 0; i--) {
		clear_bit(path[i].offset, path[i].node->tags[tag]);
		if (any_tag(path[i].node, tag))
			break;
	}
}

void *radix_tree_tag_clear(struct radix_tree_root *root, unsigned long index,
			   int tag)
{
	struct radix_tree_path path[MAX_HEIGHT];
	void *item = walk(root, index, path);

	if (item)
		clear_up(root, path, tag);
	return item;
}

int radix_tree_tag_get(struct radix_tree_root *root, unsigned long index,
		       int tag)
{
	struct radix_tree_path path[MAX_HEIGHT], *last;

	if (!walk(root, index, path))
		return 0;
	last = &path[root->height - 1];
	return test_bit(last->offset, last->node->tags[tag]);
}

int radix_tree_tagged(struct radix_tree_root *root, int tag)
{
	return root->rnode && any_tag(root->rnode, tag);
}

void *radix_tree_delete(struct radix_tree_root *root, unsigned long index)
{
	struct radix_tree_path path[MAX_HEIGHT];
	void *item = walk(root, index, path);
	int i;

	if (!item)
		return NULL;
	for (i = 0; i < RADIX_TREE_TAGS; i++)
		clear_up(root, path, i);
	for (i = root->height - 1; i >= 0; i--) {
		path[i].node->slots[path[i].offset] = NULL;
		if (--path[i].node->count)
			return item;
		kmem_cache_free(node_cachep, path[i].node);
	}
	INIT_RADIX_TREE(root);
	return item;
}

/*
 * The first item from *index on, with tag unless that is negative. Where a
 * subtree has nothing to offer, *index leaps over it.
 */
static void *next_item(struct radix_tree_root *root, unsigned long *index,
		       int tag)
{
	struct radix_tree_node *node;
	unsigned int level, offset;
	unsigned long step;

restart:
	node = root->rnode;
	for (level = root->height; node && level > 0; level--) {
		if (*index > max_index(root->height))
			return NULL;
		step = 1UL << ((level - 1) * MAP_SHIFT);
		offset = slot_of(*index, level - 1);
		while (!node->slots[offset] ||
		       (tag >= 0 && !test_bit(offset, node->tags[tag]))) {
			*index = (*index | (step - 1)) + 1;
			if (!*index)
				return NULL;
			/* Beyond this node: down again from the root. */
			if (++offset == MAP_SIZE)
				goto restart;
		}
		node = node->slots[offset];
	}
	return node;
}

unsigned int __radix_tree_gang(struct radix_tree_root *root, void **results,
			       unsigned long index, unsigned int max, int tag)
{
	unsigned int n = 0;

	while (n < max) {
		void *item = next_item(root, &index, tag);

		if (!item)
			break;
		results[n++] = item;
		if (!++index)
			break;
	}
	return n;
}
