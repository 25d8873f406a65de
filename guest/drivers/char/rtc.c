/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /dev/rtc: the battery clock, to be read and set; neither alarms nor ticks. */
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/rtc.h>
#include <linux/sched.h>
#include <linux/time.h>
#include <asm/mc146818rtc.h>
#include <asm/uaccess.h>

#define MISC_MAJOR	10
#define RTC_MINOR	135
#define FIRST_YEAR	70	/* of two digits, in the last century */
#define UPDATE_POLLS	10000

static DEFINE_SPINLOCK(rtc_lock);

static unsigned int read_bcd(u8 index)
{
	u8 value = CMOS_READ(index);

	return BCD_TO_BIN(value);
}

static void write_bcd(unsigned int value, u8 index)
{
	CMOS_WRITE(BIN_TO_BCD(value), index);
}

void get_rtc_time(struct rtc_time *tm)
{
	int polls;

	memset(tm, 0, sizeof(*tm));
	spin_lock_irq(&rtc_lock);
	/* Bounded: an update takes 2 ms at most, a missing chip reads 0xff. */
	for (polls = 0; polls < UPDATE_POLLS; polls++)
		if (!(CMOS_READ(RTC_REG_A) & RTC_UIP))
			break;
	tm->tm_sec = read_bcd(RTC_SECONDS);
	tm->tm_min = read_bcd(RTC_MINUTES);
	tm->tm_hour = read_bcd(RTC_HOURS);
	tm->tm_mday = read_bcd(RTC_DAY_OF_MONTH);
	tm->tm_mon = read_bcd(RTC_MONTH) - 1;
	tm->tm_year = read_bcd(RTC_YEAR);
	spin_unlock_irq(&rtc_lock);
	if (tm->tm_year < FIRST_YEAR)
		tm->tm_year += 100;
}

static int days_of(int mon, int year)
{
	static const u8 days[] = {
		31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
	};

	/* 2000 was a leap year, and no other century begins in the range. */
	return days[mon] + (mon == 1 && year % 4 == 0);
}

static int rtc_valid_tm(const struct rtc_time *tm)
{
	return tm->tm_year >= FIRST_YEAR && tm->tm_year < FIRST_YEAR + 100 &&
	       tm->tm_mon >= 0 && tm->tm_mon < 12 && tm->tm_mday >= 1 &&
	       tm->tm_mday <= days_of(tm->tm_mon, tm->tm_year) &&
	       tm->tm_hour >= 0 && tm->tm_hour < 24 && tm->tm_min >= 0 &&
	       tm->tm_min < 60 && tm->tm_sec >= 0 && tm->tm_sec < 60;
}

/* The clock stands still between its first and its last register. */
static void set_rtc_time(const struct rtc_time *tm)
{
	u8 control;

	spin_lock_irq(&rtc_lock);
	control = CMOS_READ(RTC_REG_B);
	CMOS_WRITE(control | RTC_SET, RTC_REG_B);
	/* A day that neither the old nor the new month lacks goes first. */
	write_bcd(1, RTC_DAY_OF_MONTH);
	write_bcd(tm->tm_year % 100, RTC_YEAR);
	write_bcd(tm->tm_mon + 1, RTC_MONTH);
	write_bcd(tm->tm_mday, RTC_DAY_OF_MONTH);
	write_bcd(tm->tm_hour, RTC_HOURS);
	write_bcd(tm->tm_min, RTC_MINUTES);
	write_bcd(tm->tm_sec, RTC_SECONDS);
	CMOS_WRITE(control, RTC_REG_B);
	spin_unlock_irq(&rtc_lock);
}

static int rtc_ioctl(struct inode *inode, struct file *file, unsigned int cmd,
		     unsigned long arg)
{
	struct rtc_time tm;

	(void)inode;
	(void)file;
	switch (cmd) {
	case RTC_RD_TIME:
		get_rtc_time(&tm);
		return copy_to_user((void *)arg, &tm, sizeof(tm)) ? -EFAULT :
								    0;
	case RTC_SET_TIME:
		if (current->euid)
			return -EACCES;
		if (copy_from_user(&tm, (void *)arg, sizeof(tm)))
			return -EFAULT;
		if (!rtc_valid_tm(&tm))
			return -EINVAL;
		set_rtc_time(&tm);
		return 0;
	default:
		return -ENOTTY;
	}
}

static struct file_operations rtc_fops = {
	.ioctl = rtc_ioctl,
};

/* The major number is shared by devices of which this is the only one. */
static int misc_open(struct inode *inode, struct file *file)
{
	if (MINOR(inode->i_rdev) != RTC_MINOR)
		return -ENODEV;
	file->f_op = &rtc_fops;
	return 0;
}

static struct file_operations misc_fops = {
	.open = misc_open,
};

static int __init rtc_init(void)
{
	int error = register_chrdev(MISC_MAJOR, "misc", &misc_fops);

	return error ? error :
		       device_create("rtc", MKDEV(MISC_MAJOR, RTC_MINOR));
}
device_initcall(rtc_init);
