/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The time stamp counter as a clock, measured against the 8254. */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/time.h>
#include <asm/div64.h>
#include <asm/system.h>

#define CALIBRATE_TICKS		2
#define CYC2NS_SHIFT		10

unsigned long cpu_khz;
static unsigned long cyc2ns_scale;	/* 0 until it is known */
static u64 tsc_at_boot;

/* Halts rather than polls: between two ticks the processor has no work. */
static u64 __init tsc_at_next_tick(void)
{
	unsigned long tick = jiffies;
	u64 tsc;

	while (jiffies == tick)
		safe_halt();
	rdtscll(tsc);
	return tsc;
}

/* Interrupts must be on, and no other task must run yet. */
void __init calibrate_tsc(void)
{
	u64 start = tsc_at_next_tick(), cycles;
	int i;

	for (i = 0, cycles = 0; i < CALIBRATE_TICKS; i++)
		cycles = tsc_at_next_tick() - start;
	do_div(cycles, CALIBRATE_TICKS * 1000 / HZ);
	cpu_khz = cycles;
	if (!cpu_khz)
		return;
	tsc_at_boot = start - (u64)jiffies * cpu_khz * (1000 / HZ);
	cyc2ns_scale = (1000000UL << CYC2NS_SHIFT) / cpu_khz;
	printk(KERN_INFO "Detected %lu.%03lu MHz processor.\n",
	       cpu_khz / 1000, cpu_khz % 1000);
}

unsigned long long sched_clock(void)
{
	u64 tsc;

	if (!cyc2ns_scale)
		return 0;
	rdtscll(tsc);
	return ((tsc - tsc_at_boot) * cyc2ns_scale) >> CYC2NS_SHIFT;
}
