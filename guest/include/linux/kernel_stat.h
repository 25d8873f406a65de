/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_KERNEL_STAT_H
#define _LINUX_KERNEL_STAT_H

/* Where the processor's ticks went. */
struct cpu_usage_stat {
	unsigned long user, nice, system, idle;
};

extern struct cpu_usage_stat kstat_cpu;

#endif
