/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ext3 and ext2 as they are on a disk (little-endian, as we are), and what we
 * keep of them. A disk is cut into groups of blocks; each has a bitmap of its
 * blocks, one of its inodes, and a table of these.
 */
#ifndef FS_EXT3_EXT3_H
#define FS_EXT3_EXT3_H

#include <linux/buffer_head.h>
#include <linux/fs.h>

#define EXT3_SUPER_MAGIC	0xef53
#define EXT3_SUPER_OFFSET	1024	/* bytes, whatever the block size */
#define EXT3_ROOT_INO		2
#define EXT3_GOOD_OLD_FIRST_INO	11
#define EXT3_GOOD_OLD_INODE_SIZE 128
#define EXT3_MIN_BLOCK_BITS	10
#define EXT3_MAX_BLOCK_BITS	12

#define EXT3_VALID_FS		1	/* s_state: unmounted cleanly */
#define EXT3_ERROR_FS		2

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

#define EXT3_NAME_LEN		255
#define EXT3_FT_MAX		8

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

struct ext3_sb_info {
	struct buffer_head *s_sbh;
	struct ext3_super_block *s_es;	/* within s_sbh */
	struct buffer_head **s_group_desc;
	unsigned long s_gdb_count;	/* blocks of descriptors */
	unsigned long s_groups_count;
	unsigned long s_desc_per_block;
	unsigned long s_inode_size;
	unsigned long s_inodes_per_block;
	unsigned long s_itb_per_group;	/* blocks of a group's inode table */
	unsigned long s_first_ino;
	int noload;			/* leave the journal alone */
};

struct ext3_inode_info {
	u32 i_data[EXT3_N_BLOCKS + 1];	/* as i_block, and a NUL behind */
	u32 i_blocks;
	u32 i_file_acl;
	u32 i_flags;
	struct inode vfs_inode;
};

static inline struct ext3_sb_info *EXT3_SB(struct super_block *sb)
{
	return sb->s_fs_info;
}

static inline struct ext3_inode_info *EXT3_I(struct inode *inode)
{
	return container_of(inode, struct ext3_inode_info, vfs_inode);
}

/* Something on the disk is not as it must be: a line in the log. */
void ext3_error(struct super_block *sb, const char *function,
		const char *fmt, ...) __printf(3, 4);

/* check.c: 0, or an error and a line that says why. */
int ext3_check_super(struct super_block *sb, struct ext3_super_block *es,
		     const char *type);
int ext3_check_groups(struct super_block *sb);
/* Whether a file's data or indirect block can be this one. */
int ext3_valid_block(struct super_block *sb, u32 block);

/* super.c */
struct ext3_group_desc *ext3_get_group_desc(struct super_block *sb,
					    unsigned long group);
int ext3_bg_has_super(struct super_block *sb, unsigned long group);
int ext3_statfs(struct super_block *sb, struct kstatfs *buf);

/* journal.c */
int ext3_needs_recovery(struct super_block *sb);
/* Replays the journal; what was read of the file system before is void. */
int ext3_recover(struct super_block *sb);

/* inode.c */
struct inode *ext3_iget(struct super_block *sb, unsigned long ino);
/* The same for those that no name may lead to. */
struct inode *ext3_iget_reserved(struct super_block *sb, unsigned long ino);
void ext3_read_inode(struct inode *inode);
int ext3_getattr(struct dentry *dentry, struct kstat *stat);

/* block.c */
int ext3_get_block(struct inode *inode, sector_t iblock,
		   struct buffer_head *bh, int create);
/* Bytes that the numbers of blocks reach. */
loff_t ext3_max_size(unsigned int blocksize_bits);
/* A block of a directory, read; an error pointer, for a hole too. */
struct buffer_head *ext3_bread(struct inode *inode, sector_t iblock);

/* dir.c. The entry at an offset into a block, checked; NULL if it is bad. */
struct ext3_dir_entry *ext3_dirent(struct inode *dir, struct buffer_head *bh,
				   unsigned int offset);
/* The number of a name's inode, 0 if there is none. */
int ext3_find_entry(struct inode *dir, const char *name, unsigned int len,
		    unsigned long *ino);

extern struct address_space_operations ext3_aops;
extern struct inode_operations ext3_dir_inode_operations;
extern struct inode_operations ext3_file_inode_operations;
extern struct inode_operations ext3_symlink_inode_operations;
extern struct inode_operations ext3_fast_symlink_inode_operations;
extern struct inode_operations ext3_special_inode_operations;
extern struct file_operations ext3_dir_operations;
extern struct file_operations ext3_file_operations;

#endif
