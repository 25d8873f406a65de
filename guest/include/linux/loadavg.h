/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_LOADAVG_H
#define _LINUX_LOADAVG_H

/* Fixed point: 11 bits behind it. */
#define FSHIFT		11
#define FIXED_1		(1UL << FSHIFT)
#define SI_LOAD_SHIFT	16
#define LOAD_INT(x)	((x) >> FSHIFT)
#define LOAD_FRAC(x)	LOAD_INT(((x) & (FIXED_1 - 1)) * 100)

/* Tasks that run or wait for a device: means of 1, 5 and 15 minutes. */
extern unsigned long avenrun[3];

/* From the timer interrupt, at every tick. */
void calc_load(void);

#endif
