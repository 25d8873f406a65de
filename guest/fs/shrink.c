/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What reclaim may take of the caches of names and inodes. */
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/swap.h>

/* Unused names, the oldest first; those of one file system if sb is set. */
static int prune(int count, struct super_block *sb)
{
	struct dentry *dentry;
	int freed = 0;

	spin_lock(&dcache_lock);
	while (count-- > 0 && !list_empty(&dentry_unused)) {
		dentry = list_entry(dentry_unused.prev, struct dentry, d_lru);
		if (sb ? dentry->d_sb != sb : dentry->d_referenced) {
			dentry->d_referenced = 0;
			list_move(&dentry->d_lru, &dentry_unused);
			continue;
		}
		/* Its parent may be the next that nobody uses. */
		dput(kill_dentry(dentry));
		freed++;
		spin_lock(&dcache_lock);
	}
	spin_unlock(&dcache_lock);
	return freed;
}

int prune_dcache(int count)
{
	return prune(count, NULL);
}

void shrink_dcache_sb(struct super_block *sb)
{
	while (prune(nr_dentry_unused, sb))
		;
}

/* With dcache_lock: a child that nobody uses, or NULL. */
static struct dentry *unused_child(struct dentry *parent)
{
	struct dentry *child;

	list_for_each_entry(child, &parent->d_subdirs, d_child)
		if (!atomic_read(&child->d_count))
			return child;
	return NULL;
}

/* A removed directory: that it had no such names need not be remembered. */
void shrink_dcache_parent(struct dentry *parent)
{
	struct dentry *child;

	spin_lock(&dcache_lock);
	while ((child = unused_child(parent))) {
		dput(kill_dentry(child));
		spin_lock(&dcache_lock);
	}
	spin_unlock(&dcache_lock);
}

/* A file system that waits for memory may hold locks that pruning takes. */
static int shrink_dcache_memory(int nr_to_scan, unsigned int gfp_mask)
{
	if (nr_to_scan) {
		if (!(gfp_mask & __GFP_FS))
			return -1;
		prune_dcache(nr_to_scan);
	}
	return nr_dentry_unused;
}

static int shrink_icache_memory(int nr_to_scan, unsigned int gfp_mask)
{
	if (nr_to_scan) {
		if (!(gfp_mask & __GFP_FS))
			return -1;
		prune_icache(nr_to_scan);
	}
	return nr_inode_unused;
}

/* A name holds its inode, so the names come first. */
static int __init fs_shrinkers_init(void)
{
	set_shrinker(DEFAULT_SEEKS, shrink_dcache_memory);
	set_shrinker(DEFAULT_SEEKS, shrink_icache_memory);
	return 0;
}
fs_initcall(fs_shrinkers_init);
