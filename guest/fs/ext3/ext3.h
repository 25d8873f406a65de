/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is kept in memory of a mounted ext3 or ext2, and which file has what.
 *
 * Order of locks: a directory's or file's i_sem, a page's lock, a handle of
 * the journal, truncate_sem, s_lock.
 */
#ifndef FS_EXT3_EXT3_H
#define FS_EXT3_EXT3_H

#include <linux/buffer_head.h>
#include <linux/fs.h>
#include "ext3_fs.h"
#include "ext3_jbd.h"

#define EXT3_UNCUT	MAX_LFS_FILESIZE	/* i_cut_to, usually */

/* s_mount_opt */
#define EXT3_MOUNT_NOLOAD	0x001	/* leave the journal alone */
#define EXT3_MOUNT_ERRORS_CONT	0x010	/* what an error leads to */
#define EXT3_MOUNT_ERRORS_RO	0x020
#define EXT3_MOUNT_ERRORS_PANIC	0x040
#define EXT3_MOUNT_ERRORS	0x070
#define EXT3_MOUNT_JOURNAL_DATA	0x100
#define EXT3_MOUNT_ORDERED_DATA	0x200
#define EXT3_MOUNT_WRITEBACK_DATA 0x300
#define EXT3_MOUNT_DATA		0x300

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
	unsigned long s_mount_opt;	/* EXT3_MOUNT_* */
	unsigned long s_commit_interval; /* seconds; 0: the journal's own */
	u16 s_mount_state;		/* s_state before we mounted it */
	u32 s_next_generation;
	/* Bitmaps, descriptors, the super block's counts, the orphans. */
	struct semaphore s_lock;
	struct list_head s_orphan;
	journal_t *s_journal;		/* NULL: none, or not used */
};

struct ext3_inode_info {
	u32 i_data[EXT3_N_BLOCKS + 1];	/* as i_block, and a NUL behind */
	u32 i_blocks;
	u32 i_file_acl;
	u32 i_dir_acl;			/* with i_size_high of a directory */
	u32 i_flags;
	u32 i_dtime;			/* or the next orphan's number */
	u32 i_generation;
	int i_new;			/* its slot holds another's remains */
	sector_t i_next_block;		/* if this block is allocated next, */
	u32 i_next_goal;		/* this one of the disk follows */
	u32 i_sync_tid;			/* the last transaction that */
	u32 i_datasync_tid;		/* changed it, or what data needs */
	loff_t i_cut_to;		/* no larger on the disk than this */
	struct list_head i_orphan;
	/* The tree of blocks: who adds to it, who cuts it. */
	struct semaphore truncate_sem;
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

/* The group that has an inode. */
static inline unsigned long ext3_inode_group(struct inode *inode)
{
	return (inode->i_ino - 1) /
	       EXT3_SB(inode->i_sb)->s_es->s_inodes_per_group;
}

static inline u32 ext3_group_first_block(struct super_block *sb,
					 unsigned long group)
{
	const struct ext3_super_block *es = EXT3_SB(sb)->s_es;

	return es->s_first_data_block + group * es->s_blocks_per_group;
}

/*
 * error.c. Something on the disk is not as it must be: a line in the log,
 * the mark on the disk that e2fsck looks for, and what errors= says.
 */
void ext3_error(struct super_block *sb, const char *function,
		const char *fmt, ...) __printf(3, 4);
/* The same for an error of the journal or the device. */
void ext3_std_error(struct super_block *sb, const char *function, int error);

/* check.c: 0, or an error and a line that says why. */
int ext3_check_super(struct super_block *sb, struct ext3_super_block *es,
		     const char *type);
int ext3_check_groups(struct super_block *sb);
/* Whether a file's data or indirect block can be this one. */
int ext3_valid_block(struct super_block *sb, u32 block);
/* Whether what the disk has may be written by us. */
int ext3_may_write(struct super_block *sb);

/* super.c */
struct ext3_group_desc *ext3_get_group_desc(struct super_block *sb,
					    unsigned long group);
/* The buffer that the descriptor is in. */
struct buffer_head *ext3_get_group_bh(struct super_block *sb,
				      unsigned long group);
int ext3_bg_has_super(struct super_block *sb, unsigned long group);
int ext3_statfs(struct super_block *sb, struct kstatfs *buf);

/* options.c */
int ext3_parse_options(struct super_block *sb, char *options,
		       unsigned long *flags);
int ext3_show_options(char *buf, int size, struct super_block *sb);

/* remount.c: between read-only and not, on the disk too. */
int ext3_setup_super(struct super_block *sb);
void ext3_stop_writing(struct super_block *sb);
int ext3_remount(struct super_block *sb, unsigned long *flags, char *data);
int ext3_commit_super(struct super_block *sb);

/* journal.c */
int ext3_open_journal(struct super_block *sb);
int ext3_flush_journal(struct super_block *sb);
int ext3_sync_fs(struct super_block *sb, int wait);
int ext3_needs_recovery(struct super_block *sb);
/* Replays the journal; what was read of the file system before is void. */
int ext3_recover(struct super_block *sb);

/* inode.c */
struct inode *ext3_iget(struct super_block *sb, unsigned long ino);
/* The same for those that no name may lead to, and for orphans. */
struct inode *ext3_iget_reserved(struct super_block *sb, unsigned long ino);
void ext3_read_inode(struct inode *inode);
int ext3_getattr(struct dentry *dentry, struct kstat *stat);
/* The block of the table that has the inode; NULL if it cannot be read. */
struct buffer_head *ext3_inode_bh(struct super_block *sb, unsigned long ino,
				  struct ext3_inode **raw);
int ext3_is_fast_symlink(struct inode *inode);
/* By its mode, with i_data there; -EIO if it cannot be. */
int ext3_set_operations(struct inode *inode);

/* inode_write.c: from memory to the inode's block. */
int ext3_mark_inode_dirty(handle_t *handle, struct inode *inode);
void ext3_dirty_inode(struct inode *inode, int flags);
int ext3_write_inode(struct inode *inode, int wait);
int ext3_setattr(struct dentry *dentry, struct iattr *attr);
void ext3_delete_inode(struct inode *inode);

/* block.c. The places on the way, the inode's first; 0: too far. */
int ext3_block_to_path(struct inode *inode, sector_t block,
		       unsigned int path[4]);
/* One number on the way to a block: where it is, and what it is. */
struct ext3_step {
	struct buffer_head *bh;		/* NULL: in the inode */
	u32 *p;
	u32 block;
};

int ext3_read_chain(struct inode *inode, const unsigned int path[4],
		    int depth, struct ext3_step chain[4]);
void ext3_put_chain(struct ext3_step chain[4]);
/* The disk's block, 0 for a hole. */
int ext3_find_block(struct inode *inode, sector_t iblock, u32 *found);
/* Bytes that the numbers of blocks reach. */
loff_t ext3_max_size(unsigned int blocksize_bits);
/* A block of a directory, read; an error pointer, for a hole too. */
struct buffer_head *ext3_bread(struct inode *inode, sector_t iblock);

/* branch.c */
int ext3_get_block(struct inode *inode, sector_t iblock,
		   struct buffer_head *bh, int create);
/* A new block behind a directory's last, all zeros; an error pointer. */
struct buffer_head *ext3_append(handle_t *handle, struct inode *dir);

/* balloc.c */
u32 ext3_new_block(handle_t *handle, struct inode *inode, u32 goal,
		   int *error);
void ext3_free_blocks(handle_t *handle, struct inode *inode, u32 block,
		      unsigned long count);

/* ialloc.c: an inode with its number and owner, or an error pointer. */
struct inode *ext3_new_inode(handle_t *handle, struct inode *dir, int mode);
void ext3_free_inode(handle_t *handle, struct inode *inode);
struct buffer_head *ext3_inode_bitmap(struct super_block *sb,
				      unsigned long group);
/* Adds to what is free in a group, and to its directories; with s_lock. */
int ext3_count_free(handle_t *handle, struct super_block *sb,
		    unsigned long group, int blocks, int inodes, int dirs);

/* aops.c */
void ext3_set_aops(struct inode *inode);
int ext3_readpage(struct file *file, struct page *page);
int ext3_ordered_commit_write(struct file *file, struct page *page,
			      unsigned int from, unsigned int to);
sector_t ext3_bmap(struct address_space *mapping, sector_t block);
handle_t *ext3_begin_write(struct page *page, unsigned int from,
			   unsigned int to);
void ext3_page_is_clean(struct page *page, int error);
/* To write a locked page; an error: it is unlocked, and not to be written. */
handle_t *ext3_begin_writepage(struct page *page,
			       struct writeback_control *wbc);
int ext3_invalidatepage(struct page *page, unsigned long offset);
int ext3_releasepage(struct page *page, unsigned int gfp_mask);
/* aops_journal.c */
extern struct address_space_operations ext3_journalled_aops;
/* Of a page for all of whose blocks there was no room. */
int ext3_log_zeros(handle_t *handle, struct page *page);
/* The page in which the file ends, locked; and its block's rest. */
struct page *ext3_lock_last_page(struct inode *inode);
int ext3_zero_last_page(handle_t *handle, struct inode *inode,
			struct page *page);

/* truncate.c, orphan.c */
void ext3_truncate(struct inode *inode);
int ext3_orphan_add(handle_t *handle, struct inode *inode);
int ext3_orphan_del(handle_t *handle, struct inode *inode);
void ext3_orphan_cleanup(struct super_block *sb);

/* xattr.c: an inode goes; its block of attributes may have other users. */
void ext3_xattr_delete_inode(handle_t *handle, struct inode *inode);

/* dir.c. The entry at an offset into a block, checked; NULL if it is bad. */
struct ext3_dir_entry *ext3_dirent(struct inode *dir, struct buffer_head *bh,
				   unsigned int offset);
/* An entry, with a reference to the block that it is in. */
struct ext3_place {
	struct buffer_head *bh;
	struct ext3_dir_entry *de, *prev; /* prev: before it in its block */
};

/* 0, and bh NULL if there is no such name; or an error. */
int ext3_find_entry(struct inode *dir, const char *name, unsigned int len,
		    struct ext3_place *place);

/* dir_change.c */
int ext3_add_entry(handle_t *handle, struct dentry *dentry,
		   struct inode *inode);
int ext3_delete_entry(handle_t *handle, struct inode *dir,
		      struct ext3_place *place);
int ext3_set_entry(handle_t *handle, struct inode *dir,
		   struct ext3_place *place, struct inode *inode);
int ext3_make_empty(handle_t *handle, struct inode *dir,
		    struct inode *parent);
/* 1, 0, or an error. */
int ext3_empty_dir(struct inode *dir);

/* namei.c, rename.c: what changes names. */
int ext3_drop_link(handle_t *handle, struct inode *inode);
int ext3_entry_of(struct dentry *dentry, struct ext3_place *place);
int ext3_remove_entry(handle_t *handle, struct dentry *dentry);
int ext3_create(struct inode *dir, struct dentry *dentry, int mode);
int ext3_mknod(struct inode *dir, struct dentry *dentry, int mode, dev_t dev);
int ext3_link(struct dentry *old, struct inode *dir, struct dentry *dentry);
int ext3_symlink(struct inode *dir, struct dentry *dentry,
		 const char *target);
int ext3_unlink(struct inode *dir, struct dentry *dentry);
int ext3_mkdir(struct inode *dir, struct dentry *dentry, int mode);
int ext3_rmdir(struct inode *dir, struct dentry *dentry);
int ext3_rename(struct inode *old_dir, struct dentry *old_dentry,
		struct inode *new_dir, struct dentry *new_dentry);

int ext3_sync_file(struct file *file, struct dentry *dentry, int datasync);

extern struct inode_operations ext3_dir_inode_operations;
extern struct inode_operations ext3_file_inode_operations;
extern struct inode_operations ext3_symlink_inode_operations;
extern struct inode_operations ext3_fast_symlink_inode_operations;
extern struct inode_operations ext3_special_inode_operations;
extern struct file_operations ext3_dir_operations;
extern struct file_operations ext3_file_operations;

#endif
