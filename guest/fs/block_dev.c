/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Block devices as files. Each number that was ever opened has one struct
 * block_device, for good, with an inode of its own: the mapping of that one
 * is the device's cache, whatever name in /dev it was opened by.
 */
#include <linux/blkdev.h>
#include <linux/buffer_head.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include <linux/slab.h>
#include <linux/writeback.h>

struct bdev_inode {
	struct block_device bdev;
	struct inode vfs_inode;
};

static kmem_cache_t *bdev_cachep;
static struct super_block *blockdev_superblock;
static LIST_HEAD(all_bdevs);
static DEFINE_SPINLOCK(bdev_lock);

static struct inode *bdev_alloc_inode(struct super_block *sb)
{
	struct bdev_inode *ei;

	(void)sb;
	ei = kmem_cache_alloc(bdev_cachep, GFP_KERNEL | __GFP_ZERO);
	return ei ? &ei->vfs_inode : NULL;
}

static void bdev_destroy_inode(struct inode *inode)
{
	kmem_cache_free(bdev_cachep, container_of(inode, struct bdev_inode,
						  vfs_inode));
}

static struct super_operations bdev_sops = {
	.alloc_inode = bdev_alloc_inode,
	.destroy_inode = bdev_destroy_inode,
};

static struct block_device *find_bdev(dev_t dev)
{
	struct block_device *bdev;

	list_for_each_entry(bdev, &all_bdevs, bd_list)
		if (bdev->bd_dev == dev)
			return bdev;
	return NULL;
}

static struct block_device *new_bdev(dev_t dev)
{
	struct inode *inode = new_inode(blockdev_superblock);
	struct block_device *bdev;

	if (!inode)
		return NULL;
	bdev = &container_of(inode, struct bdev_inode, vfs_inode)->bdev;
	bdev->bd_dev = dev;
	bdev->bd_inode = inode;
	bdev->bd_block_size = PAGE_SIZE;
	init_MUTEX(&bdev->bd_sem);
	inode->i_mode = S_IFBLK;
	inode->i_rdev = dev;
	inode->i_blkbits = PAGE_SHIFT;
	inode->i_mapping->a_ops = &def_blk_aops;
	/* Their buffers have addresses, so the pages must. */
	mapping_set_gfp_mask(inode->i_mapping, GFP_USER);
	return bdev;
}

/* The device of a number; NULL without memory. */
struct block_device *bdget(dev_t dev)
{
	struct block_device *bdev, *fresh;

	spin_lock(&bdev_lock);
	bdev = find_bdev(dev);
	spin_unlock(&bdev_lock);
	if (bdev)
		return bdev;
	fresh = new_bdev(dev);
	if (!fresh)
		return NULL;
	spin_lock(&bdev_lock);
	bdev = find_bdev(dev);
	if (!bdev)
		list_add_tail(&fresh->bd_list, &all_bdevs);
	spin_unlock(&bdev_lock);
	if (!bdev)
		return fresh;
	iput(fresh->bd_inode);
	return bdev;
}

/* Of the inode of a name in /dev, or of a device's own. */
struct block_device *I_BDEV(struct inode *inode)
{
	return &container_of(inode->i_mapping->host, struct bdev_inode,
			     vfs_inode)->bdev;
}

/* The largest block that divides the device. */
static void bd_set_size(struct block_device *bdev, loff_t size)
{
	unsigned int bits = SECTOR_SHIFT;

	while (bits < PAGE_SHIFT && !(size & (1U << bits)))
		bits++;
	bdev->bd_inode->i_size = size;
	bdev->bd_inode->i_blkbits = bits;
	bdev->bd_block_size = 1U << bits;
}

/* With bd_sem: the first open finds the disk. */
static int attach_disk(struct block_device *bdev)
{
	struct gendisk *disk = get_gendisk(bdev->bd_dev);

	if (!disk)
		return -ENXIO;
	bdev->bd_disk = disk;
	bd_set_size(bdev, (loff_t)get_capacity(disk) << SECTOR_SHIFT);
	bdev->bd_inode->i_data.backing_dev_info =
		&disk->queue->backing_dev_info;
	return 0;
}

/* With bd_sem: with the last close nothing of the disk is kept. */
static void detach_disk(struct block_device *bdev)
{
	kill_bdev(bdev);
	bdev->bd_inode->i_data.backing_dev_info = &memory_backing_dev_info;
	bdev->bd_disk = NULL;
}

/* file is NULL for who opens it without a name. */
int blkdev_get(struct block_device *bdev, struct file *file)
{
	struct block_device_operations *ops;
	int error = 0;

	down(&bdev->bd_sem);
	if (!bdev->bd_openers)
		error = attach_disk(bdev);
	if (!error) {
		ops = bdev->bd_disk->fops;
		if (ops && ops->open)
			error = ops->open(bdev->bd_inode, file);
		if (!error)
			bdev->bd_openers++;
		else if (!bdev->bd_openers)
			detach_disk(bdev);
	}
	up(&bdev->bd_sem);
	return error;
}

/* The last one writes what is dirty, and waits; 0 or -EIO. */
int blkdev_put(struct block_device *bdev)
{
	struct block_device_operations *ops = bdev->bd_disk->fops;
	int error = 0;

	down(&bdev->bd_sem);
	if (bdev->bd_openers == 1)
		error = sync_blockdev(bdev);
	if (ops && ops->release)
		ops->release(bdev->bd_inode, NULL);
	if (!--bdev->bd_openers)
		detach_disk(bdev);
	up(&bdev->bd_sem);
	return error;
}

/* For one holder alone, who may claim it several times. */
int bd_claim(struct block_device *bdev, void *holder)
{
	int error = 0;

	spin_lock(&bdev_lock);
	if (bdev->bd_holder && bdev->bd_holder != holder)
		error = -EBUSY;
	else
		bdev->bd_holder = holder;
	spin_unlock(&bdev_lock);
	return error;
}

void bd_release(struct block_device *bdev)
{
	spin_lock(&bdev_lock);
	bdev->bd_holder = NULL;
	spin_unlock(&bdev_lock);
}

int sync_blockdev(struct block_device *bdev)
{
	return filemap_write_and_wait(bdev->bd_inode->i_mapping);
}

/* All pages, dirty ones too. */
void kill_bdev(struct block_device *bdev)
{
	truncate_inode_pages(bdev->bd_inode->i_mapping, 0);
}

/* From now on its blocks are this large; what is in memory goes. */
int set_blocksize(struct block_device *bdev, unsigned int size)
{
	if (size < SECTOR_SIZE || size > PAGE_SIZE || size & (size - 1))
		return -EINVAL;
	if (size != bdev->bd_block_size) {
		sync_blockdev(bdev);
		bdev->bd_block_size = size;
		bdev->bd_inode->i_blkbits = __builtin_ffs(size) - 1;
		kill_bdev(bdev);
	}
	return 0;
}

/* In the devices' own mappings; those of files on them do not count. */
unsigned long nr_blockdev_pages(void)
{
	struct block_device *bdev;
	unsigned long sum = 0;

	spin_lock(&bdev_lock);
	list_for_each_entry(bdev, &all_bdevs, bd_list)
		sum += bdev->bd_inode->i_mapping->nrpages;
	spin_unlock(&bdev_lock);
	return sum;
}

/* sync(): the disks' own caches too. Devices never leave the list. */
void flush_block_devices(void)
{
	struct block_device *bdev;

	list_for_each_entry(bdev, &all_bdevs, bd_list) {
		down(&bdev->bd_sem);
		if (bdev->bd_openers && !bdev_read_only(bdev))
			blkdev_issue_flush(bdev);
		up(&bdev->bd_sem);
	}
}

static int bdev_fill_super(struct super_block *sb, void *data, int silent)
{
	struct inode *inode;

	(void)data;
	(void)silent;
	sb->s_op = &bdev_sops;
	inode = new_inode(sb);
	if (inode)
		inode->i_mode = S_IFDIR;
	sb->s_root = d_alloc_root(sb, inode);
	return sb->s_root ? 0 : -ENOMEM;
}

static struct file_system_type bdev_type = {
	.name = "bdev", .kill_sb = kill_anon_super,
};

void __init bdev_cache_init(void)
{
	bdev_cachep = kmem_cache_create("bdev_cache",
					sizeof(struct bdev_inode), 0,
					SLAB_PANIC, NULL, NULL);
	/* In no tree, and not registered: nobody can mount it. */
	blockdev_superblock = get_sb_nodev(&bdev_type, 0, NULL,
					   bdev_fill_super);
	if (IS_ERR(blockdev_superblock))
		panic("bdev_cache_init: no memory for the block devices");
}
