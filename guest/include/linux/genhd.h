/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Disks, by device number. No partitions: a disk is one block device. */
#ifndef _LINUX_GENHD_H
#define _LINUX_GENHD_H

#include <linux/bio.h>
#include <linux/list.h>

#define RAMDISK_MAJOR	1
#define IDE0_MAJOR	3	/* hda is (3, 0), hdb (3, 64) */

struct block_device;
struct block_device_operations;
struct request_queue;

/* Indexed by READ and WRITE. */
struct disk_stats {
	unsigned long ios[2];		/* requests that ended */
	unsigned long merges[2];	/* bios that joined another's */
	unsigned long sectors[2];
	unsigned long ticks[2];		/* from queueing to the end */
	unsigned long io_ticks;		/* with anything in flight */
	unsigned long time_in_queue;	/* the same, for each request */
	unsigned long stamp;		/* jiffies of the last update */
	unsigned int in_flight;
};

struct gendisk {
	int major, first_minor, minors;
	char disk_name[16];
	sector_t capacity;
	int read_only;
	struct block_device_operations *fops;
	struct request_queue *queue;
	void *private_data;
	struct disk_stats stats;
	struct list_head list;
};

/* NULL without memory. Unknown to others until add_disk(). */
struct gendisk *alloc_disk(int minors);
/* From now on it can be opened; makes its name in /dev. */
int add_disk(struct gendisk *disk);
/* Forgets the disk. Its users must have gone. */
void del_gendisk(struct gendisk *disk);
void put_disk(struct gendisk *disk);
/* The disk that has this number, or NULL. */
struct gendisk *get_gendisk(dev_t dev);

static inline sector_t get_capacity(const struct gendisk *disk)
{
	return disk->capacity;
}

static inline void set_capacity(struct gendisk *disk, sector_t sectors)
{
	disk->capacity = sectors;
}

int register_blkdev(unsigned int major, const char *name);

/* "hda", for messages. */
const char *bdevname(const struct block_device *bdev);

/* The texts of /proc/diskstats and /proc/partitions; their lengths. */
int diskstats_read(char *buf, int size);
int partitions_read(char *buf, int size);

#endif
