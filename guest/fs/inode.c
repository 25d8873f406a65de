/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inodes. Those of a file system on a disk are hashed by their number, so
 * that each is in memory once, and stay when nobody uses them until memory
 * is short. inode_lock guards hash, lists and states.
 */
#include <linux/blkdev.h>
#include <linux/buffer_head.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/time.h>
#include <linux/writeback.h>

#define I_HASH_SIZE	256

static kmem_cache_t *inode_cachep;
static struct list_head inode_hashtable[I_HASH_SIZE];
static LIST_HEAD(inode_unused);
int nr_inode_unused;
static DECLARE_WAIT_QUEUE_HEAD(inode_wait);

void __init inode_init(void)
{
	int i;

	inode_cachep = kmem_cache_create("inode_cache", sizeof(struct inode),
					 0, SLAB_PANIC, NULL, NULL);
	for (i = 0; i < I_HASH_SIZE; i++)
		INIT_LIST_HEAD(&inode_hashtable[i]);
}

/* What every inode needs, in memory that is all zero. */
void inode_init_once(struct inode *inode)
{
	struct address_space *mapping = &inode->i_data;

	atomic_set(&inode->i_count, 1);
	init_MUTEX(&inode->i_sem);
	INIT_LIST_HEAD(&inode->i_list);
	INIT_LIST_HEAD(&inode->i_hash);
	INIT_LIST_HEAD(&inode->i_lru);
	INIT_RADIX_TREE(&mapping->page_tree);
	INIT_LIST_HEAD(&mapping->i_mmap);
	INIT_LIST_HEAD(&mapping->private_list);
	mapping->host = inode;
	mapping->gfp_mask = GFP_HIGHUSER;
	mapping->backing_dev_info = &memory_backing_dev_info;
	inode->i_mapping = mapping;
}

static struct inode *alloc_inode(struct super_block *sb)
{
	struct inode *inode;

	if (sb->s_op && sb->s_op->alloc_inode)
		inode = sb->s_op->alloc_inode(sb);
	else
		inode = kmem_cache_alloc(inode_cachep, GFP_KERNEL |
					 __GFP_ZERO);
	if (!inode)
		return NULL;
	inode_init_once(inode);
	inode->i_sb = sb;
	inode->i_nlink = 1;
	inode->i_blkbits = sb->s_blocksize_bits;
	if (sb->s_bdev)
		inode->i_mapping->backing_dev_info =
			sb->s_bdev->bd_inode->i_mapping->backing_dev_info;
	return inode;
}

static void destroy_inode(struct inode *inode)
{
	if (inode->i_sb->s_op && inode->i_sb->s_op->destroy_inode)
		inode->i_sb->s_op->destroy_inode(inode);
	else
		kmem_cache_free(inode_cachep, inode);
}

/* An inode with one reference and no place in the hash; NULL without memory. */
struct inode *new_inode(struct super_block *sb)
{
	struct inode *inode = alloc_inode(sb);

	if (!inode)
		return NULL;
	inode->i_ino = ++sb->s_next_ino;
	inode->i_atime = inode->i_mtime = inode->i_ctime = get_seconds();
	return inode;
}

static struct list_head *i_bucket(struct super_block *sb, unsigned long ino)
{
	return &inode_hashtable[((unsigned long)sb / 64 + ino) % I_HASH_SIZE];
}

void insert_inode_hash(struct inode *inode)
{
	spin_lock(&inode_lock);
	list_add(&inode->i_hash, i_bucket(inode->i_sb, inode->i_ino));
	spin_unlock(&inode_lock);
}

static struct inode *find_inode(struct super_block *sb, unsigned long ino)
{
	struct inode *inode;

	list_for_each_entry(inode, i_bucket(sb, ino), i_hash)
		if (inode->i_sb == sb && inode->i_ino == ino)
			return inode;
	return NULL;
}

static void lru_del(struct inode *inode)
{
	if (list_empty(&inode->i_lru))
		return;
	list_del_init(&inode->i_lru);
	nr_inode_unused--;
}

void __iget(struct inode *inode)
{
	atomic_inc(&inode->i_count);
	lru_del(inode);
}

/* Found: with a reference and read, or gone, so that one looks again. */
static int wait_for_inode(struct inode *inode)
{
	DEFINE_WAIT(wait);
	int going = inode->i_state & I_FREEING;

	if (!going)
		__iget(inode);
	prepare_to_wait(&inode_wait, &wait, TASK_UNINTERRUPTIBLE);
	while (!going && inode->i_state & I_NEW) {
		spin_unlock(&inode_lock);
		schedule();
		prepare_to_wait(&inode_wait, &wait, TASK_UNINTERRUPTIBLE);
		spin_lock(&inode_lock);
	}
	spin_unlock(&inode_lock);
	if (going)
		schedule();
	finish_wait(&inode_wait, &wait);
	return !going;
}

static struct inode *read_new_inode(struct inode *inode)
{
	inode->i_sb->s_op->read_inode(inode);
	spin_lock(&inode_lock);
	inode->i_state &= ~I_NEW;
	spin_unlock(&inode_lock);
	wake_up_all(&inode_wait);
	return inode;
}

struct inode *iget(struct super_block *sb, unsigned long ino)
{
	struct inode *inode, *fresh = NULL;

	for (;;) {
		spin_lock(&inode_lock);
		inode = find_inode(sb, ino);
		if (inode) {
			if (!wait_for_inode(inode))
				continue;
			if (fresh)
				destroy_inode(fresh);
			return inode;
		}
		if (fresh) {
			fresh->i_ino = ino;
			fresh->i_state = I_NEW;
			list_add(&fresh->i_hash, i_bucket(sb, ino));
			spin_unlock(&inode_lock);
			return read_new_inode(fresh);
		}
		spin_unlock(&inode_lock);
		fresh = alloc_inode(sb);
		if (!fresh)
			return NULL;
	}
}

/* Without users, and with inode_lock: nobody is to write it from here on. */
static void begin_freeing(struct inode *inode)
{
	inode->i_state |= I_FREEING;
	lru_del(inode);
	list_del_init(&inode->i_list);
}

static void dispose_inode(struct inode *inode)
{
	struct super_operations *op = inode->i_sb->s_op;

	truncate_inode_pages(&inode->i_data, 0);
	if (op && op->delete_inode && !inode->i_nlink)
		op->delete_inode(inode);
	if (op && op->clear_inode)
		op->clear_inode(inode);
	invalidate_inode_buffers(inode);
	spin_lock(&inode_lock);
	list_del_init(&inode->i_hash);
	spin_unlock(&inode_lock);
	wake_up_all(&inode_wait);
	destroy_inode(inode);
}

/* One that has a name on a disk is written before it is forgotten. */
static int keep_inode(struct inode *inode)
{
	struct super_block *sb = inode->i_sb;

	if (!inode->i_nlink || list_empty(&inode->i_hash))
		return 0;
	if (sb->s_flags & MS_ACTIVE) {
		list_add_tail(&inode->i_lru, &inode_unused);
		nr_inode_unused++;
		return 1;
	}
	if (!(inode->i_state & I_DIRTY))
		return 0;
	atomic_inc(&inode->i_count);
	spin_unlock(&inode_lock);
	write_inode_now(inode, 1);
	spin_lock(&inode_lock);
	return !atomic_dec_and_test(&inode->i_count);
}

void iput(struct inode *inode)
{
	if (!inode)
		return;
	spin_lock(&inode_lock);
	if (!atomic_dec_and_test(&inode->i_count) || keep_inode(inode)) {
		spin_unlock(&inode_lock);
		return;
	}
	begin_freeing(inode);
	spin_unlock(&inode_lock);
	dispose_inode(inode);
}

/* Of a file system that goes, what is dirty even now cannot be written. */
static int may_take(struct inode *inode, struct super_block *sb)
{
	if (sb)
		return inode->i_sb == sb && !(inode->i_state & ~I_DIRTY);
	return !inode->i_state && !inode->i_data.nrpages &&
	       remove_inode_buffers(inode);
}

/* Takes one unused inode from the list, the oldest first. */
static struct inode *take_unused(struct super_block *sb)
{
	struct inode *inode, *taken = NULL;

	spin_lock(&inode_lock);
	list_for_each_entry(inode, &inode_unused, i_lru)
		if (may_take(inode, sb)) {
			taken = inode;
			begin_freeing(inode);
			break;
		}
	spin_unlock(&inode_lock);
	return taken;
}

/* For reclaim: those without pages, which is what makes them cheap to lose. */
int prune_icache(int count)
{
	struct inode *inode;
	int freed = 0;

	for (; freed < count && (inode = take_unused(NULL)) != NULL; freed++)
		dispose_inode(inode);
	return freed;
}

/* A file system goes; those that are still in use are counted. */
int invalidate_inodes(struct super_block *sb)
{
	struct inode *inode;
	int i, busy = 0;

	while ((inode = take_unused(sb)) != NULL)
		dispose_inode(inode);
	spin_lock(&inode_lock);
	for (i = 0; i < I_HASH_SIZE; i++)
		list_for_each_entry(inode, &inode_hashtable[i], i_hash)
			busy += inode->i_sb == sb;
	spin_unlock(&inode_lock);
	return busy;
}
