/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What to do about a drive that fails or does not answer. Everything is
 * bounded: so many tries for each bio, so many resets without a success.
 */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <asm/io.h>
#include "ide.h"

static const char *const stat_words[8] = {
	"error", NULL, NULL, "data request", NULL, "device fault", "ready",
	"busy"
};

static const char *const err_words[8] = {
	NULL, NULL, "aborted", NULL, "no such sector", NULL,
	"uncorrectable data", "bad transfer"
};

static int add_words(char *buf, size_t size, int len,
		     const char *const *words, u8 bits)
{
	int bit;

	for (bit = 7; bit >= 0; bit--)
		if (bits >> bit & 1 && words[bit])
			len += scnprintf(buf + len, size - len, "%s%s",
					 len ? ", " : "", words[bit]);
	return len;
}

const char *ide_words(char *buf, size_t size, u8 stat, u8 err)
{
	int len = add_words(buf, size, 0, stat_words, stat);

	if (stat & ERR_STAT)
		len = add_words(buf, size, len, err_words, err);
	if (!len)
		scnprintf(buf, size, "nobody there");
	return buf;
}

static void report(const ide_drive_t *drive, u8 stat, u8 err)
{
	const struct request *rq = ide_hwif.rq;
	char words[80];

	ide_words(words, sizeof(words), stat, err);
	if (rq->flags & REQ_FLUSH)
		printk(KERN_ERR "%s: flush failed: status 0x%02x, error 0x%02x "
		       "(%s)\n", drive->name, stat, err, words);
	else
		printk(KERN_ERR "%s: %s error at sector %lu: status 0x%02x, "
		       "error 0x%02x (%s)\n", drive->name,
		       rq_data_dir(rq) == READ ? "read" : "write", rq->sector,
		       stat, err, words);
}

/* One owner's sectors cannot be had; the others' may. */
static void fail_bio(ide_drive_t *drive)
{
	struct request *rq = ide_hwif.rq;

	if (rq->flags & REQ_FLUSH ||
	    !end_that_request_first(rq, -EIO, rq_bio_sectors(rq))) {
		ide_end_request(drive, -EIO);
		return;
	}
	/* What is left goes on by single sectors. */
	rq->errors = 1;
	ide_start_request(drive);
}

void ide_error(ide_drive_t *drive, u8 stat)
{
	struct request *rq = ide_hwif.rq;
	u8 err = stat & ERR_STAT ? inb(IDE_ERROR) : 0;

	/* It waits for data that nobody will move, or works on: stop it. */
	if (stat & (BUSY_STAT | DRQ_STAT) || !(stat & READY_STAT)) {
		ide_do_reset(drive, stat);
		return;
	}
	/* What it does not know it will not learn; a fault may pass. */
	if (err & ABRT_ERR && !(stat & WRERR_STAT))
		rq->errors = ERROR_MAX;
	if (++rq->errors < ERROR_MAX) {
		ide_start_request(drive);
		return;
	}
	report(drive, stat, err);
	fail_bio(drive);
}

static void drive_is_dead(ide_drive_t *drive, u8 stat)
{
	struct request *rq = ide_hwif.rq;
	char words[80];

	printk(KERN_ERR "%s: does not come back: status 0x%02x (%s); all "
	       "access fails from now on, first at sector %lu\n", drive->name,
	       stat, ide_words(words, sizeof(words), stat, 0), rq->sector);
	drive->dead = 1;
	ide_hwif.rq = NULL;
	end_request(rq, -EIO);
}

static void reset_poll(unsigned long data)
{
	ide_hwif_t *hwif = (ide_hwif_t *)data;
	ide_drive_t *drive = hwif->drive;
	unsigned long flags;
	u8 stat;

	spin_lock_irqsave(&hwif->lock, flags);
	ide_select_drive(drive, 0);
	stat = inb(IDE_ALTSTATUS);
	if (stat & BUSY_STAT && stat != 0xff &&
	    time_before(jiffies, hwif->reset_end)) {
		mod_timer(&hwif->timer, jiffies + RESET_POLL);
		goto out;
	}
	hwif->timer.function = ide_timer_expiry;
	if (stat & BUSY_STAT || !(stat & READY_STAT) ||
	    drive->resets > RESET_MAX)
		drive_is_dead(drive, stat);
	else
		ide_start_request(drive);
	ide_do_request(hwif);
out:
	spin_unlock_irqrestore(&hwif->lock, flags);
}

/* Both drives are reset; the other one has nothing under way. */
void noinline ide_do_reset(ide_drive_t *drive, u8 stat)
{
	ide_hwif_t *hwif = &ide_hwif;
	char words[80];
	int i;

	printk(KERN_ERR "%s: no answer at sector %lu: status 0x%02x (%s); "
	       "reset\n", drive->name, hwif->rq->sector, stat,
	       ide_words(words, sizeof(words), stat, 0));
	drive->resets++;
	for (i = 0; i < 2; i++)
		hwif->drives[i].set_mult = hwif->drives[i].mult != 0;
	outb(CTL_SRST, IDE_CONTROL);
	/* At least 5 us; a port takes about one. */
	for (i = 0; i < 10; i++)
		inb(IDE_ALTSTATUS);
	outb(0, IDE_CONTROL);
	hwif->reset_end = jiffies + WAIT_RESET;
	hwif->timer.function = reset_poll;
	mod_timer(&hwif->timer, jiffies + RESET_POLL);
}
