/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_RTC_H
#define _LINUX_RTC_H

/* As C's struct tm: years since 1900, months from 0. */
struct rtc_time {
	int tm_sec, tm_min, tm_hour;
	int tm_mday, tm_mon, tm_year;
	int tm_wday, tm_yday, tm_isdst;	/* unused: 0 */
};

#define RTC_RD_TIME	0x80247009
#define RTC_SET_TIME	0x4024700a

/* What the battery clock shows, 1970 to 2069. */
void get_rtc_time(struct rtc_time *tm);

#endif
