/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What reclaim may take of the caches of names and inodes. */
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/swap.h>

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
