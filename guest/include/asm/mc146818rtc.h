/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The battery clock's registers, behind an index port and a data port. */
#ifndef _ASM_MC146818RTC_H
#define _ASM_MC146818RTC_H

#include <asm/io.h>

#define RTC_PORT(x)		(0x70 + (x))

#define RTC_SECONDS		0
#define RTC_MINUTES		2
#define RTC_HOURS		4
#define RTC_DAY_OF_WEEK		6
#define RTC_DAY_OF_MONTH	7
#define RTC_MONTH		8
#define RTC_YEAR		9
#define RTC_REG_A		10
#define RTC_REG_B		11
#define RTC_UIP			0x80	/* in A: an update is near */
#define RTC_SET			0x80	/* in B: no updates */

#define BCD_TO_BIN(v)	(((v) & 15) + ((v) >> 4) * 10)
#define BIN_TO_BCD(v)	(((v) / 10 << 4) + (v) % 10)

static inline u8 CMOS_READ(u8 index)
{
	outb(index, RTC_PORT(0));
	return inb(RTC_PORT(1));
}

static inline void CMOS_WRITE(u8 value, u8 index)
{
	outb(index, RTC_PORT(0));
	outb(value, RTC_PORT(1));
}

#endif
