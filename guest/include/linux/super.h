/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Kinds of file systems, and instances of them. */
#ifndef _LINUX_SUPER_H
#define _LINUX_SUPER_H

#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <asm/atomic.h>
#include <asm/semaphore.h>

struct block_device;
struct dentry;
struct inode;
struct kstatfs;
struct super_block;

struct super_operations {
	struct inode *(*alloc_inode)(struct super_block *sb);
	void (*destroy_inode)(struct inode *inode);
	/* Fill an inode whose number iget() was given. */
	void (*read_inode)(struct inode *inode);
	/* Its own fields have changed; flags are I_DIRTY_*. May sleep. */
	void (*dirty_inode)(struct inode *inode, int flags);
	/* Neither a name nor a user is left: free what it has on the disk. */
	void (*delete_inode)(struct inode *inode);
	/* It leaves memory. */
	void (*clear_inode)(struct inode *inode);
	/* The inode itself, not its pages; may sleep. */
	int (*write_inode)(struct inode *inode, int wait);
	/* What the super block knows and the disk does not yet. */
	void (*write_super)(struct super_block *sb);
	int (*sync_fs)(struct super_block *sb, int wait);
	/* The last mount has gone. */
	void (*put_super)(struct super_block *sb);
	int (*statfs)(struct super_block *sb, struct kstatfs *buf);
	/* May change the flags that will hold. */
	int (*remount_fs)(struct super_block *sb, unsigned long *flags,
			  char *data);
	/* Text for /proc/mounts, each option with a comma before it. */
	int (*show_options)(char *buf, int size, struct super_block *sb);
};

struct super_block {
	dev_t s_dev;
	unsigned long s_magic;
	unsigned long s_flags;		/* MS_* */
	unsigned long s_blocksize;
	unsigned char s_blocksize_bits;
	int s_count;			/* mounts */
	atomic_t s_writers;		/* files open to be written */
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
	int fs_flags;
	struct super_block *(*get_sb)(struct file_system_type *type,
				      unsigned long flags, const char *dev,
				      void *data);
	void (*kill_sb)(struct super_block *sb);
	struct file_system_type *next;
	struct super_block *single;	/* get_sb_single()'s only instance */
};

#define FS_REQUIRES_DEV	1

/* Flags of a mount and of a super block. */
#define MS_RDONLY	1
#define MS_NOSUID	2
#define MS_NODEV	4
#define MS_NOEXEC	8
#define MS_SYNCHRONOUS	16
#define MS_REMOUNT	32
#define MS_DIRSYNC	128
#define MS_NOATIME	1024
#define MS_MOVE		8192
#define MS_KEEP		(1 << 29)	/* unused names and inodes stay */
#define MS_ACTIVE	(1 << 30)
#define MS_SB_FLAGS	(MS_RDONLY | MS_SYNCHRONOUS | MS_DIRSYNC)
#define MS_MNT_FLAGS	(MS_NOSUID | MS_NODEV | MS_NOEXEC)

#define IS_RDONLY(inode)	((inode)->i_sb->s_flags & MS_RDONLY)
#define IS_SYNC(inode)		((inode)->i_sb->s_flags & MS_SYNCHRONOUS)
/* Whether who changes the names in a directory waits for the disk. */
#define IS_DIRSYNC(inode)	((inode)->i_sb->s_flags & \
				 (MS_SYNCHRONOUS | MS_DIRSYNC))

extern struct file_system_type *file_systems;

int register_filesystem(struct file_system_type *fs);
struct file_system_type *get_fs_type(const char *name);

/* What a type's get_sb is made of; fill_super sets s_root among others. */
typedef int (*fill_super_t)(struct super_block *sb, void *data, int silent);
struct super_block *get_sb_nodev(struct file_system_type *type,
				 unsigned long flags, void *data,
				 fill_super_t fill_super);
struct super_block *get_sb_single(struct file_system_type *type,
				  unsigned long flags, void *data,
				  fill_super_t fill_super);
struct super_block *get_sb_bdev(struct file_system_type *type,
				unsigned long flags, const char *dev,
				void *data, fill_super_t fill_super);
/* And its kill_sb: no device; names held in memory as well; a device. */
void kill_anon_super(struct super_block *sb);
void kill_litter_super(struct super_block *sb);
void kill_block_super(struct super_block *sb);

void put_super(struct super_block *sb);
int do_remount_sb(struct super_block *sb, unsigned long flags, void *data);
int for_each_super(int (*fn)(struct super_block *sb, void *data), void *data,
		   int wait);

#endif
