/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From the queues to the channel, and from its interrupt onwards. */
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <asm/io.h>
#include "ide.h"

ide_hwif_t ide_hwif;

void ide_select_drive(ide_drive_t *drive, u8 head)
{
	int i;

	outb(SELECT_LBA | SELECT_UNIT(drive->unit) | head, IDE_SELECT);
	/* 400 ns until the status is the chosen drive's. */
	for (i = 0; i < 4; i++)
		inb(IDE_ALTSTATUS);
}

void ide_set_handler(ide_handler_t *handler, unsigned long timeout)
{
	ide_hwif.handler = handler;
	mod_timer(&ide_hwif.timer, jiffies + timeout);
}

void ide_end_request(ide_drive_t *drive, int error)
{
	struct request *rq = ide_hwif.rq;

	if (!error)
		drive->resets = 0;
	/* First: its end may bring the next request. */
	ide_hwif.rq = NULL;
	end_that_request_last(rq, error);
}

/* The drives in turn. A plugged queue is still collecting. */
static struct request *ide_next_request(ide_hwif_t *hwif)
{
	int i, first = hwif->drive == &hwif->drives[0];

	for (i = 0; i < 2; i++) {
		ide_drive_t *drive = &hwif->drives[first ^ i];
		struct request *rq = NULL;

		if (drive->disk && !blk_queue_plugged(drive->disk->queue))
			rq = elv_next_request(drive->disk->queue);
		if (rq) {
			hwif->drive = drive;
			return rq;
		}
	}
	return NULL;
}

static void issue(ide_drive_t *drive)
{
	struct request *rq = ide_hwif.rq;
	u8 stat;

	ide_select_drive(drive, 0);
	stat = inb(IDE_ALTSTATUS);
	/* Nobody drives the lines of a drive that has gone. */
	if (stat == 0xff || stat & BUSY_STAT || !(stat & READY_STAT))
		ide_do_reset(drive, stat);
	else if (drive->set_mult)
		ide_start_setmult(drive);
	else if (rq->flags & REQ_FLUSH)
		ide_start_flush(drive);
	else
		ide_start_rw(drive, rq);
}

/*
 * A command may fail at once, and what is left of the request, or the next
 * one, be started by its error: not from within, or a request of many parts
 * would need a stack for all of them.
 */
void ide_start_request(ide_drive_t *drive)
{
	ide_hwif_t *hwif = &ide_hwif;

	hwif->again = 1;
	if (hwif->starting)
		return;
	hwif->starting = 1;
	while (hwif->again && hwif->rq) {
		hwif->again = 0;
		issue(hwif->drive);
	}
	hwif->starting = 0;
}

void ide_do_request(ide_hwif_t *hwif)
{
	struct request *rq;

	while (!hwif->rq && (rq = ide_next_request(hwif))) {
		blkdev_dequeue_request(rq);
		if (hwif->drive->dead) {
			end_request(rq, -EIO);
			continue;
		}
		hwif->rq = rq;
		if (rq->flags & REQ_FLUSH && !hwif->drive->flush)
			ide_end_request(hwif->drive, 0);
		else
			ide_start_request(hwif->drive);
	}
}

/* Reading the status takes the interrupt back: only when it may be ours. */
static void ide_handle(ide_hwif_t *hwif)
{
	ide_handler_t *handler = hwif->handler;

	hwif->handler = NULL;
	del_timer(&hwif->timer);
	handler(hwif->drive, inb(IDE_STATUS));
	ide_do_request(hwif);
}

irqreturn_t noinline ide_intr(int irq, void *dev_id, struct pt_regs *regs)
{
	ide_hwif_t *hwif = dev_id;
	unsigned long flags;

	(void)irq;
	(void)regs;
	spin_lock_irqsave(&hwif->lock, flags);
	if (!hwif->handler)
		inb(IDE_STATUS);
	else if (!(inb(IDE_ALTSTATUS) & BUSY_STAT))
		ide_handle(hwif);
	spin_unlock_irqrestore(&hwif->lock, flags);
	return IRQ_HANDLED;
}

/*
 * No interrupt came. A drive that is busy after so long will stay so; one
 * that is not has only lost its interrupt. The timer may also be late, and
 * the handler that of a younger command.
 */
void ide_timer_expiry(unsigned long data)
{
	ide_hwif_t *hwif = (ide_hwif_t *)data;
	ide_drive_t *drive = hwif->drive;
	unsigned long flags;
	u8 stat;

	spin_lock_irqsave(&hwif->lock, flags);
	if (!hwif->handler || time_before(jiffies, hwif->timer.expires))
		goto out;
	stat = inb(IDE_ALTSTATUS);
	if (stat & READY_STAT && !(stat & BUSY_STAT)) {
		printk(KERN_WARNING "%s: lost interrupt\n", drive->name);
		ide_handle(hwif);
		goto out;
	}
	hwif->handler = NULL;
	ide_do_reset(drive, stat);
	ide_do_request(hwif);
out:
	spin_unlock_irqrestore(&hwif->lock, flags);
}
