/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The 8254's ticks, the battery clock, and what user space asks of them. */
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/rtc.h>
#include <linux/sched.h>
#include <linux/time.h>
#include <asm/io.h>

#define PIT_HZ		1193182
#define PIT_CH0		0x40
#define PIT_MODE	0x43
#define PIT_CH0_RATE	0x34	/* channel 0, both bytes, mode 2 */
#define LATCH		((PIT_HZ + HZ / 2) / HZ)

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
	struct rtc_time tm;

	get_rtc_time(&tm);
	return mktime(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
		      tm.tm_hour, tm.tm_min, tm.tm_sec);
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
