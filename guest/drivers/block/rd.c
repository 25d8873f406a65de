/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * /dev/ram0, a disk of memory that grows with what is written to it. Sectors
 * that never were written read as zeros.
 */
#include <linux/blkdev.h>
#include <linux/fs.h>
#include <linux/highmem.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/slab.h>

#define RD_KBYTES	4096	/* unless the command line says otherwise */
#define PAGE_SECTORS	(PAGE_SIZE / SECTOR_SIZE)

static unsigned long rd_kbytes = RD_KBYTES;
static struct page **rd_pages;
static unsigned long rd_page_count;
static DEFINE_SPINLOCK(rd_lock);

static int __init ramdisk_size_setup(char *value)
{
	rd_kbytes = simple_strtoul(value, NULL, 0);
	return 1;
}
__setup("ramdisk_size=", ramdisk_size_setup);

/* Within a sector of the disk, to or from low or high memory. */
static int rd_copy(struct request *rq, struct page *page, unsigned int offset,
		   unsigned int len)
{
	unsigned long index = rq->sector / PAGE_SECTORS;
	unsigned int at = rq->sector % PAGE_SECTORS * SECTOR_SIZE;
	struct page *mine = rd_pages[index];
	char *data;

	if (!mine && rq_data_dir(rq) == WRITE) {
		mine = alloc_page(GFP_ATOMIC | __GFP_ZERO);
		if (!mine)
			return -EIO;
		rd_pages[index] = mine;
	}
	data = kmap_atomic(page, KM_BIO_IRQ);
	if (!mine)
		memset(data + offset, 0, len);
	else if (rq_data_dir(rq) == WRITE)
		memcpy((char *)page_address(mine) + at, data + offset, len);
	else
		memcpy(data + offset, (char *)page_address(mine) + at, len);
	kunmap_atomic(data, KM_BIO_IRQ);
	return 0;
}

static void rd_request(request_queue_t *q)
{
	struct request *rq;

	while ((rq = elv_next_request(q))) {
		int more = rq->nr_sectors != 0;

		blkdev_dequeue_request(rq);
		while (more) {
			struct page *page;
			unsigned int offset;
			int error;

			rq_segment(rq, &page, &offset);
			error = rd_copy(rq, page, offset, SECTOR_SIZE);
			more = end_that_request_first(rq, error, 1);
		}
		end_that_request_last(rq, 0);
	}
}

/* Nothing lies behind this disk: to flush it is to give its memory back. */
static int rd_flush(struct block_device *bdev)
{
	unsigned long i;

	if (bdev->bd_openers > 1)
		return -EBUSY;
	truncate_inode_pages(bdev->bd_inode->i_mapping, 0);
	spin_lock_irq(&rd_lock);
	for (i = 0; i < rd_page_count; i++) {
		if (rd_pages[i])
			__free_page(rd_pages[i]);
		rd_pages[i] = NULL;
	}
	spin_unlock_irq(&rd_lock);
	return 0;
}

static int rd_ioctl(struct inode *inode, struct file *file, unsigned int cmd,
		    unsigned long arg)
{
	return cmd == BLKFLSBUF ? rd_flush(I_BDEV(file->f_mapping->host)) :
				  -ENOTTY;
}

static struct block_device_operations rd_ops = {
	.ioctl = rd_ioctl,
};

static int __init rd_init(void)
{
	struct gendisk *disk = alloc_disk(1);

	if (!rd_kbytes || !disk || register_blkdev(RAMDISK_MAJOR, "ramdisk"))
		return disk ? 0 : -ENOMEM;
	rd_page_count = (rd_kbytes + 3) / 4;
	rd_pages = kcalloc(rd_page_count, sizeof(*rd_pages), GFP_KERNEL);
	disk->queue = blk_init_queue(rd_request, &rd_lock);
	if (!rd_pages || !disk->queue)
		return -ENOMEM;
	/* Its pages would only be copied to pages. */
	disk->queue->backing_dev_info.ra_pages = 0;
	disk->major = RAMDISK_MAJOR;
	disk->fops = &rd_ops;
	strcpy(disk->disk_name, "ram0");
	set_capacity(disk, rd_kbytes * 2);
	return add_disk(disk);
}
device_initcall(rd_init);
