/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_JIFFIES_H
#define _LINUX_JIFFIES_H

#include <linux/types.h>

#define HZ		100
#define USER_HZ		100

/* Ticks since the timer started. */
extern volatile unsigned long jiffies;

#define MAX_JIFFY_OFFSET	((~0UL >> 1) - 1)

/* Right across a wrap: compares the signed difference. */
#define time_after(a, b)	((long)((b) - (a)) < 0)
#define time_before(a, b)	time_after(b, a)
#define time_after_eq(a, b)	((long)((a) - (b)) >= 0)
#define time_before_eq(a, b)	time_after_eq(b, a)

#endif
