/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/blkdev.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/time.h>
#include <linux/writeback.h>

static kmem_cache_t *inode_cachep;

void __init inode_init(void)
{
	inode_cachep = kmem_cache_create("inode_cache", sizeof(struct inode),
					 0, SLAB_PANIC, NULL, NULL);
}

/* What every inode needs, in memory that is all zero. */
void inode_init_once(struct inode *inode)
{
	struct address_space *mapping = &inode->i_data;

	atomic_set(&inode->i_count, 1);
	init_MUTEX(&inode->i_sem);
	INIT_LIST_HEAD(&inode->i_list);
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
	if (sb->s_op && sb->s_op->alloc_inode)
		return sb->s_op->alloc_inode(sb);
	return kmem_cache_alloc(inode_cachep, GFP_KERNEL | __GFP_ZERO);
}

static void destroy_inode(struct inode *inode)
{
	if (inode->i_sb->s_op && inode->i_sb->s_op->destroy_inode)
		inode->i_sb->s_op->destroy_inode(inode);
	else
		kmem_cache_free(inode_cachep, inode);
}

/* An inode with one reference; NULL without memory. */
struct inode *new_inode(struct super_block *sb)
{
	struct inode *inode = alloc_inode(sb);

	if (!inode)
		return NULL;
	inode_init_once(inode);
	inode->i_sb = sb;
	inode->i_ino = ++sb->s_next_ino;
	inode->i_nlink = 1;
	inode->i_atime = inode->i_mtime = inode->i_ctime = get_seconds();
	return inode;
}

/* With inode_lock: a reference for who writes the inode. */
void __iget(struct inode *inode)
{
	atomic_inc(&inode->i_count);
}

/* The last reference; what still has a name is written first. */
void iput(struct inode *inode)
{
	if (!inode || !atomic_dec_and_test(&inode->i_count))
		return;
	if (inode->i_nlink && inode->i_state & I_DIRTY) {
		atomic_inc(&inode->i_count);
		write_inode_now(inode, 1);
		atomic_dec(&inode->i_count);
	}
	clear_inode_dirty(inode);
	truncate_inode_pages(&inode->i_data, 0);
	if (inode->i_sb->s_op && inode->i_sb->s_op->delete_inode)
		inode->i_sb->s_op->delete_inode(inode);
	destroy_inode(inode);
}

void init_special_inode(struct inode *inode, umode_t mode, dev_t rdev)
{
	inode->i_mode = mode;
	inode->i_rdev = rdev;
	if (S_ISCHR(mode))
		inode->i_fop = &def_chr_fops;
	else if (S_ISFIFO(mode))
		inode->i_fop = &def_fifo_fops;
	else if (S_ISBLK(mode))
		inode->i_fop = &def_blk_fops;
}
