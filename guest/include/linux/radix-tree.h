/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A sparse array of pointers by unsigned long, with two tags for each item
 * that the nodes above carry too: whatever is tagged is found without a look
 * at what is not. The caller's lock guards the tree.
 */
#ifndef _LINUX_RADIX_TREE_H
#define _LINUX_RADIX_TREE_H

#include <linux/preempt.h>
#include <linux/types.h>

#define RADIX_TREE_TAGS	2

struct radix_tree_node;

struct radix_tree_root {
	unsigned int height;		/* 0: empty */
	struct radix_tree_node *rnode;
};

#define INIT_RADIX_TREE(root) do { \
	(root)->height = 0; (root)->rnode = NULL; \
} while (0)

/* -EEXIST if the place is taken, -ENOMEM. */
int radix_tree_insert(struct radix_tree_root *root, unsigned long index,
		      void *item);
void *radix_tree_lookup(struct radix_tree_root *root, unsigned long index);
/* The item that was there, or NULL. */
void *radix_tree_delete(struct radix_tree_root *root, unsigned long index);
/* Up to max items from first on, in order; how many. */
unsigned int __radix_tree_gang(struct radix_tree_root *root, void **results,
			       unsigned long first, unsigned int max, int tag);
#define radix_tree_gang_lookup(root, results, first, max) \
	__radix_tree_gang(root, results, first, max, -1)
#define radix_tree_gang_lookup_tag(root, results, first, max, tag) \
	__radix_tree_gang(root, results, first, max, tag)

/* The item, which must be there for tag_set, or NULL. */
void *radix_tree_tag_set(struct radix_tree_root *root, unsigned long index,
			 int tag);
void *radix_tree_tag_clear(struct radix_tree_root *root, unsigned long index,
			   int tag);
int radix_tree_tag_get(struct radix_tree_root *root, unsigned long index,
		       int tag);
int radix_tree_tagged(struct radix_tree_root *root, int tag);

/*
 * Set nodes aside, so that an insertion under a spinlock cannot fail. May
 * sleep; afterwards preemption is off until radix_tree_preload_end().
 */
int radix_tree_preload(unsigned int gfp_mask);

static inline void radix_tree_preload_end(void)
{
	preempt_enable();
}

void radix_tree_init(void);

#endif
