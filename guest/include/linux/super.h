/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Kinds of file systems, and instances of them. */
#ifndef _LINUX_SUPER_H
#define _LINUX_SUPER_H

#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <asm/semaphore.h>

struct block_device;
struct dentry;
struct inode;
struct super_block;

struct super_operations {
	struct inode *(*alloc_inode)(struct super_block *sb);
	void (*destroy_inode)(struct inode *inode);
	/* The last reference has gone. */
	void (*delete_inode)(struct inode *inode);
	/* The inode itself, not its pages; may sleep. */
	int (*write_inode)(struct inode *inode, int wait);
	/* What the super block knows and the disk does not yet. */
	void (*write_super)(struct super_block *sb);
	int (*sync_fs)(struct super_block *sb, int wait);
};

struct super_block {
	dev_t s_dev;
	unsigned long s_blocksize;
	unsigned char s_blocksize_bits;
	unsigned long s_magic;
	int s_count;			/* mounts */
	struct dentry *s_root;
	struct file_system_type *s_type;
	struct super_operations *s_op;
	unsigned long s_next_ino;
	loff_t s_maxbytes;		/* no file is longer */
	struct list_head s_list;	/* super_blocks, under sb_lock */
	int s_refs;			/* who knows of it, under sb_lock */
	struct semaphore s_umount;	/* held while it is written, and goes */
	struct list_head s_dirty;	/* inodes, the newest first */
	struct list_head s_io;		/* of those, whose turn it is */
	int s_dirt;			/* write_super has work */
	struct block_device *s_bdev;
	void *s_fs_info;
};

#define MAX_LFS_FILESIZE	(((loff_t)1 << 43) - 1)

extern struct list_head super_blocks;
extern spinlock_t sb_lock, inode_lock;

struct file_system_type {
	const char *name;
	int (*fill_super)(struct super_block *sb, void *data);
	int fs_flags;
	struct file_system_type *next;
	struct super_block *single;	/* with FS_SINGLE, the only instance */
};

#define FS_SINGLE	1

int register_filesystem(struct file_system_type *fs);
struct file_system_type *get_fs_type(const char *name);
struct super_block *get_sb(struct file_system_type *fs, void *data);
void put_super(struct super_block *sb);
int for_each_super(int (*fn)(struct super_block *sb, void *data), void *data,
		   int wait);

#endif
