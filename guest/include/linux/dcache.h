/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_DCACHE_H
#define _LINUX_DCACHE_H

#include <linux/list.h>
#include <linux/spinlock.h>
#include <asm/atomic.h>

struct inode;
struct super_block;
struct vfsmount;

/*
 * A name in a directory, or, without an inode, that there is no such name.
 * Children hold their parent. A file system that lives in memory holds each
 * of its names once; one on a disk leaves those that nobody uses in the
 * cache (s_flags & MS_KEEP) until memory is short.
 */
struct dentry {
	atomic_t d_count;
	struct inode *d_inode;
	struct dentry *d_parent;
	struct super_block *d_sb;
	struct list_head d_hash;	/* empty: no lookup finds it */
	struct list_head d_lru;		/* in the cache, unused */
	struct list_head d_child;	/* in the parent's d_subdirs */
	struct list_head d_subdirs;
	unsigned long d_pos;		/* grows along the list; see readdir */
	int d_mounted;
	unsigned short d_referenced;	/* used since it was last looked at */
	unsigned short d_len;
	char *d_name;
};

#define d_unhashed(dentry)	list_empty(&(dentry)->d_hash)

extern spinlock_t dcache_lock;
extern struct list_head dentry_unused;
extern int nr_dentry_unused;

struct dentry *d_alloc(struct dentry *parent, const char *name,
		       unsigned int len);
struct dentry *d_alloc_pseudo(struct super_block *sb, const char *name,
			      struct inode *inode);
struct dentry *d_alloc_root(struct super_block *sb, struct inode *inode);
void d_instantiate(struct dentry *dentry, struct inode *inode);
void d_rehash(struct dentry *dentry);
void d_add(struct dentry *dentry, struct inode *inode);
struct dentry *dget(struct dentry *dentry);
void dput(struct dentry *dentry);
void d_drop(struct dentry *dentry);
void d_delete(struct dentry *dentry);
void d_move(struct dentry *dentry, struct dentry *target);
struct dentry *d_lookup(struct dentry *parent, const char *name,
			unsigned int len);
struct dentry *d_next_child(struct dentry *parent, unsigned long pos);
int d_is_subdir(struct dentry *dentry, struct dentry *parent);
void d_genocide(struct dentry *root);
/* With dcache_lock, which it drops; the parent, to be put, or NULL. */
struct dentry *kill_dentry(struct dentry *dentry);
/* shrink.c */
void shrink_dcache_sb(struct super_block *sb);
void shrink_dcache_parent(struct dentry *parent);
int prune_dcache(int count);
void dcache_init(void);
char *d_path(struct dentry *dentry, struct vfsmount *mnt, char *buf,
	     int buflen);

#endif
