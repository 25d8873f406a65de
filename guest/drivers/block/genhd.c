/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The disks there are, and what is counted of each. */
#include <linux/blkdev.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include "blk.h"

#define MAX_BLKDEV	256

static LIST_HEAD(gendisks);
static DEFINE_SPINLOCK(gendisk_lock);
static const char *blk_majors[MAX_BLKDEV];

int register_blkdev(unsigned int major, const char *name)
{
	if (!major || major >= MAX_BLKDEV)
		return -EINVAL;
	if (blk_majors[major])
		return -EBUSY;
	blk_majors[major] = name;
	return 0;
}

struct gendisk *alloc_disk(int minors)
{
	struct gendisk *disk = kzalloc(sizeof(*disk), GFP_KERNEL);

	if (disk) {
		disk->minors = minors;
		INIT_LIST_HEAD(&disk->list);
	}
	return disk;
}

int add_disk(struct gendisk *disk)
{
	spin_lock(&gendisk_lock);
	list_add_tail(&disk->list, &gendisks);
	spin_unlock(&gendisk_lock);
	return device_create_block(disk->disk_name,
				   MKDEV(disk->major, disk->first_minor));
}

void del_gendisk(struct gendisk *disk)
{
	spin_lock(&gendisk_lock);
	list_del_init(&disk->list);
	spin_unlock(&gendisk_lock);
}

void put_disk(struct gendisk *disk)
{
	kfree(disk);
}

struct gendisk *get_gendisk(dev_t dev)
{
	struct gendisk *disk, *found = NULL;

	spin_lock(&gendisk_lock);
	list_for_each_entry(disk, &gendisks, list)
		if (MAJOR(dev) == (unsigned int)disk->major &&
		    MINOR(dev) == (unsigned int)disk->first_minor)
			found = disk;
	spin_unlock(&gendisk_lock);
	return found;
}

const char *bdevname(const struct block_device *bdev)
{
	return bdev->bd_disk ? bdev->bd_disk->disk_name : "no disk";
}

/* Brings the times up to now, before the number in flight changes. */
static void disk_round_stats(struct gendisk *disk)
{
	struct disk_stats *s = &disk->stats;

	if (s->in_flight) {
		s->io_ticks += jiffies - s->stamp;
		s->time_in_queue += s->in_flight * (jiffies - s->stamp);
	}
	s->stamp = jiffies;
}

void disk_account_queued(struct request *rq)
{
	disk_round_stats(rq->rq_disk);
	rq->rq_disk->stats.in_flight++;
}

void disk_account_merge(struct request *rq)
{
	rq->rq_disk->stats.merges[rq_data_dir(rq)]++;
}

void disk_account_joined(struct request *rq)
{
	disk_round_stats(rq->rq_disk);
	rq->rq_disk->stats.in_flight--;
}

void disk_account_sectors(struct request *rq, unsigned int sectors)
{
	if (rq->rq_disk)
		rq->rq_disk->stats.sectors[rq_data_dir(rq)] += sectors;
}

void disk_account_end(struct request *rq)
{
	int rw = rq_data_dir(rq);

	if (!rq->rq_disk)
		return;
	disk_round_stats(rq->rq_disk);
	rq->rq_disk->stats.in_flight--;
	rq->rq_disk->stats.ios[rw]++;
	rq->rq_disk->stats.ticks[rw] += jiffies - rq->start_time;
}

#define MSECS(ticks)	((ticks) * (1000 / HZ))

int diskstats_read(char *buf, int size)
{
	struct gendisk *d;
	int len = 0;

	list_for_each_entry(d, &gendisks, list) {
		struct disk_stats *s = &d->stats;

		disk_round_stats(d);
		len += scnprintf(buf + len, size - len,
				 "%4d %4d %s %lu %lu %lu %lu %lu %lu %lu %lu "
				 "%u %lu %lu\n", d->major, d->first_minor,
				 d->disk_name, s->ios[READ], s->merges[READ],
				 s->sectors[READ], MSECS(s->ticks[READ]),
				 s->ios[WRITE], s->merges[WRITE],
				 s->sectors[WRITE], MSECS(s->ticks[WRITE]),
				 s->in_flight, MSECS(s->io_ticks),
				 MSECS(s->time_in_queue));
	}
	return len;
}

int partitions_read(char *buf, int size)
{
	struct gendisk *d;
	int len = scnprintf(buf, size, "major minor  #blocks  name\n\n");

	list_for_each_entry(d, &gendisks, list)
		len += scnprintf(buf + len, size - len, "%4d  %4d %10lu %s\n",
				 d->major, d->first_minor, d->capacity / 2,
				 d->disk_name);
	return len;
}
