/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/kernel.h>
#include <linux/statfs.h>
#include "ext3.h"

/* Blocks that can never hold a file's data. */
static unsigned long ext3_overhead(struct super_block *sb)
{
	struct ext3_sb_info *sbi = EXT3_SB(sb);
	unsigned long group, blocks = sbi->s_es->s_first_data_block;

	for (group = 0; group < sbi->s_groups_count; group++) {
		if (ext3_bg_has_super(sb, group))
			blocks += 1 + sbi->s_gdb_count;
		blocks += 2 + sbi->s_itb_per_group;
	}
	return blocks;
}

int ext3_statfs(struct super_block *sb, struct kstatfs *buf)
{
	const struct ext3_super_block *es = EXT3_SB(sb)->s_es;

	buf->f_type = EXT3_SUPER_MAGIC;
	buf->f_bsize = sb->s_blocksize;
	buf->f_blocks = es->s_blocks_count - ext3_overhead(sb);
	buf->f_bfree = es->s_free_blocks_count;
	if (buf->f_bfree > es->s_r_blocks_count)
		buf->f_bavail = buf->f_bfree - es->s_r_blocks_count;
	buf->f_files = es->s_inodes_count;
	buf->f_ffree = es->s_free_inodes_count;
	buf->f_namelen = EXT3_NAME_LEN;
	return 0;
}
