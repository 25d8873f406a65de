/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A disk comes from anywhere: nothing in it is believed that could lead
 * outside of it, or into a loop.
 */
#include <linux/blkdev.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include "ext3.h"

static const struct feature {
	u32 bit;
	const char *name;
} incompat_names[] = {
	{ 0x1, "compression" }, { 0x8, "a journal device" },
	{ 0x10, "meta_bg" }, { 0x40, "extents" }, { 0x80, "64bit" },
	{ 0x100, "mmp" }, { 0x200, "flex_bg" }, { 0x400, "ea_inode" },
	{ 0x1000, "dirdata" }, { 0x2000, "metadata_csum_seed" },
	{ 0x4000, "large_dir" }, { 0x8000, "inline_data" },
	{ 0x10000, "encrypt" }, { 0x20000, "casefold" },
}, ro_compat_names[] = {
	{ 0x8, "huge_file" }, { 0x10, "uninit_bg" }, { 0x20, "dir_nlink" },
	{ 0x40, "extra_isize" }, { 0x100, "quota" }, { 0x200, "bigalloc" },
	{ 0x400, "metadata_csum" }, { 0x1000, "read-only" },
	{ 0x2000, "project" }, { 0x8000, "verity" },
};

/* With commas between; what has no name, by its bits. */
static void name_features(char *names, int size, const struct feature *table,
			  unsigned int n, u32 unknown)
{
	unsigned int i, len = 0;

	names[0] = '\0';
	for (i = 0; i < n; i++) {
		if (!(unknown & table[i].bit))
			continue;
		len += scnprintf(names + len, size - len, "%s%s",
				 len ? ", " : "", table[i].name);
		unknown &= ~table[i].bit;
	}
	if (unknown)
		scnprintf(names + len, size - len, "%s%#x",
			  len ? ", " : "", unknown);
}

static int refuse_features(struct super_block *sb, u32 unknown)
{
	char names[120];

	name_features(names, sizeof(names), incompat_names,
		      ARRAY_SIZE(incompat_names), unknown);
	printk(KERN_ERR "EXT3-fs: %s: has features that this kernel lacks: "
	       "%s\n", bdevname(sb->s_bdev), names);
	return -EINVAL;
}

/* 0, or -EROFS and a line why: it may still be read. */
int ext3_may_write(struct super_block *sb)
{
	struct ext3_sb_info *sbi = EXT3_SB(sb);
	const struct ext3_super_block *es = sbi->s_es;
	u32 lacking = es->s_feature_ro_compat & ~EXT3_FEATURE_RO_COMPAT_SUPP;
	char names[120];

	if (es->s_rev_level && lacking) {
		name_features(names, sizeof(names), ro_compat_names,
			      ARRAY_SIZE(ro_compat_names), lacking);
		printk(KERN_ERR "EXT3-fs: %s: can be mounted read-only alone: "
		       "to write, this kernel lacks %s\n",
		       bdevname(sb->s_bdev), names);
		return -EROFS;
	}
	if (sbi->s_mount_opt & EXT3_MOUNT_NOLOAD) {
		printk(KERN_ERR "EXT3-fs: %s: can be mounted read-only alone "
		       "with noload\n", bdevname(sb->s_bdev));
		return -EROFS;
	}
	return bdev_read_only(sb->s_bdev) ? -EROFS : 0;
}

static int bad(struct super_block *sb, const char *what, unsigned long value)
{
	printk(KERN_ERR "EXT3-fs: %s: bad super block: %s is %lu\n",
	       bdevname(sb->s_bdev), what, value);
	return -EINVAL;
}

static int check_geometry(struct super_block *sb,
			  const struct ext3_super_block *es)
{
	unsigned long bits = EXT3_MIN_BLOCK_BITS + es->s_log_block_size;
	unsigned long bitmap = 8UL << bits;
	sector_t room = bdev_capacity(sb->s_bdev) >> (bits - SECTOR_SHIFT);

	if (es->s_first_data_block != (bits == EXT3_MIN_BLOCK_BITS))
		return bad(sb, "first_data_block", es->s_first_data_block);
	if (!es->s_blocks_per_group || es->s_blocks_per_group > bitmap)
		return bad(sb, "blocks_per_group", es->s_blocks_per_group);
	if (!es->s_inodes_per_group || es->s_inodes_per_group > bitmap)
		return bad(sb, "inodes_per_group", es->s_inodes_per_group);
	if (es->s_blocks_count <= es->s_first_data_block)
		return bad(sb, "blocks_count", es->s_blocks_count);
	if (es->s_blocks_count > room) {
		printk(KERN_ERR "EXT3-fs: %s: wants %u blocks, but the device "
		       "ends after %lu\n", bdevname(sb->s_bdev),
		       es->s_blocks_count, room);
		return -EINVAL;
	}
	return 0;
}

static int check_inode_size(struct super_block *sb,
			    const struct ext3_super_block *es)
{
	unsigned int size = es->s_inode_size;

	if (!es->s_rev_level)
		return 0;
	if (size < EXT3_GOOD_OLD_INODE_SIZE || size & (size - 1) ||
	    size > 1U << (EXT3_MIN_BLOCK_BITS + es->s_log_block_size))
		return bad(sb, "inode_size", size);
	if (es->s_first_ino < EXT3_GOOD_OLD_FIRST_INO)
		return bad(sb, "first_ino", es->s_first_ino);
	return 0;
}

int ext3_check_super(struct super_block *sb, struct ext3_super_block *es,
		     const char *type)
{
	u32 lacking = es->s_feature_incompat & ~EXT3_FEATURE_INCOMPAT_SUPP;
	int journal = es->s_feature_compat &
		      EXT3_FEATURE_COMPAT_HAS_JOURNAL;

	if (es->s_magic != EXT3_SUPER_MAGIC) {
		printk(KERN_ERR "EXT3-fs: %s: no ext2 or ext3 here\n",
		       bdevname(sb->s_bdev));
		return -EINVAL;
	}
	if (es->s_rev_level > 1)
		return bad(sb, "rev_level", es->s_rev_level);
	if (es->s_rev_level && lacking)
		return refuse_features(sb, lacking);
	if (!strcmp(type, "ext3") && !(es->s_rev_level && journal)) {
		printk(KERN_ERR "EXT3-fs: %s: has no journal; mount it as "
		       "ext2\n", bdevname(sb->s_bdev));
		return -EINVAL;
	}
	if (es->s_log_block_size > EXT3_MAX_BLOCK_BITS - EXT3_MIN_BLOCK_BITS)
		return bad(sb, "log_block_size", es->s_log_block_size);
	if (check_geometry(sb, es))
		return -EINVAL;
	return check_inode_size(sb, es);
}

static int in_group(struct super_block *sb, unsigned long group, u32 block,
		    unsigned long count)
{
	const struct ext3_super_block *es = EXT3_SB(sb)->s_es;
	u32 first = es->s_first_data_block + group * es->s_blocks_per_group;
	u32 end = min(es->s_blocks_count - first, es->s_blocks_per_group);

	return block >= first && block - first < end &&
	       count <= end - (block - first);
}

/* Each group has its bitmaps and its inode table within itself. */
int ext3_check_groups(struct super_block *sb)
{
	struct ext3_sb_info *sbi = EXT3_SB(sb);
	unsigned long group;

	for (group = 0; group < sbi->s_groups_count; group++) {
		const struct ext3_group_desc *gd =
			ext3_get_group_desc(sb, group);

		if (in_group(sb, group, gd->bg_block_bitmap, 1) &&
		    in_group(sb, group, gd->bg_inode_bitmap, 1) &&
		    in_group(sb, group, gd->bg_inode_table,
			     sbi->s_itb_per_group))
			continue;
		printk(KERN_ERR "EXT3-fs: %s: bad descriptor of group %lu: "
		       "bitmaps %u and %u, inodes %u\n", bdevname(sb->s_bdev),
		       group, gd->bg_block_bitmap, gd->bg_inode_bitmap,
		       gd->bg_inode_table);
		return -EINVAL;
	}
	return 0;
}

int ext3_valid_block(struct super_block *sb, u32 block)
{
	const struct ext3_super_block *es = EXT3_SB(sb)->s_es;

	return block > es->s_first_data_block && block < es->s_blocks_count;
}
