/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How much may be dirty, and for how long.
 *
 *	nr_dirty > background		pdflush writes until it is not
 *	nr_dirty + nr_writeback > limit	whoever dirties pages, writes some
 *	older than dirty_expire		wb_kupdate() writes it in its round
 */
#include <linux/backing-dev.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/timer.h>
#include <linux/vmstat.h>
#include <linux/writeback.h>

/* Per cent of memory; hundredths of seconds. All in /proc/sys/vm. */
int dirty_background_ratio = 10;
int dirty_background_bytes;		/* instead of per cent, if not 0 */
int vm_dirty_ratio = 40;
int dirty_writeback_centisecs = 5 * 100;
int dirty_expire_centisecs = 30 * 100;

/* Pages that a task may dirty between two looks at the limits. */
static long ratelimit_pages = 32;
static int dirty_exceeded;		/* the upper limit: look often */

static void wb_kupdate(unsigned long arg);
static void background_writeout(unsigned long nr_pages);
static void wb_timer_fn(unsigned long unused);

static struct timer_list wb_timer = TIMER_INITIALIZER(wb_timer_fn, 0, 0);

static unsigned long centisecs_to_jiffies(int centisecs)
{
	return (unsigned long)centisecs * HZ / 100;
}

/*
 * In pages. Memory that page tables map is no room for dirty pages, since
 * reclaim finds it hard to free; and there is always some of it.
 */
void noinline get_dirty_limits(long *background, long *dirty)
{
	long total = totalram_pages;
	long unmapped = 100 - read_page_state(nr_mapped) * 100 / total;
	long dirty_ratio = max(min((long)vm_dirty_ratio, unmapped / 2), 5L);
	long background_ratio = dirty_background_ratio;

	if (background_ratio >= dirty_ratio)
		background_ratio = dirty_ratio / 2;
	*dirty = dirty_ratio * total / 100;
	*background = background_ratio * total / 100;
	if (dirty_background_bytes)
		*background = min((long)dirty_background_bytes >> PAGE_SHIFT,
				  *dirty / 2);
}

/* Write some of what is dirty on this device, until below the limit. */
static void throttle(struct backing_dev_info *bdi)
{
	const long chunk = ratelimit_pages + ratelimit_pages / 2;
	long background, dirty, written = 0;

	while (written < chunk) {
		struct writeback_control wbc = {
			.bdi = bdi,
			.sync_mode = WB_SYNC_NONE,
			.nr_to_write = chunk,
		};

		get_dirty_limits(&background, &dirty);
		if (read_page_state(nr_dirty) + read_page_state(nr_writeback)
		    <= dirty) {
			dirty_exceeded = 0;
			return;
		}
		dirty_exceeded = 1;
		if (read_page_state(nr_dirty)) {
			writeback_inodes(&wbc);
			written += chunk - wbc.nr_to_write;
			if (written >= chunk)
				return;
		}
		blk_congestion_wait(WRITE, HZ / 10);
	}
}

/* Too many for the background limit: pdflush is sent to write. */
void noinline balance_dirty_pages(struct address_space *mapping)
{
	struct backing_dev_info *bdi = mapping->backing_dev_info;
	long background, dirty;

	throttle(bdi);
	if (writeback_in_progress(bdi))
		return;
	get_dirty_limits(&background, &dirty);
	if (read_page_state(nr_dirty) > background)
		pdflush_operation(background_writeout, 0);
}

/* Called for every page that was dirtied; may sleep. */
void balance_dirty_pages_ratelimited(struct address_space *mapping)
{
	static long dirtied;
	long limit = dirty_exceeded ? 8 : ratelimit_pages;

	if (mapping->backing_dev_info->capabilities & BDI_CAP_NO_WRITEBACK)
		return;
	if (++dirtied < limit)
		return;
	dirtied = 0;
	balance_dirty_pages(mapping);
}

/* In pdflush: at least min_pages, and until below the background limit. */
static void noinline background_writeout(unsigned long min_pages)
{
	long background, dirty, left = min_pages;

	for (;;) {
		struct writeback_control wbc = {
			.sync_mode = WB_SYNC_NONE,
			.nr_to_write = MAX_WRITEBACK_PAGES,
			.nonblocking = 1,
		};

		get_dirty_limits(&background, &dirty);
		if (read_page_state(nr_dirty) <= background && left <= 0)
			break;
		writeback_inodes(&wbc);
		left -= MAX_WRITEBACK_PAGES - wbc.nr_to_write;
		if (wbc.nr_to_write > 0 || wbc.pages_skipped > 0) {
			/* Wrote less than it wanted: done, or must wait. */
			if (!wbc.encountered_congestion)
				break;
			blk_congestion_wait(WRITE, HZ / 10);
		}
	}
}

/* For reclaim, which wants so many pages clean; 0: all. */
int wakeup_bdflush(long nr_pages)
{
	if (!nr_pages)
		nr_pages = read_page_state(nr_dirty);
	return pdflush_operation(background_writeout, nr_pages);
}

/*
 * The periodic round, in pdflush: whatever has been dirty for longer than
 * dirty_expire. Its own end sets the timer of the next.
 */
static void noinline wb_kupdate(unsigned long arg)
{
	unsigned long oldest = jiffies -
			       centisecs_to_jiffies(dirty_expire_centisecs);
	unsigned long next = jiffies +
			     centisecs_to_jiffies(dirty_writeback_centisecs);
	long left = read_page_state(nr_dirty) + MAX_WRITEBACK_PAGES;
	struct writeback_control wbc = {
		.sync_mode = WB_SYNC_NONE,
		.older_than_this = &oldest,
		.nonblocking = 1,
		.for_kupdate = 1,
	};

	(void)arg;
	sync_supers();
	while (left > 0) {
		wbc.encountered_congestion = 0;
		wbc.nr_to_write = MAX_WRITEBACK_PAGES;
		writeback_inodes(&wbc);
		left -= MAX_WRITEBACK_PAGES - wbc.nr_to_write;
		if (wbc.nr_to_write > 0) {
			if (!wbc.encountered_congestion)
				break;
			blk_congestion_wait(WRITE, HZ / 10);
		}
	}
	/* A round that took longer than its interval rests a second. */
	if (time_before_eq(next, jiffies))
		next = jiffies + HZ;
	if (dirty_writeback_centisecs)
		mod_timer(&wb_timer, next);
}

/* All threads are busy writing: later, then. */
static void wb_timer_fn(unsigned long unused)
{
	(void)unused;
	if (pdflush_operation(wb_kupdate, 0) < 0)
		mod_timer(&wb_timer, jiffies + HZ);
}

/* After a change of dirty_writeback_centisecs. */
int set_dirty_writeback_interval(void)
{
	if (dirty_writeback_centisecs)
		mod_timer(&wb_timer, jiffies +
			  centisecs_to_jiffies(dirty_writeback_centisecs));
	else
		del_timer(&wb_timer);
	return 0;
}

/*
 * A quarter per cent of memory, less than any ratio's step; and a quarter of
 * a limit in bytes. Called after a change of that.
 */
int set_ratelimit(void)
{
	unsigned long pages = totalram_pages / 400;

	if (dirty_background_bytes)
		pages = min(pages, (unsigned long)dirty_background_bytes >>
					   (PAGE_SHIFT + 2));
	ratelimit_pages = min(max(pages, 16UL), 1024UL);
	return 0;
}

void __init page_writeback_init(void)
{
	set_ratelimit();
	set_dirty_writeback_interval();
}
