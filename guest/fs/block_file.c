/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading, writing and mapping a block device through its cache. */
#include <linux/blkdev.h>
#include <linux/buffer_head.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/namei.h>
#include <linux/mount.h>
#include <linux/pagemap.h>
#include <linux/writeback.h>
#include <asm/uaccess.h>

/* A device's blocks are where they are, as far as it goes. */
static int blkdev_get_block(struct inode *inode, sector_t block,
			    struct buffer_head *bh, int create)
{
	if (block >= (sector_t)(inode->i_size >> inode->i_blkbits))
		return create ? -EIO : 0;
	map_bh(bh, I_BDEV(inode), block);
	return 0;
}

static int blkdev_readpage(struct file *file, struct page *page)
{
	(void)file;
	return block_read_full_page(page, blkdev_get_block);
}

static int blkdev_writepage(struct page *page, struct writeback_control *wbc)
{
	return block_write_full_page(page, blkdev_get_block, wbc);
}

static int blkdev_prepare_write(struct file *file, struct page *page,
				unsigned int from, unsigned int to)
{
	(void)file;
	return block_prepare_write(page, from, to, blkdev_get_block);
}

struct address_space_operations def_blk_aops = {
	.readpage = blkdev_readpage,
	.writepage = blkdev_writepage,
	.sync_page = block_sync_page,
	.prepare_write = blkdev_prepare_write,
	.commit_write = generic_commit_write,
	.invalidatepage = block_invalidatepage,
};

static int blkdev_open(struct inode *inode, struct file *file)
{
	struct block_device *bdev;
	int error;

	if (!get_gendisk(inode->i_rdev))
		return -ENXIO;
	bdev = bdget(inode->i_rdev);
	if (!bdev)
		return -ENOMEM;
	error = blkdev_get(bdev, file);
	if (error)
		return error;
	inode->i_mapping = bdev->bd_inode->i_mapping;
	file->f_mapping = inode->i_mapping;
	if (file->f_flags & O_EXCL) {
		error = bd_claim(bdev, file);
		if (error)
			blkdev_put(bdev);
	}
	return error;
}

static int blkdev_close(struct inode *inode, struct file *file)
{
	struct block_device *bdev = I_BDEV(file->f_mapping->host);

	(void)inode;
	if (bdev->bd_holder == file)
		bd_release(bdev);
	return blkdev_put(bdev);
}

/* The size is the device's, not its name's. */
static loff_t block_llseek(struct file *file, loff_t offset, int origin)
{
	loff_t size = file->f_mapping->host->i_size;

	if (origin == SEEK_END)
		offset += size;
	else if (origin == SEEK_CUR)
		offset += file->f_pos;
	else if (origin != SEEK_SET)
		return -EINVAL;
	if (offset < 0 || offset > size)
		return -EINVAL;
	file->f_pos = offset;
	return offset;
}

static int block_fsync(struct file *file, struct dentry *dentry, int datasync)
{
	struct block_device *bdev = I_BDEV(file->f_mapping->host);
	int error = sync_blockdev(bdev), flushed;

	(void)dentry;
	(void)datasync;
	if (bdev_read_only(bdev))
		return error;
	flushed = blkdev_issue_flush(bdev);
	return error ? error : flushed;
}

static int flush_buffers(struct block_device *bdev)
{
	int error = sync_blockdev(bdev);

	invalidate_mapping_pages(bdev->bd_inode->i_mapping);
	return error;
}

static int block_ioctl(struct inode *inode, struct file *file,
		       unsigned int cmd, unsigned long arg)
{
	struct inode *host = file->f_mapping->host;
	struct block_device *bdev = I_BDEV(host);
	struct block_device_operations *ops = bdev->bd_disk->fops;
	int error = -ENOTTY;

	switch (cmd) {
	case BLKROGET:
		return put_user(bdev_read_only(bdev), (int *)arg);
	case BLKGETSIZE:
		return put_user((unsigned long)(host->i_size >> SECTOR_SHIFT),
				(unsigned long *)arg);
	case BLKGETSIZE64:
		return put_user(host->i_size, (loff_t *)arg);
	case BLKSSZGET:
		return put_user(SECTOR_SIZE, (int *)arg);
	case BLKBSZGET:
		return put_user((int)bdev->bd_block_size, (int *)arg);
	}
	/* What a device does itself comes first. */
	if (ops && ops->ioctl)
		error = ops->ioctl(inode, file, cmd, arg);
	return error == -ENOTTY && cmd == BLKFLSBUF ? flush_buffers(bdev) :
						      error;
}

struct file_operations def_blk_fops = {
	.llseek = block_llseek,
	.read = generic_file_read,
	.write = generic_file_write,
	.ioctl = block_ioctl,
	.mmap = generic_file_mmap,
	.open = blkdev_open,
	.release = blkdev_close,
	.fsync = block_fsync,
};

/* The device that a path names, opened; or an error pointer. */
static struct block_device *open_by_path(const char *path)
{
	struct nameidata nd;
	struct block_device *bdev;
	struct inode *inode;
	int error = path_lookup(path, LOOKUP_FOLLOW, &nd);

	if (error)
		return ERR_PTR(error);
	inode = nd.dentry->d_inode;
	if (!S_ISBLK(inode->i_mode))
		bdev = ERR_PTR(-ENOTBLK);
	else if (!get_gendisk(inode->i_rdev))
		bdev = ERR_PTR(-ENXIO);
	else if (!(bdev = bdget(inode->i_rdev)))
		bdev = ERR_PTR(-ENOMEM);
	path_release(&nd);
	if (IS_ERR(bdev))
		return bdev;
	error = blkdev_get(bdev, NULL);
	return error ? ERR_PTR(error) : bdev;
}

/* For a file system or for swap, and for nobody else; or an error pointer. */
struct block_device *open_bdev_excl(const char *path, int read_only,
				    void *holder)
{
	struct block_device *bdev = open_by_path(path);
	int error;

	if (IS_ERR(bdev))
		return bdev;
	error = bd_claim(bdev, holder);
	if (!error && !read_only && bdev_read_only(bdev)) {
		bd_release(bdev);
		error = -EACCES;
	}
	if (!error)
		return bdev;
	blkdev_put(bdev);
	return ERR_PTR(error);
}

void close_bdev_excl(struct block_device *bdev)
{
	bd_release(bdev);
	blkdev_put(bdev);
}
