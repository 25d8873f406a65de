/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names. A dentry is on its parent's list as long as it lives, and hashed
 * while lookups may find it. dcache_lock guards all lists, names, parents,
 * and the step of a count from one to zero.
 */
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/spinlock.h>

#define D_HASH_SIZE	512

static struct list_head dentry_hashtable[D_HASH_SIZE];
LIST_HEAD(dentry_unused);
int nr_dentry_unused;
DEFINE_SPINLOCK(dcache_lock);

static struct list_head *d_bucket(const struct dentry *parent,
				  const char *name, unsigned int len)
{
	unsigned long hash = (unsigned long)parent / 64;

	while (len--)
		hash = hash * 31 + (unsigned char)*name++;
	return &dentry_hashtable[hash % D_HASH_SIZE];
}

static struct dentry *new_dentry(struct super_block *sb, const char *name,
				 unsigned int len)
{
	struct dentry *dentry = kzalloc(sizeof(*dentry), GFP_KERNEL);

	if (!dentry)
		return NULL;
	dentry->d_name = kmalloc(len + 1, GFP_KERNEL);
	if (!dentry->d_name) {
		kfree(dentry);
		return NULL;
	}
	atomic_set(&dentry->d_count, 1);
	dentry->d_sb = sb;
	dentry->d_len = len;
	memcpy(dentry->d_name, name, len);
	dentry->d_name[len] = '\0';
	INIT_LIST_HEAD(&dentry->d_hash);
	INIT_LIST_HEAD(&dentry->d_lru);
	INIT_LIST_HEAD(&dentry->d_subdirs);
	INIT_LIST_HEAD(&dentry->d_child);
	return dentry;
}

/* At the end of its parent's list, with dcache_lock. Before 2: . and .. */
static void add_child(struct dentry *dentry)
{
	static unsigned long last_pos = 1;

	list_move_tail(&dentry->d_child, &dentry->d_parent->d_subdirs);
	dentry->d_pos = ++last_pos;
}

/* A name that no lookup finds yet; one reference for the caller. */
struct dentry *d_alloc(struct dentry *parent, const char *name,
		       unsigned int len)
{
	struct dentry *dentry = new_dentry(parent->d_sb, name, len);

	if (!dentry)
		return NULL;
	dentry->d_parent = dget(parent);
	spin_lock(&dcache_lock);
	add_child(dentry);
	spin_unlock(&dcache_lock);
	return dentry;
}

/* A name that is its own parent; takes over the inode, even on failure. */
struct dentry *d_alloc_pseudo(struct super_block *sb, const char *name,
			      struct inode *inode)
{
	struct dentry *dentry = inode ? new_dentry(sb, name, strlen(name)) :
					NULL;

	if (!dentry) {
		iput(inode);
		return NULL;
	}
	dentry->d_parent = dentry;
	dentry->d_inode = inode;
	return dentry;
}

struct dentry *d_alloc_root(struct super_block *sb, struct inode *inode)
{
	return d_alloc_pseudo(sb, "/", inode);
}

void d_instantiate(struct dentry *dentry, struct inode *inode)
{
	dentry->d_inode = inode;
}

void d_rehash(struct dentry *dentry)
{
	spin_lock(&dcache_lock);
	if (d_unhashed(dentry))
		list_add(&dentry->d_hash, d_bucket(dentry->d_parent,
						   dentry->d_name,
						   dentry->d_len));
	spin_unlock(&dcache_lock);
}

void d_add(struct dentry *dentry, struct inode *inode)
{
	d_instantiate(dentry, inode);
	d_rehash(dentry);
}

struct dentry *dget(struct dentry *dentry)
{
	atomic_inc(&dentry->d_count);
	return dentry;
}

static void lru_del(struct dentry *dentry)
{
	if (list_empty(&dentry->d_lru))
		return;
	list_del_init(&dentry->d_lru);
	nr_dentry_unused--;
}

/* Nobody has it, and dcache_lock is held; the lock is dropped. */
struct dentry *kill_dentry(struct dentry *dentry)
{
	struct dentry *parent = dentry->d_parent;

	lru_del(dentry);
	list_del_init(&dentry->d_hash);
	list_del_init(&dentry->d_child);
	spin_unlock(&dcache_lock);
	iput(dentry->d_inode);
	kfree(dentry->d_name);
	kfree(dentry);
	return parent == dentry ? NULL : parent;
}

/* The last reference takes the name along, and maybe its parents. */
void dput(struct dentry *dentry)
{
	while (dentry) {
		spin_lock(&dcache_lock);
		if (!atomic_dec_and_test(&dentry->d_count)) {
			spin_unlock(&dcache_lock);
			return;
		}
		if (dentry->d_sb->s_flags & MS_KEEP && !d_unhashed(dentry)) {
			dentry->d_referenced = 1;
			list_add(&dentry->d_lru, &dentry_unused);
			nr_dentry_unused++;
			spin_unlock(&dcache_lock);
			return;
		}
		dentry = kill_dentry(dentry);
	}
}

/* No lookup finds the name from now on. */
void d_drop(struct dentry *dentry)
{
	spin_lock(&dcache_lock);
	list_del_init(&dentry->d_hash);
	spin_unlock(&dcache_lock);
}

/*
 * The name has been removed. If only the caller has it, it may stay and say
 * so; who else has it keeps the inode, and the name vanishes.
 */
void d_delete(struct dentry *dentry)
{
	struct inode *inode = NULL;

	spin_lock(&dcache_lock);
	if (atomic_read(&dentry->d_count) == 1) {
		inode = dentry->d_inode;
		dentry->d_inode = NULL;
	} else {
		list_del_init(&dentry->d_hash);
	}
	spin_unlock(&dcache_lock);
	iput(inode);
}

/* dentry takes target's place and name; target is dropped. */
void d_move(struct dentry *dentry, struct dentry *target)
{
	struct dentry *old_parent = dentry->d_parent;
	char *name = dentry->d_name;
	unsigned int len = dentry->d_len;

	spin_lock(&dcache_lock);
	list_del_init(&target->d_hash);
	list_del_init(&dentry->d_hash);
	dentry->d_name = target->d_name;
	dentry->d_len = target->d_len;
	target->d_name = name;
	target->d_len = len;
	dentry->d_parent = target->d_parent;
	target->d_parent = old_parent;
	add_child(dentry);
	add_child(target);
	list_add(&dentry->d_hash, d_bucket(dentry->d_parent, dentry->d_name,
					   dentry->d_len));
	spin_unlock(&dcache_lock);
}

/* The child with a reference, though it may be without inode; or NULL. */
struct dentry *d_lookup(struct dentry *parent, const char *name,
			unsigned int len)
{
	struct list_head *bucket = d_bucket(parent, name, len);
	struct dentry *dentry, *found = NULL;

	spin_lock(&dcache_lock);
	list_for_each_entry(dentry, bucket, d_hash) {
		if (dentry->d_parent != parent || dentry->d_len != len ||
		    memcmp(dentry->d_name, name, len))
			continue;
		found = dget(dentry);
		lru_del(dentry);
		break;
	}
	spin_unlock(&dcache_lock);
	return found;
}

/*
 * The first child from a position on that has an inode, with a reference, or
 * NULL. Positions are for good: who reads a directory and removes what he has
 * read comes by all the others.
 */
struct dentry *d_next_child(struct dentry *parent, unsigned long pos)
{
	struct dentry *dentry, *found = NULL;

	spin_lock(&dcache_lock);
	list_for_each_entry(dentry, &parent->d_subdirs, d_child) {
		if (dentry->d_pos < pos || !dentry->d_inode ||
		    d_unhashed(dentry))
			continue;
		found = dget(dentry);
		lru_del(dentry);
		break;
	}
	spin_unlock(&dcache_lock);
	return found;
}

/* Let go of all the names of a file system that held them in memory. */
void d_genocide(struct dentry *root)
{
	struct dentry *dentry = root, *parent;

	for (;;) {
		while (!list_empty(&dentry->d_subdirs))
			dentry = list_entry(dentry->d_subdirs.next,
					    struct dentry, d_child);
		if (dentry == root)
			return;
		parent = dentry->d_parent;
		d_drop(dentry);
		dput(dentry);
		dentry = parent;
	}
}

void __init dcache_init(void)
{
	int i;

	for (i = 0; i < D_HASH_SIZE; i++)
		INIT_LIST_HEAD(&dentry_hashtable[i]);
}
