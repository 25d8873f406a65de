/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ext3 and ext2 as they are on a disk (little-endian, as we are). A disk is
 * cut into groups of blocks; each has a bitmap of its blocks, one of its
 * inodes, and a table of these.
 */
#ifndef FS_EXT3_EXT3_FS_H
#define FS_EXT3_EXT3_FS_H

#include <linux/types.h>

#define EXT3_SUPER_MAGIC	0xef53
#define EXT3_SUPER_OFFSET	1024	/* bytes, whatever the block size */
#define EXT3_ROOT_INO		2
#define EXT3_GOOD_OLD_FIRST_INO	11
#define EXT3_GOOD_OLD_INODE_SIZE 128
#define EXT3_MIN_BLOCK_BITS	10
#define EXT3_MAX_BLOCK_BITS	12

#define EXT3_VALID_FS		1	/* s_state: unmounted cleanly */
#define EXT3_ERROR_FS		2
#define EXT3_ORPHAN_FS		4	/* the list of orphans is walked */

#define EXT3_LINK_MAX		32000

#define EXT3_FEATURE_COMPAT_HAS_JOURNAL		0x0004
#define EXT3_FEATURE_RO_COMPAT_SPARSE_SUPER	0x0001
#define EXT3_FEATURE_RO_COMPAT_LARGE_FILE	0x0002
#define EXT3_FEATURE_RO_COMPAT_BTREE_DIR	0x0004
#define EXT3_FEATURE_INCOMPAT_FILETYPE		0x0002
#define EXT3_FEATURE_INCOMPAT_RECOVER		0x0004
#define EXT3_FEATURE_INCOMPAT_SUPP \
	(EXT3_FEATURE_INCOMPAT_FILETYPE | EXT3_FEATURE_INCOMPAT_RECOVER)
#define EXT3_FEATURE_RO_COMPAT_SUPP \
	(EXT3_FEATURE_RO_COMPAT_SPARSE_SUPER | \
	 EXT3_FEATURE_RO_COMPAT_LARGE_FILE | EXT3_FEATURE_RO_COMPAT_BTREE_DIR)

struct ext3_super_block {
	u32 s_inodes_count;
	u32 s_blocks_count;
	u32 s_r_blocks_count;		/* kept for root */
	u32 s_free_blocks_count;
	u32 s_free_inodes_count;
	u32 s_first_data_block;		/* 1 with 1 KiB blocks, else 0 */
	u32 s_log_block_size;		/* 0: 1 KiB */
	u32 s_log_frag_size;
	u32 s_blocks_per_group;
	u32 s_frags_per_group;
	u32 s_inodes_per_group;
	u32 s_mtime, s_wtime;
	u16 s_mnt_count, s_max_mnt_count;
	u16 s_magic;
	u16 s_state;
	u16 s_errors;
	u16 s_minor_rev_level;
	u32 s_lastcheck, s_checkinterval;
	u32 s_creator_os;
	u32 s_rev_level;		/* 0: no features, small inodes */
	u16 s_def_resuid, s_def_resgid;
	u32 s_first_ino;		/* from here on, revision 1 */
	u16 s_inode_size;
	u16 s_block_group_nr;
	u32 s_feature_compat, s_feature_incompat, s_feature_ro_compat;
	u8 s_uuid[16];
	char s_volume_name[16];
	char s_last_mounted[64];
	u32 s_algorithm_usage_bitmap;
	u8 s_prealloc_blocks, s_prealloc_dir_blocks;
	u16 s_reserved_gdt_blocks;
	u8 s_journal_uuid[16];
	u32 s_journal_inum, s_journal_dev, s_last_orphan;
	u8 s_reserved[788];
};

_Static_assert(sizeof(struct ext3_super_block) == 1024, "as on the disk");

struct ext3_group_desc {
	u32 bg_block_bitmap, bg_inode_bitmap, bg_inode_table;
	u16 bg_free_blocks_count, bg_free_inodes_count, bg_used_dirs_count;
	u16 bg_pad;
	u32 bg_reserved[3];
};

_Static_assert(sizeof(struct ext3_group_desc) == 32, "as on the disk");

#define EXT3_NDIR_BLOCKS	12
#define EXT3_IND_BLOCK		12
#define EXT3_DIND_BLOCK		13
#define EXT3_TIND_BLOCK		14
#define EXT3_N_BLOCKS		15

/* The first 128 bytes; what larger inodes have behind is not ours. */
struct ext3_inode {
	u16 i_mode;
	u16 i_uid;
	u32 i_size;
	u32 i_atime, i_ctime, i_mtime, i_dtime;
	u16 i_gid;
	u16 i_links_count;
	u32 i_blocks;			/* of 512 bytes */
	u32 i_flags;
	u32 i_osd1;
	u32 i_block[EXT3_N_BLOCKS];	/* or a short link's text */
	u32 i_generation;
	u32 i_file_acl;			/* block of extended attributes */
	u32 i_size_high;		/* of files; of directories an ACL */
	u32 i_faddr;
	u8 i_frag, i_fsize;
	u16 i_pad;
	u16 i_uid_high, i_gid_high;
	u32 i_reserved;
};

_Static_assert(sizeof(struct ext3_inode) == 128, "as on the disk");

/* Bits of i_flags that mean something here. */
#define EXT3_INDEX_FL		0x00001000	/* a directory's hash tree */
#define EXT3_JOURNAL_DATA_FL	0x00004000

#define EXT3_NAME_LEN		255
#define EXT3_FT_MAX		8

/* Kinds of inodes, as entries name them. */
#define EXT3_FT_REG_FILE	1
#define EXT3_FT_DIR		2
#define EXT3_FT_CHRDEV		3
#define EXT3_FT_BLKDEV		4
#define EXT3_FT_FIFO		5
#define EXT3_FT_SOCK		6
#define EXT3_FT_SYMLINK		7

/* rec_len leads to the next entry; the last one's to the block's end. */
struct ext3_dir_entry {
	u32 inode;			/* 0: unused */
	u16 rec_len;
	u8 name_len;
	u8 file_type;			/* with the feature FILETYPE */
	char name[];
};

#define EXT3_DIR_HEAD		8
#define EXT3_DIR_REC_LEN(len)	((EXT3_DIR_HEAD + (len) + 3) & ~3U)

#endif
