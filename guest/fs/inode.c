/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/time.h>

static kmem_cache_t *inode_cachep;

void __init inode_init(void)
{
	inode_cachep = kmem_cache_create("inode_cache", sizeof(struct inode),
					 0, SLAB_PANIC, NULL, NULL);
}

/* An inode with one reference; NULL without memory. */
struct inode *new_inode(struct super_block *sb)
{
	struct inode *inode;

	inode = kmem_cache_alloc(inode_cachep, GFP_KERNEL | __GFP_ZERO);
	if (!inode)
		return NULL;
	atomic_set(&inode->i_count, 1);
	init_MUTEX(&inode->i_sem);
	inode->i_sb = sb;
	inode->i_ino = ++sb->s_next_ino;
	inode->i_nlink = 1;
	inode->i_atime = inode->i_mtime = inode->i_ctime = get_seconds();
	inode->i_data.host = inode;
	INIT_LIST_HEAD(&inode->i_data.i_mmap);
	inode->i_mapping = &inode->i_data;
	return inode;
}

void iput(struct inode *inode)
{
	if (!inode || !atomic_dec_and_test(&inode->i_count))
		return;
	truncate_inode_pages(&inode->i_data, 0);
	if (inode->i_sb->s_op && inode->i_sb->s_op->delete_inode)
		inode->i_sb->s_op->delete_inode(inode);
	kmem_cache_free(inode_cachep, inode);
}

void init_special_inode(struct inode *inode, umode_t mode, dev_t rdev)
{
	inode->i_mode = mode;
	inode->i_rdev = rdev;
	if (S_ISCHR(mode))
		inode->i_fop = &def_chr_fops;
	else if (S_ISFIFO(mode))
		inode->i_fop = &def_fifo_fops;
}
