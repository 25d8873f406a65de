/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading: an interrupt says that a block of sectors can be fetched. Writing:
 * the first block is given at once, and an interrupt says that it was taken.
 * A request's progress is told only then, so that it can be begun again.
 */
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/time.h>
#include <asm/io.h>
#include "ide.h"

/* The standard's worst case for the first DRQ of a write is 20 ms. */
#define WAIT_DRQ_NS	50000000ULL

/* A request's sectors in memory, from its cursor on. */
struct rq_iter {
	struct bio *bio;
	unsigned int vec, done;
};

/* Moves one sector between memory and the data register. */
static void ide_move_sector(struct rq_iter *at, int rw)
{
	const struct bio_vec *bv = &at->bio->bi_io_vec[at->vec];
	char *data = kmap_atomic(bv->bv_page, KM_BIO_IRQ);
	char *sector = data + bv->bv_offset + at->done;

	if (rw == READ)
		insw(IDE_DATA, sector, SECTOR_WORDS);
	else
		outsw(IDE_DATA, sector, SECTOR_WORDS);
	kunmap_atomic(data, KM_BIO_IRQ);
	at->done += SECTOR_SIZE;
	if (at->done < bv->bv_len)
		return;
	at->done = 0;
	if (++at->vec == at->bio->bi_vcnt) {
		at->vec = 0;
		at->bio = at->bio->bi_next;
	}
}

static void ide_move_block(struct request *rq)
{
	struct rq_iter at = { rq->bio, rq->cur_vec, rq->cur_done };
	unsigned int n;

	for (n = ide_hwif.block; n; n--)
		ide_move_sector(&at, rq_data_dir(rq));
}

/* After errors by single sectors: those before a bad one can be had. */
static int one_by_one(const struct request *rq)
{
	return rq->errors && !(rq->flags & REQ_FUA);
}

static void ide_set_block(const ide_drive_t *drive, const struct request *rq)
{
	unsigned int size = one_by_one(rq) || !drive->mult ? 1 : drive->mult;

	ide_hwif.block = min_t(unsigned long, size, rq->nr_sectors);
}

static void read_intr(ide_drive_t *drive, u8 stat)
{
	struct request *rq = ide_hwif.rq;

	if (stat & BAD_STAT || !(stat & DRQ_STAT)) {
		ide_error(drive, stat);
		return;
	}
	ide_move_block(rq);
	if (end_that_request_first(rq, 0, ide_hwif.block)) {
		ide_set_block(drive, rq);
		ide_set_handler(read_intr, WAIT_CMD);
	} else {
		ide_end_request(drive, 0);
	}
}

static void write_intr(ide_drive_t *drive, u8 stat)
{
	struct request *rq = ide_hwif.rq;
	int more = rq->nr_sectors > ide_hwif.block;

	if (stat & BAD_STAT || !(stat & DRQ_STAT) != !more) {
		ide_error(drive, stat);
		return;
	}
	if (!end_that_request_first(rq, 0, ide_hwif.block)) {
		ide_end_request(drive, 0);
		return;
	}
	ide_set_block(drive, rq);
	ide_set_handler(write_intr, WAIT_CMD);
	ide_move_block(rq);
}

/* Interrupts are off, so by the TSC; it stands still only on a dead clock. */
static u8 ide_wait_drq(void)
{
	unsigned long long end = sched_clock() + WAIT_DRQ_NS;
	u8 stat;

	do {
		stat = inb(IDE_ALTSTATUS);
		if (!(stat & BUSY_STAT) && stat & (DRQ_STAT | BAD_STAT))
			break;
	} while (sched_clock() < end);
	return stat;
}

static u8 rw_command(const ide_drive_t *drive, const struct request *rq,
		     int ext)
{
	int single = one_by_one(rq) || !drive->mult;

	if (rq_data_dir(rq) == READ) {
		if (ext)
			return single ? WIN_READ_EXT : WIN_MULTREAD_EXT;
		return single ? WIN_READ : WIN_MULTREAD;
	}
	if (rq->flags & REQ_FUA)
		return WIN_MULTWRITE_FUA_EXT;
	if (ext)
		return single ? WIN_WRITE_EXT : WIN_MULTWRITE_EXT;
	return single ? WIN_WRITE : WIN_MULTWRITE;
}

/* Registers that take two values take the upper one first. */
static void ide_load_address(ide_drive_t *drive, const struct request *rq,
			     int ext)
{
	sector_t sector = rq->sector;

	if (ext) {
		outb(rq->nr_sectors >> 8, IDE_NSECTOR);
		outb(sector >> 24, IDE_LBAL);
		outb(0, IDE_LBAM);
		outb(0, IDE_LBAH);
	}
	outb(rq->nr_sectors, IDE_NSECTOR);
	outb(sector, IDE_LBAL);
	outb(sector >> 8, IDE_LBAM);
	outb(sector >> 16, IDE_LBAH);
	ide_select_drive(drive, ext ? 0 : sector >> 24 & 0x0f);
}

void ide_start_rw(ide_drive_t *drive, struct request *rq)
{
	int fua = rq_data_dir(rq) == WRITE && rq->flags & REQ_FUA;
	int ext = fua || rq->sector + rq->nr_sectors > LBA28_SECTORS;
	u8 stat;

	ide_set_block(drive, rq);
	ide_load_address(drive, rq, ext);
	if (rq_data_dir(rq) == READ) {
		ide_set_handler(read_intr, WAIT_CMD);
		outb(rw_command(drive, rq, ext), IDE_COMMAND);
		return;
	}
	outb(rw_command(drive, rq, ext), IDE_COMMAND);
	stat = ide_wait_drq();
	if (stat & BAD_STAT || !(stat & DRQ_STAT)) {
		ide_error(drive, stat);
		return;
	}
	ide_set_handler(write_intr, WAIT_CMD);
	ide_move_block(rq);
}

static void flush_intr(ide_drive_t *drive, u8 stat)
{
	if (stat & BAD_STAT)
		ide_error(drive, stat);
	else
		ide_end_request(drive, 0);
}

void ide_start_flush(ide_drive_t *drive)
{
	ide_set_handler(flush_intr, WAIT_FLUSH);
	outb(drive->flush_ext ? WIN_FLUSH_CACHE_EXT : WIN_FLUSH_CACHE,
	     IDE_COMMAND);
}

/* A drive that has forgotten how to do blocks does single sectors. */
static void setmult_intr(ide_drive_t *drive, u8 stat)
{
	drive->set_mult = 0;
	if (stat & BAD_STAT)
		drive->mult = 0;
	ide_start_request(drive);
}

void ide_start_setmult(ide_drive_t *drive)
{
	ide_set_handler(setmult_intr, WAIT_CMD);
	outb(drive->mult, IDE_NSECTOR);
	outb(WIN_SETMULT, IDE_COMMAND);
}
