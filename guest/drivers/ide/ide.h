/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ATA disks by programmed I/O, as ATA/ATAPI-6 has them. A channel has eight
 * registers, two drives and one interrupt, and does one command at a time.
 */
#ifndef DRIVERS_IDE_IDE_H
#define DRIVERS_IDE_IDE_H

#include <linux/blkdev.h>
#include <linux/interrupt.h>

#define IDE_IRQ		14
#define IDE_BASE	0x1f0
#define IDE_DATA	(IDE_BASE + 0)
#define IDE_ERROR	(IDE_BASE + 1)	/* read */
#define IDE_FEATURE	(IDE_BASE + 1)	/* written */
#define IDE_NSECTOR	(IDE_BASE + 2)
#define IDE_LBAL	(IDE_BASE + 3)
#define IDE_LBAM	(IDE_BASE + 4)
#define IDE_LBAH	(IDE_BASE + 5)
#define IDE_SELECT	(IDE_BASE + 6)
#define IDE_STATUS	(IDE_BASE + 7)	/* read; acknowledges */
#define IDE_COMMAND	(IDE_BASE + 7)	/* written */
#define IDE_ALTSTATUS	0x3f6		/* read; acknowledges nothing */
#define IDE_CONTROL	0x3f6		/* written */

#define ERR_STAT	0x01
#define DRQ_STAT	0x08
#define SEEK_STAT	0x10
#define WRERR_STAT	0x20
#define READY_STAT	0x40
#define BUSY_STAT	0x80
#define BAD_STAT	(BUSY_STAT | WRERR_STAT | ERR_STAT)

#define ABRT_ERR	0x04	/* in IDE_ERROR */
#define ID_ERR		0x10
#define ECC_ERR		0x40

#define CTL_NIEN	0x02	/* no interrupts */
#define CTL_SRST	0x04	/* both drives reset while it is set */
#define SELECT_LBA	0xe0
#define SELECT_UNIT(n)	((n) << 4)

#define WIN_READ		0x20
#define WIN_READ_EXT		0x24
#define WIN_MULTREAD_EXT	0x29
#define WIN_WRITE		0x30
#define WIN_WRITE_EXT		0x34
#define WIN_MULTWRITE_EXT	0x39
#define WIN_MULTREAD		0xc4
#define WIN_MULTWRITE		0xc5
#define WIN_SETMULT		0xc6
#define WIN_MULTWRITE_FUA_EXT	0xce
#define WIN_FLUSH_CACHE		0xe7
#define WIN_FLUSH_CACHE_EXT	0xea
#define WIN_IDENTIFY		0xec

#define LBA28_SECTORS	(1UL << 28)
#define SECTOR_WORDS	(SECTOR_SIZE / 2)

#define WAIT_CMD	(5 * HZ)	/* for an interrupt */
#define WAIT_FLUSH	(10 * HZ)	/* for that of a flush */
#define WAIT_RESET	(5 * HZ)	/* for a drive to be ready after one */
#define RESET_POLL	(HZ / 20)
#define ERROR_MAX	3		/* tries, then a bio fails */
#define RESET_MAX	2		/* without success between: gone */

typedef struct ide_drive {
	char name[4];			/* hda or hdb */
	int unit;
	int dead;			/* does not answer any more */
	int lba48, flush, flush_ext;
	unsigned int mult;		/* sectors in a block, or 0 */
	int set_mult;			/* the drive must be told of mult */
	int resets;			/* since the last success */
	sector_t capacity;
	char model[41];
	struct gendisk *disk;
} ide_drive_t;

/* Reacts to an interrupt with this status. */
typedef void ide_handler_t(struct ide_drive *drive, u8 stat);

typedef struct ide_hwif {
	spinlock_t lock;		/* both queues' as well */
	struct ide_drive drives[2];
	struct ide_drive *drive;	/* whose command it is, or was */
	struct request *rq;		/* under way: the channel is busy */
	int starting, again;		/* see ide_start_request() */
	ide_handler_t *handler;		/* of the interrupt to come */
	unsigned int block;		/* sectors of it, in the drive */
	struct timer_list timer;
	unsigned long reset_end;	/* until when a reset may take */
} ide_hwif_t;

extern ide_hwif_t ide_hwif;

/* ide-io.c: who is next, and interrupts. The lock is held by the caller. */
void ide_do_request(ide_hwif_t *hwif);
void ide_start_request(ide_drive_t *drive);
void ide_set_handler(ide_handler_t *handler, unsigned long timeout);
/* The end of the request under way, when none of its sectors is left. */
void ide_end_request(ide_drive_t *drive, int error);
void ide_select_drive(ide_drive_t *drive, u8 head);
irqreturn_t ide_intr(int irq, void *dev_id, struct pt_regs *regs);
void ide_timer_expiry(unsigned long data);

/* ide-disk.c: the commands, and how they go on at an interrupt. */
void ide_start_rw(ide_drive_t *drive, struct request *rq);
void ide_start_flush(ide_drive_t *drive);
void ide_start_setmult(ide_drive_t *drive);

/* ide-error.c */
/* A command failed: again, or without the sectors that cannot be had. */
void ide_error(ide_drive_t *drive, u8 stat);
/* The drive does not answer. It will, or every request fails from now on. */
void ide_do_reset(ide_drive_t *drive, u8 stat);
const char *ide_words(char *buf, size_t size, u8 stat, u8 err);

#endif
