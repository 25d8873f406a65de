/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Between the page cache and the drivers of disks. A bio becomes a request
 * or joins one; requests wait in a queue's elevator while the queue is
 * plugged; the driver's request_fn takes them out.
 */
#ifndef _LINUX_BLKDEV_H
#define _LINUX_BLKDEV_H

#include <linux/backing-dev.h>
#include <linux/bio.h>
#include <linux/elevator.h>
#include <linux/genhd.h>
#include <linux/list.h>
#include <linux/mempool.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>
#include <asm/semaphore.h>

struct inode;
struct file;
struct completion;
struct request_queue;

/* One for each number in use; fs/block_dev.c makes and finds them. */
struct block_device {
	dev_t bd_dev;
	struct inode *bd_inode;		/* whose mapping caches the device */
	int bd_openers;
	struct semaphore bd_sem;	/* guards opening and closing */
	void *bd_holder;		/* who has it for himself */
	struct gendisk *bd_disk;	/* while open */
	unsigned int bd_block_size;
	struct list_head bd_list;
};

struct block_device_operations {
	int (*open)(struct inode *inode, struct file *file);
	int (*release)(struct inode *inode, struct file *file);
	int (*ioctl)(struct inode *inode, struct file *file, unsigned int cmd,
		     unsigned long arg);
};

#define REQ_RW		(1UL << 0)	/* set: a write */
#define REQ_FUA		(1UL << 4)	/* as BIO_RW_FUA */
#define REQ_BARRIER	(1UL << 5)	/* as BIO_RW_BARRIER */
#define REQ_SYNC	(1UL << 6)	/* as BIO_RW_SYNC */
#define REQ_STARTED	(1UL << 8)	/* the driver has seen it */
#define REQ_NOMERGE	(1UL << 9)
#define REQ_FLUSH	(1UL << 10)	/* empty the device's write cache */
#define REQ_ORDERED	(1UL << 11)	/* a step of a barrier's sequence */

/*
 * Sectors that follow each other on the device, in the memory of one or
 * more bios. sector and nr_sectors shrink as end_that_request_first() is
 * told of progress; the cursor is where in the first bio that is.
 */
struct request {
	struct list_head queuelist;	/* elevator's, then dispatch list */
	struct list_head fifo;		/* deadline: by age */
	struct list_head sorted;	/* deadline: by sector */
	unsigned long expires;		/* deadline: jiffies */
	unsigned long flags;		/* REQ_* */
	sector_t sector;
	unsigned long nr_sectors;
	struct bio *bio, *biotail;
	unsigned int cur_vec;		/* cursor: segment of the first bio */
	unsigned int cur_done;		/* bytes of it that are done */
	int bio_error;			/* of the first bio, until now */
	int errors;			/* retries, for the driver */
	unsigned long start_time;	/* jiffies */
	struct request_queue *q;
	struct gendisk *rq_disk;	/* for the statistics, or NULL */
	void (*end_io)(struct request *rq, int error);
	void *end_io_data;
};

#define rq_data_dir(rq)	((int)((rq)->flags & REQ_RW))
#define blk_fs_request(rq)	(!((rq)->flags & REQ_FLUSH))

/* How many requests there are, by direction, and who waits for one. */
struct request_list {
	int count[2];
	wait_queue_head_t wait[2];
	mempool_t *rq_pool;
};

#define VM_MAX_READAHEAD 128	/* kB */
#define BLKDEV_MIN_RQ	4	/* exist at any time, without memory too */
#define BLKDEV_MAX_RQ	128	/* for each direction */
#define MAX_SECTORS	256	/* in one request */

#define QUEUE_FLAG_PLUGGED	0	/* requests are collected */
#define QUEUE_FLAG_REENTER	1	/* request_fn is running */

/* What a device can do about its write cache. */
#define QUEUE_HAS_CACHE	1	/* ended writes may be lost without power */
#define QUEUE_HAS_FUA	2

typedef void request_fn_proc(struct request_queue *q);

struct request_queue {
	struct list_head queue_head;	/* dispatched, in the driver's order */
	struct request *last_merge;
	elevator_t *elevator;
	struct request_list rq;
	request_fn_proc *request_fn;
	spinlock_t *queue_lock;
	unsigned long queue_flags;
	struct timer_list unplug_timer;
	struct work_struct unplug_work;
	int unplug_thresh;		/* requests that end a plug */
	unsigned long unplug_delay;	/* ticks that end a plug */
	struct backing_dev_info backing_dev_info;
	unsigned long nr_requests;	/* limit for each direction */
	unsigned int max_sectors;
	unsigned int ordered;		/* QUEUE_HAS_* */
	struct request *bar_rq;		/* whose sequence goes on */
	struct request flush_rq;	/* of that sequence */
	int ordered_error;
	void *queuedata;		/* the driver's */
};
typedef struct request_queue request_queue_t;

#define blk_queue_plugged(q) \
	test_bit(QUEUE_FLAG_PLUGGED, &(q)->queue_flags)
#define bdev_get_queue(bdev)	((bdev)->bd_disk->queue)

/* request_fn runs with the lock held and interrupts off. */
request_queue_t *blk_init_queue(request_fn_proc *rfn, spinlock_t *lock);
/* No request may be left, and none may come. */
void blk_cleanup_queue(request_queue_t *q);

/* One request; with __GFP_WAIT sleeps for it if it must, else perhaps NULL. */
struct request *blk_get_request(request_queue_t *q, int rw,
				unsigned int gfp_mask);
void blk_put_request(struct request *rq);
/* Runs it behind all that is queued, and waits; 0 or -EIO. */
int blk_execute_rq(request_queue_t *q, struct request *rq);
/* What was written before is on the medium; 0, -EIO, -ENXIO. */
int blkdev_issue_flush(struct block_device *bdev);

/* The caller of the first three holds the lock. */
void blk_plug_device(request_queue_t *q);
int blk_remove_plug(request_queue_t *q);
void __generic_unplug_device(request_queue_t *q);
void generic_unplug_device(request_queue_t *q);
int kblockd_schedule_work(struct work_struct *work);
void kblockd_flush(void);

/*
 * For drivers, with the lock held. The next request, still in the queue; the
 * driver takes it out, tells of its sectors with error 0 or -EIO as they
 * end, and once there are none left, of its end.
 */
struct request *elv_next_request(request_queue_t *q);
void blkdev_dequeue_request(struct request *rq);
/* Whether sectors are left. */
int end_that_request_first(struct request *rq, int error,
			   unsigned int nr_sectors);
void end_that_request_last(struct request *rq, int error);
/* All of a request that was taken out: one error for the rest. */
void end_request(struct request *rq, int error);
/* Sectors up to the end of the bio at the cursor. */
unsigned int rq_bio_sectors(const struct request *rq);
/* The memory at the cursor: value is the bytes there. */
unsigned int rq_segment(const struct request *rq, struct page **page,
			unsigned int *offset);

#define BLKROGET	0x125e		/* int: whether it is read-only */
#define BLKGETSIZE	0x1260		/* long: sectors */
#define BLKFLSBUF	0x1261		/* write all, and forget it */
#define BLKSSZGET	0x1268		/* int: bytes of a sector */
#define BLKBSZGET	0x80041270	/* int: bytes of a block */
#define BLKGETSIZE64	0x80041272	/* loff_t: bytes */

/* fs/block_dev.c, fs/block_file.c */
extern struct address_space_operations def_blk_aops;
struct block_device *bdget(dev_t dev);
struct block_device *I_BDEV(struct inode *inode);
int blkdev_get(struct block_device *bdev, struct file *file);
int blkdev_put(struct block_device *bdev);
int bd_claim(struct block_device *bdev, void *holder);
void bd_release(struct block_device *bdev);
struct block_device *open_bdev_excl(const char *path, int read_only,
				    void *holder);
void close_bdev_excl(struct block_device *bdev);
int sync_blockdev(struct block_device *bdev);
void kill_bdev(struct block_device *bdev);
int set_blocksize(struct block_device *bdev, unsigned int size);
void flush_block_devices(void);
unsigned long nr_blockdev_pages(void);

/* Sectors of the open device. */
static inline sector_t bdev_capacity(const struct block_device *bdev)
{
	return bdev->bd_disk ? get_capacity(bdev->bd_disk) : 0;
}

static inline int bdev_read_only(const struct block_device *bdev)
{
	return bdev->bd_disk && bdev->bd_disk->read_only;
}

#endif
