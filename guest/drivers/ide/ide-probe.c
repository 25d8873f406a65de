/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which drives there are, and what they can do. */
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <asm/io.h>
#include "ide.h"

/* Words of IDENTIFY DEVICE: ATA/ATAPI-6, 8.15. */
#define ID_CONFIG	0
#define ID_MODEL	27
#define ID_MAX_MULT	47
#define ID_CAPABILITY	49
#define ID_SECTORS	60
#define ID_COMMANDS	83	/* supported; 82 to 84 */
#define ID_ENABLED	85	/* 85 to 87 */
#define ID_SECTORS_EXT	100

#define CONFIG_NOT_ATA		0x8000
#define CAPABILITY_LBA		0x0200
#define COMMANDS_LBA48		0x0400
#define COMMANDS_FLUSH		0x1000
#define COMMANDS_FLUSH_EXT	0x2000
#define COMMANDS_VALID(w)	(((w) & 0xc000) == 0x4000)
#define ENABLED_CACHE		0x0020
#define EXTENDED_FUA		0x0040	/* in word 84 */

#define WAIT_IDENTIFY	(2 * HZ)
#define QUICK_LOOKS	200	/* before the waiting is done asleep */

/* Without interrupts, at boot. The status when it is no longer busy. */
static u8 __init probe_wait(void)
{
	unsigned long end = jiffies + WAIT_IDENTIFY;
	int looks = 0;
	u8 stat;

	for (;;) {
		stat = inb(IDE_ALTSTATUS);
		if (!(stat & BUSY_STAT) || stat == 0xff ||
		    time_after(jiffies, end))
			return stat;
		if (++looks > QUICK_LOOKS) {
			set_current_state(TASK_UNINTERRUPTIBLE);
			schedule_timeout(1);
		}
	}
}

static u8 __init probe_command(u8 command)
{
	u8 stat;

	outb(command, IDE_COMMAND);
	inb(IDE_ALTSTATUS);
	probe_wait();
	/* Acknowledges what would have been an interrupt. */
	stat = inb(IDE_STATUS);
	return stat;
}

/* Whether something holds what is written: a bus without a drive does not. */
static int __init probe_registers(ide_drive_t *drive)
{
	u8 stat;

	ide_select_drive(drive, 0);
	outb(0x55, IDE_NSECTOR);
	outb(0xaa, IDE_LBAL);
	if (inb(IDE_NSECTOR) != 0x55 || inb(IDE_LBAL) != 0xaa)
		return 0;
	stat = probe_wait();
	return stat != 0xff && stat & READY_STAT && !(stat & BUSY_STAT);
}

/* Two characters a word, the first in the upper byte; blanks at the end. */
static void __init copy_model(char *model, const u16 *id)
{
	int i;

	for (i = 0; i < 40; i++)
		model[i] = id[ID_MODEL + i / 2] >> (i & 1 ? 0 : 8);
	while (i && (model[i - 1] == ' ' || !model[i - 1]))
		i--;
	model[i] = '\0';
}

/* Sectors beyond what sector_t counts are out of reach. */
static sector_t __init id_capacity(const ide_drive_t *drive, const u16 *id)
{
	const u16 *at = &id[drive->lba48 ? ID_SECTORS_EXT : ID_SECTORS];

	if (drive->lba48 && (at[2] || at[3]))
		return ~0UL;
	return at[0] | (sector_t)at[1] << 16;
}

/* What the block layer may rely on. */
static unsigned int __init id_ordered(const ide_drive_t *drive, const u16 *id)
{
	unsigned int has = 0;

	if (id[ID_ENABLED] & ENABLED_CACHE && drive->flush)
		has = QUEUE_HAS_CACHE;
	if (has && drive->lba48 && drive->mult &&
	    COMMANDS_VALID(id[ID_COMMANDS + 1]) &&
	    id[ID_COMMANDS + 1] & EXTENDED_FUA)
		has |= QUEUE_HAS_FUA;
	return has;
}

static void __init id_features(ide_drive_t *drive, const u16 *id)
{
	u16 commands = id[ID_COMMANDS];

	if (!COMMANDS_VALID(commands))
		commands = 0;
	drive->lba48 = (commands & COMMANDS_LBA48) != 0;
	drive->flush_ext = drive->lba48 && commands & COMMANDS_FLUSH_EXT;
	drive->flush = drive->flush_ext || commands & COMMANDS_FLUSH;
	drive->mult = id[ID_MAX_MULT] & 0xff;
	drive->set_mult = drive->mult != 0;
	drive->capacity = id_capacity(drive, id);
	copy_model(drive->model, id);
}

static int __init probe_drive(ide_drive_t *drive, u16 *id)
{
	u8 stat;

	if (!probe_registers(drive))
		return 0;
	stat = probe_command(WIN_IDENTIFY);
	if (stat & BAD_STAT || !(stat & DRQ_STAT))
		return 0;
	insw(IDE_DATA, id, SECTOR_WORDS);
	if (id[ID_CONFIG] & CONFIG_NOT_ATA || id[ID_CONFIG] == 0xffff)
		return 0;
	id_features(drive, id);
	if (id[ID_CAPABILITY] & CAPABILITY_LBA && drive->capacity)
		return 1;
	printk(KERN_WARNING "%s: %s: no sectors by LBA, ignored\n",
	       drive->name, drive->model);
	return 0;
}

static void ide_request_fn(request_queue_t *q)
{
	ide_do_request(q->queuedata);
}

static struct block_device_operations ide_ops;

static int __init ide_register(ide_drive_t *drive, unsigned int ordered)
{
	request_queue_t *q = blk_init_queue(ide_request_fn, &ide_hwif.lock);
	struct gendisk *disk = alloc_disk(64);

	if (!q || !disk)
		return -ENOMEM;
	q->queuedata = &ide_hwif;
	q->ordered = ordered;
	disk->queue = q;
	disk->major = IDE0_MAJOR;
	disk->first_minor = 64 * drive->unit;
	disk->fops = &ide_ops;
	strlcpy(disk->disk_name, drive->name, sizeof(disk->disk_name));
	set_capacity(disk, drive->capacity);
	printk(KERN_INFO "%s: %s, %lu sectors (%lu MB)%s%s\n", drive->name,
	       drive->model, drive->capacity, drive->capacity >> 11,
	       ordered & QUEUE_HAS_CACHE ? ", write cache" : "",
	       ordered & QUEUE_HAS_FUA ? ", FUA" : "");
	drive->disk = disk;
	return add_disk(disk);
}

static int __init ide_init(void)
{
	u16 *id = kmalloc(SECTOR_SIZE, GFP_KERNEL);
	int unit, found = 0, error = 0;

	if (!id)
		return -ENOMEM;
	init_timer(&ide_hwif.timer);
	ide_hwif.timer.function = ide_timer_expiry;
	ide_hwif.timer.data = (unsigned long)&ide_hwif;
	outb(CTL_NIEN, IDE_CONTROL);
	for (unit = 0; unit < 2 && !error; unit++) {
		ide_drive_t *drive = &ide_hwif.drives[unit];

		drive->unit = unit;
		sprintf(drive->name, "hd%c", 'a' + unit);
		if (!probe_drive(drive, id))
			continue;
		if (!found++)
			register_blkdev(IDE0_MAJOR, "ide0");
		error = ide_register(drive, id_ordered(drive, id));
	}
	kfree(id);
	if (found) {
		outb(0, IDE_CONTROL);
		request_irq(IDE_IRQ, ide_intr, 0, "ide0", &ide_hwif);
	}
	return error;
}
device_initcall(ide_init);
