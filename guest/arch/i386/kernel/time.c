/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The 8254's ticks, the battery clock, and what user space asks of them. */
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/time.h>
#include <asm/io.h>

#define PIT_HZ		1193182
#define PIT_CH0		0x40
#define PIT_MODE	0x43
#define PIT_CH0_RATE	0x34	/* channel 0, both bytes, mode 2 */
#define LATCH		((PIT_HZ + HZ / 2) / HZ)

#define CMOS_INDEX	0x70
#define CMOS_DATA	0x71
#define CMOS_STATUS_A	10
#define CMOS_UPDATING	0x80
#define BCD_TO_BIN(v)	(((v) & 15) + ((v) >> 4) * 10)

static u8 cmos_read(u8 index)
{
	outb(index, CMOS_INDEX);
	return inb(CMOS_DATA);
}

static unsigned int cmos_bcd(u8 index)
{
	u8 value = cmos_read(index);

	return BCD_TO_BIN(value);
}

/* Seconds since 1970; the days by Gauss's rule, the year starting in March. */
unsigned long mktime(unsigned int year, unsigned int mon, unsigned int day,
		     unsigned int hour, unsigned int min, unsigned int sec)
{
	unsigned long days;

	if (mon <= 2) {
		mon += 12;
		year--;
	}
	days = year * 365 + year / 4 - year / 100 + year / 400 +
	       (153 * (mon - 3) + 2) / 5 + day - 1 - 719468;
	return ((days * 24 + hour) * 60 + min) * 60 + sec;
}

unsigned long get_cmos_time(void)
{
	unsigned int sec, min, hour, day, mon, year;

	/* Bounded: an update takes 2 ms at most, a missing chip reads 0xff. */
	for (sec = 0; sec < 10000; sec++)
		if (!(cmos_read(CMOS_STATUS_A) & CMOS_UPDATING))
			break;
	sec = cmos_bcd(0);
	min = cmos_bcd(2);
	hour = cmos_bcd(4);
	day = cmos_bcd(7);
	mon = cmos_bcd(8);
	year = cmos_bcd(9);
	return mktime(year + (year < 70 ? 2000 : 1900), mon, day, hour, min,
		      sec);
}

static irqreturn_t timer_interrupt(int irq, void *dev_id, struct pt_regs *regs)
{
	(void)irq;
	(void)dev_id;
	do_timer(regs);
	return IRQ_HANDLED;
}

static struct irqaction irq0 = {
	.handler = timer_interrupt,
	.flags = SA_INTERRUPT,
	.name = "timer",
};

void __init time_init(void)
{
	xtime.tv_sec = get_cmos_time();
	xtime.tv_nsec = 0;
	wall_to_monotonic.tv_sec = -xtime.tv_sec;
	outb(PIT_CH0_RATE, PIT_MODE);
	outb(LATCH & 0xff, PIT_CH0);
	outb(LATCH >> 8, PIT_CH0);
	setup_irq(TIMER_IRQ, &irq0);
}
